"""Makes, lists and revokes the tokens of other systems."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from harrastuspassi.accounts.machines import LONGEST, is_valid, issue_token, revoke_token
from harrastuspassi.accounts.models import Scope, ServiceToken
from harrastuspassi.common.errors import InvalidInput


class Command(BaseCommand):
    help = "Makes, lists and revokes the tokens of other systems. A new token is shown once and never again."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        make = actions.add_parser("make", help="make a token and show it")
        make.add_argument("name", help="whose it is, such as `ministry-warehouse`")
        make.add_argument("--scope", choices=Scope.values, required=True, help="the one thing it is good for")
        make.add_argument("--days", type=int, default=365, help=f"how long, at most {LONGEST.days} (default: 365)")
        actions.add_parser("list", help="list all tokens, without their secrets")
        revoke = actions.add_parser("revoke", help="end a token at once")
        revoke.add_argument("id", type=int, help="its number in the list")

    def handle(self, *args: Any, **options: Any) -> None:
        {"make": self.make, "list": self.list, "revoke": self.revoke}[options["action"]](options)

    def make(self, options: dict[str, Any]) -> None:
        try:
            token, text = issue_token(
                name=options["name"], scope=Scope(options["scope"]), valid_for=dt.timedelta(days=options["days"])
            )
        except (InvalidInput, OverflowError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Token {token.pk}, scope {token.scope}, good until {token.expires_at:%Y-%m-%d}.")
        self.stdout.write("It is sent in a header and shown only now:")
        self.stdout.write(f"Authorization: Token {text}")

    def list(self, options: dict[str, Any]) -> None:
        for token in ServiceToken.objects.all():
            state = "valid" if is_valid(token) else "revoked" if token.revoked_at else "expired"
            used = f"last used {token.last_used_on}" if token.last_used_on else "never used"
            self.stdout.write(
                f"{token.pk}\t{token.scope}\t{state}\tuntil {token.expires_at:%Y-%m-%d}\t{used}\t{token.name}"
            )

    def revoke(self, options: dict[str, Any]) -> None:
        token = ServiceToken.objects.filter(pk=options["id"]).first()
        if token is None:
            raise CommandError(f"There is no token {options['id']}.")
        revoke_token(token=token)
        self.stdout.write(f"Token {token.pk} ({token.name}) is revoked.")
