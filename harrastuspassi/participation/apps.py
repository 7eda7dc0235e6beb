from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "harrastuspassi.participation"
    label = "participation"
