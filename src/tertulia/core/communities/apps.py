from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    name = "tertulia.core.communities"
    label = "communities"
