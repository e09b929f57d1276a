from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "tertulia.kit.api"
    label = "api"
