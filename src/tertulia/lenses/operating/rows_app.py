"""Django's own pages of rows, without the site that it would make by itself."""

from django.contrib.admin.apps import SimpleAdminConfig


class RowsConfig(SimpleAdminConfig):
    default_site = "tertulia.lenses.operating.rows.Rows"
