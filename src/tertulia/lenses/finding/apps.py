from django.apps import AppConfig


class FindingConfig(AppConfig):
    name = "tertulia.lenses.finding"
    label = "finding"
