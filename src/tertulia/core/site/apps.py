from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "tertulia.core.site"
    label = "site"
