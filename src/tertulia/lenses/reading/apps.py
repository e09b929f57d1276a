from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadingConfig(AppConfig):
    name = "tertulia.lenses.reading"
    label = "reading"

    def ready(self) -> None:
        from tertulia.kit.ui.settings_area import add_section

        add_section("profile", _("Profile"), "/account/", place=10)
        add_section("security", _("Sign-in and security"), "/account/security", place=20)
        add_section("notifications", _("What you are told"), "/account/notifications", place=40)
        add_section("sessions", _("Where you are signed in"), "/account/sessions", place=30)
