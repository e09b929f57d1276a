from django.apps import AppConfig


class OutgoingConfig(AppConfig):
    name = "tertulia.kit.outgoing"
    label = "outgoing"
