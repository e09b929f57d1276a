"""A backup: one tar file with the database, the files, the secret key, and a list of checksums.

`manifest.json` is its last member: format, version, kind of database, applied migrations, and size
and SHA-256 of every other member.
"""

FORMAT = 1
MANIFEST = "manifest.json"
SECRET_KEY = "secret_key"
FILES = "files/"
