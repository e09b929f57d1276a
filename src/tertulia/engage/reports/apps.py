from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "tertulia.engage.reports"
    label = "reports"
