from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "doudi.papers"
    verbose_name = "文书"
