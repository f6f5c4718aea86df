from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "doudi.workdays"
    verbose_name = "工作日历"
