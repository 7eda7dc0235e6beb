from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "harrastuspassi.catalogue"
    label = "catalogue"
