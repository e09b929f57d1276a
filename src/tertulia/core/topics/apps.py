from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "tertulia.core.topics"
    label = "topics"
