from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "tertulia.kit.media"
    label = "media"
