from django.apps import AppConfig


class ReactionsConfig(AppConfig):
    name = "tertulia.engage.reactions"
    label = "reactions"
