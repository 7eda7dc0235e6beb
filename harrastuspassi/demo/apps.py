from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "harrastuspassi.demo"
    label = "demo"
