import re
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from harrastuspassi.catalogue.models.base import OWN_SOURCE
from harrastuspassi.importers import lipas
from harrastuspassi.importers.linked_events import DATA_SOURCE
from harrastuspassi.importers.linked_events.runs import import_linked_events
from harrastuspassi.importers.reporting import report
from harrastuspassi.importers.upsert import SourceUnreadable

TAKEN = {OWN_SOURCE, lipas.DATA_SOURCE}


def source_name(text: str) -> str:
    """A name that may stand for a source of its own."""
    if text in TAKEN or not re.fullmatch("[a-z0-9_]{1,32}", text):
        raise ArgumentTypeError(f"{text!r} must be up to 32 of a-z, 0-9 and _, and not {' or '.join(sorted(TAKEN))}")
    return text


class Command(BaseCommand):
    help = "Imports events of a Linked Events server; after the first run, what has changed since. Idempotent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "source",
            help="the http(s) address of a list of events, with any filters, such as "
            "https://api.hel.fi/linkedevents/v1/event/?start=today&event_type=General,Course; or a JSON file",
        )
        parser.add_argument(
            "--full", action="store_true", help="read everything again, and archive what is no longer there"
        )
        parser.add_argument(
            "--name",
            type=source_name,
            default=DATA_SOURCE,
            help="what its data is known by; give each server another (%(default)s)",
        )
        parser.add_argument(
            "--allow-archive", action="store_true", help="archive vanished events even when they are more than half"
        )

    def handle(self, *args: Any, source: str, full: bool, name: str, allow_archive: bool, **options: Any) -> None:
        try:
            summary = import_linked_events(where=source, data_source=name, everything=full, allow_archive=allow_archive)
        except SourceUnreadable as error:
            raise CommandError(error.message) from error
        report(summary, out=self.stdout, err=self.stderr)
