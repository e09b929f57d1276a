"""What is wired together once, when everything is loaded."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class Config(AppConfig):
    name = "tertulia.config"
    label = "config"

    def ready(self) -> None:
        from django.conf import settings

        from tertulia.core.site.force import look_again, on_settings_changed
        from tertulia.core.threads.kinds import close_registry
        from tertulia.kit.jobs import running
        from tertulia.kit.web.keeping import forget_pages

        close_registry(settings.FEATURES)
        on_settings_changed(forget_pages)
        running.before_each.append(look_again)
        for app in apps.get_app_configs():
            for module in ("handlers", "jobs"):
                name = f"{app.name}.{module}"
                if app.name.startswith("tertulia.") and find_spec(name):
                    import_module(name)
