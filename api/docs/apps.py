from django.apps import AppConfig


class DocsConfig(AppConfig):
    name = "api.docs"
    label = "docs"
