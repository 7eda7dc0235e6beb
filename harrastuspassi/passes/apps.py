from django.apps import AppConfig


class PassesConfig(AppConfig):
    name = "harrastuspassi.passes"
    label = "passes"
