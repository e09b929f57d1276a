"""Faults befall an instance of the same kind as the one that the serving tests ask."""

from tests.serving.conftest import founded, instance  # noqa: F401 - the same, for these tests
