"""Shows what an authenticator app with the demo's secret would show."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from harrastuspassi.demo.people import code_now


class Command(BaseCommand):
    help = "Shows the code of the demo's moderator, evaluators and operator, good for half a minute."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("There are no such accounts outside MODE=demo.")
        self.stdout.write(code_now())
