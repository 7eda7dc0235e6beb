from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "harrastuspassi.statistics"
    label = "statistics"
