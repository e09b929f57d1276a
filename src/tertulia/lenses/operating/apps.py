from django.apps import AppConfig


class OperatingConfig(AppConfig):
    name = "tertulia.lenses.operating"
    label = "operating"
