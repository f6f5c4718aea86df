from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "doudi.rulebook"
    verbose_name = "政策库"
