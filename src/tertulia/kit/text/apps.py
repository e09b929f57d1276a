from django.apps import AppConfig


class TextConfig(AppConfig):
    name = "tertulia.kit.text"
    label = "text"
