"""Fills an empty catalogue with invented hobbies, and lets one sign in as each kind of user."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from harrastuspassi.common.errors import Refused
from harrastuspassi.demo.generator import load_demo
from harrastuspassi.demo.people import ensure_people


class Command(BaseCommand):
    help = (
        "Fills an empty catalogue with invented organizers, hobbies, events and promotions; makes accounts in a demo."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where the catalogue has hobbies")
        parser.add_argument("--seed", type=int, default=1, help="another seed makes another catalogue (default: 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        self.load_hobbies(options)
        if settings.DEMO:
            self.stdout.write(f"Demo accounts: {ensure_people()} made.")

    def load_hobbies(self, options: dict[str, Any]) -> None:
        try:
            made = load_demo(seed=options["seed"])
        except Refused as refusal:
            if options["if_empty"]:
                self.stdout.write("The catalogue has hobbies already; no demo data was loaded.")
                return
            raise CommandError(refusal.message) from refusal
        self.stdout.write(
            f"Demo data: {made.organizers} organizers, {made.locations} locations, {made.hobbies} hobbies, "
            f"{made.events} events, {made.promotions} promotions."
        )
