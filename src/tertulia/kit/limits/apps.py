from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "tertulia.kit.limits"
    label = "limits"
