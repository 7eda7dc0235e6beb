from typing import Any

from django.core.management.base import BaseCommand

from harrastuspassi.catalogue.reference import load_reference


class Command(BaseCommand):
    help = "Loads municipalities, Helsinki's districts, the category tree and audiences. Idempotent."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Reference data: {load_reference()} rows written.")
