from tests.serving.conftest import founded, instance  # noqa: F401 - the same, for these tests
