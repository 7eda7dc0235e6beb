from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "harrastuspassi.releases"
    label = "releases"
