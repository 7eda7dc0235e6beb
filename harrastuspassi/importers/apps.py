from django.apps import AppConfig


class ImportersConfig(AppConfig):
    name = "harrastuspassi.importers"
    label = "importers"
