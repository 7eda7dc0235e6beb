"""The table of synonyms, as an operator edits it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from harrastuspassi.catalogue.models import Synonym
from harrastuspassi.catalogue.search import typed_words

COLUMNS = ("word", "means")

Pair = tuple[str, str]


@dataclass(slots=True)
class Loaded:
    """What became of the rows: by number in the file where they were added, were there already, or were refused
    and why; and what was taken out."""

    added: dict[int, Pair] = field(default_factory=dict)
    present: dict[int, Pair] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    removed: list[Pair] = field(default_factory=list)


def load_synonyms(*, rows: Mapping[int, Mapping[str, str | None]], replace: bool = False) -> Loaded:
    """Adds to the table of synonyms what is not in it; with `replace`, also takes out what is not among the rows.

    `rows` have COLUMNS, by their number in the file. A row that cannot be used is refused and the rest goes on,
    but nothing is taken out then. Searches use the table as it is, with the next question.
    """
    loaded = Loaded()
    with transaction.atomic():
        there = dict.fromkeys(Synonym.objects.values_list("word", "means"))
        wanted: dict[Pair, int] = {}
        for number, row in rows.items():
            word, means = ((row.get(name) or "").strip() for name in COLUMNS)
            pair = (word.lower(), means.lower())
            reason = _refusal(*pair)
            if pair in wanted:
                reason = f"is row {wanted[pair]} again"
            if reason:
                loaded.refused[number] = reason
                continue
            wanted[pair] = number
            (loaded.present if pair in there else loaded.added)[number] = pair
        new = [Synonym(word=word, means=means) for word, means in loaded.added.values()]
        # Two who load at once may both find them missing.
        Synonym.objects.bulk_create(new, update_conflicts=True, update_fields=["means"], unique_fields=list(COLUMNS))
        if replace and not loaded.refused:
            loaded.removed = [pair for pair in there if pair not in wanted]
            for word, means in loaded.removed:
                Synonym.objects.filter(word=word, means=means).delete()
    return loaded


def _refusal(word: str, means: str) -> str | None:
    """Why a row cannot be used; None where it can."""
    for name, text in zip(COLUMNS, (word, means), strict=True):
        column: Any = Synonym._meta.get_field(name)
        most = column.max_length
        if not typed_words(text):
            return f"{name} has no word"
        if len(text) > most:
            return f"{name} is longer than {most} characters"
        if "\0" in text:
            return f"{name} has a character that cannot be kept"
    if len(typed_words(word)) > 1:
        return "word has several words: each that people type is looked up alone"
    return "word means itself" if word == means else None
