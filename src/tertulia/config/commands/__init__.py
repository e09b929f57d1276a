"""The commands of `tertulia`, a module for each noun.

Only `click` is imported where these modules begin: what is slow to load is imported inside the
command that needs it, so that `tertulia --help` answers at once.
"""
