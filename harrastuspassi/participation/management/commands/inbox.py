"""The inbox of participation, for operators."""

from dataclasses import asdict
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser

from harrastuspassi.participation import watching


class Command(BaseCommand):
    help = "Shows what waits to be collected and what was set aside; tries batches anew or gives them up."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", nargs="?", choices=["show", "retry", "drop"], default="show")
        parser.add_argument("batches", nargs="*", help="ids of batches that were set aside")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "show":
            self.show()
            return
        act = watching.retry if options["action"] == "retry" else watching.drop
        for key in options["batches"]:
            job = watching.set_aside().filter(key=key).first()
            if job is None:
                raise CommandError(f"No batch {key} was set aside.")
            act(job)
            self.stdout.write(f"batch {key}: {options['action']}")

    def show(self) -> None:
        self.stdout.write(orjson.dumps(asdict(watching.backlog())).decode())
        for job in watching.set_aside().order_by("id"):
            self.stdout.write(f"batch {job.key}: {job.error}")
