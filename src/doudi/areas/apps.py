from django.apps import AppConfig


class AreasConfig(AppConfig):
    name = "doudi.areas"
    verbose_name = "区划"
