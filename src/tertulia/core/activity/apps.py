from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "tertulia.core.activity"
    label = "activity"
