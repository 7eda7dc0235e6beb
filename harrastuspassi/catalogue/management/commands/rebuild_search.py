"""`manage.py rebuild_search`: writes what search reads anew, where it differs."""

from typing import Any

from django.core.management.base import BaseCommand

from harrastuspassi.catalogue.search_documents import rebuild_documents


class Command(BaseCommand):
    help = "Brings the documents that search reads up to date with the catalogue; changes nothing when they are."

    def handle(self, *args: Any, **options: Any) -> None:
        rebuilt = rebuild_documents()
        self.stdout.write(
            f"{rebuilt.documents} documents, {rebuilt.written} of them written; {rebuilt.words} words of names."
        )
