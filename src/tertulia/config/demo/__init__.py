"""The demonstration: a place that has been lived in, on a folder that is thrown away.

`content/` holds what its people say, as plain text: one file a thread. `scripts` reads it,
`playing` has it happen through the ordinary actions, `clock` moves the times, `template` keeps the
result, `doors` lets the visitor in.
"""
