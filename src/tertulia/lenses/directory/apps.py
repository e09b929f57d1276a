from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "tertulia.lenses.directory"
    label = "directory"

    def ready(self) -> None:
        from tertulia.kit.ui.settings_area import add_section

        add_section("avoided", _("Blocked and muted"), "/account/avoided", place=60)
