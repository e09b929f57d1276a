from django.apps import AppConfig


class ReadingConfig(AppConfig):
    name = "tertulia.lenses.reading"
    label = "reading"
