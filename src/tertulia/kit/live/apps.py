from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "tertulia.kit.live"
    label = "live"
