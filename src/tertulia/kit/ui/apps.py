from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "tertulia.kit.ui"
    label = "ui"
