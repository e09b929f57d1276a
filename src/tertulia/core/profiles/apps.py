from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "tertulia.core.profiles"
    label = "profiles"
