"""The kinds this instance offers. A new kind is one folder under `features/` and one name here."""

FEATURES = ("discussions", "questions")
