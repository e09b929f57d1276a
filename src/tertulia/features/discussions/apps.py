from django.apps import AppConfig


class DiscussionsConfig(AppConfig):
    name = "tertulia.features.discussions"
    label = "discussions"
