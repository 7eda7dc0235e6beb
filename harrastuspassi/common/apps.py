from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "harrastuspassi.common"
    label = "common"
