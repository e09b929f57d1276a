from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "tertulia.kit.mail"
    label = "mail"
