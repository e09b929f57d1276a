from django.apps import AppConfig


class ThreadsConfig(AppConfig):
    name = "tertulia.core.threads"
    label = "threads"
