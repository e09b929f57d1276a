from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "tertulia.lenses.moderation"
    label = "moderation"

    def ready(self) -> None:
        from tertulia.kit.ui.settings_area import add_section

        add_section("measures", _("What was decided about you"), "/account/measures", place=70)
