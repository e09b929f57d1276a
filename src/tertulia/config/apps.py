"""What is wired together once, when everything is loaded."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class Config(AppConfig):
    name = "tertulia.config"
    label = "config"

    def ready(self) -> None:
        from django.conf import settings

        from tertulia.core.threads.kinds import close_registry

        close_registry(settings.FEATURES)
        for app in apps.get_app_configs():
            for module in ("handlers", "jobs"):
                name = f"{app.name}.{module}"
                if app.name.startswith("tertulia.") and find_spec(name):
                    import_module(name)
