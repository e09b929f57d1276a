from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "tertulia.lenses.exchange"
    label = "exchange"
