from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "tertulia.lenses.notifications"
    label = "notifications"
