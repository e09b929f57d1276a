from django.apps import AppConfig


class TipsConfig(AppConfig):
    name = "tertulia.features.tips"
    label = "tips"
