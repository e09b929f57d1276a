from django.apps import AppConfig


class FollowingConfig(AppConfig):
    name = "tertulia.engage.following"
    label = "following"
