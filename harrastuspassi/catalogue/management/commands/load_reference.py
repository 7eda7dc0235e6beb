from typing import Any

from django.core.management.base import BaseCommand

from harrastuspassi.catalogue.models import SearchDocument
from harrastuspassi.catalogue.reference import load_reference
from harrastuspassi.catalogue.search_documents import rebuild_documents


class Command(BaseCommand):
    help = "Loads municipalities, Helsinki's districts, the category tree and audiences. Idempotent."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Reference data: {load_reference()} rows written.")
        # A database from before there was a search over documents.
        if not SearchDocument.objects.exists():
            rebuild_documents()
