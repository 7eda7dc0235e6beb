from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "harrastuspassi.audit"
    label = "audit"
