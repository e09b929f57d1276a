"""Django's SQLite backend, with writers of one process waiting in a fair queue."""
