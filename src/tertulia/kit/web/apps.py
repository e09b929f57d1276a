from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tertulia.kit.web"
    label = "web"
