"""Static files under names that change with their content."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Hashed names once files were gathered; plain names before, as in tests."""

    # Our modules import one another by relative path; those addresses are hashed too.
    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name
