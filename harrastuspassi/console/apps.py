from django.apps import AppConfig

from harrastuspassi.console.names import give_names


class ConsoleConfig(AppConfig):
    """The pages of those who watch over the catalogue and of those who list in it."""

    name = "harrastuspassi.console"
    label = "console"

    def ready(self) -> None:
        give_names()
