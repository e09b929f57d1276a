from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tertulia.core.people"
    label = "people"
