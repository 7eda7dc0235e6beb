"""Shows what an authenticator app with the demo's secret would show."""

from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from harrastuspassi.common import clock
from harrastuspassi.demo.signins import SECOND_FACTOR

PERIOD_S = 30
"""Seconds that a code is good for (RFC 6238)."""


class Command(BaseCommand):
    help = "Shows the code of the demo's moderator, evaluators and operator, good for half a minute."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("There are no such accounts outside MODE=demo.")
        self.stdout.write(format_hotp_value(hotp_value(SECOND_FACTOR, int(clock.now().timestamp()) // PERIOD_S)))
