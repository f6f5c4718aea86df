from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "doudi.office"
    verbose_name = "系统"
