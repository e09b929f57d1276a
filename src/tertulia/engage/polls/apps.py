from django.apps import AppConfig


class PollsConfig(AppConfig):
    name = "tertulia.engage.polls"
    label = "polls"
