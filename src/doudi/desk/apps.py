from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "doudi.desk"
    verbose_name = "办公端"
