"""Keeps what search reads true: the documents of hobbies, and the words of names."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from harrastuspassi.catalogue.expressions import in_languages
from harrastuspassi.catalogue.models import Hobby, HobbyCategory, SearchDocument, SearchWord
from harrastuspassi.catalogue.search import SHORTEST_PART, folded_words, stored
from harrastuspassi.common.richtext import shown_as_text

BATCH = 500
"""Hobbies read and written at a time, in as many queries for one as for all of them."""

LONGEST_WORD = 40
"""Letters of a name's word that is worth remembering."""

MOST = 1_000_000
"""Sum of the squares of the words' lengths in bytes that a document may have: PostgreSQL indexes no more than a
megabyte of parts. It is some 15,000 words of prose; what comes after is not searched."""

_NAME, _DESCRIPTION = in_languages("name"), in_languages("description")
_AROUND = [
    "organizer__name",
    *in_languages("location__name"),
    "location__address",
    "location__zip_code",
    "location__city",
    *in_languages("location__district__name", "location__municipality__name", "municipality__name"),
]
_COLUMNS = ["id", *_NAME, *_DESCRIPTION, *_AROUND]
_TEXTS = ["name", "head", "body"]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many documents there are, how many of them were written, and how many words names have."""

    documents: int
    written: int
    words: int


@dataclass(frozen=True, slots=True)
class _Document:
    """A document as it should be, and the words of its names."""

    row: SearchDocument
    words: frozenset[str]


def refresh_documents(hobby_ids: Iterable[int]) -> int:
    """Brings the documents of hobbies up to what their rows say in this transaction. Returns how many differed.

    To be called when a text of a hobby or of what it points to has changed, or what it points to.
    """
    written = 0
    words: set[str] = set()
    with transaction.atomic():
        for batch in _batches(sorted(set(hobby_ids))):
            differing = _write(_documents(batch))
            written += len(differing)
            words.update(*(document.words for document in differing))
        _add_words(words)
    return written


def rebuild_documents() -> Rebuilt:
    """Brings all documents up to date, each batch in a transaction of its own, and forgets words that no name has."""
    known = set(SearchWord.objects.values_list("word", flat=True))
    ids = list(Hobby.objects.order_by("id").values_list("id", flat=True))
    written = 0
    words: set[str] = set()
    for batch in _batches(ids):
        with transaction.atomic():
            documents = _documents(batch)
            written += len(_write(documents))
            found = frozenset().union(*(document.words for document in documents))
            _add_words(found - known)
        words |= found
    for gone in _batches(sorted(known - words)):
        SearchWord.objects.filter(word__in=gone).delete()
    return Rebuilt(documents=len(ids), written=written, words=len(words))


def _documents(hobby_ids: Sequence[int]) -> list[_Document]:
    # Two transactions that change a hobby and its organizer at once would each write the other's old text:
    # with the lock, the second reads what the first has committed.
    locked = Hobby.objects.filter(id__in=hobby_ids).order_by("id").select_for_update(no_key=True)
    rows = Hobby.objects.filter(id__in=list(locked.values_list("id", flat=True))).values(*_COLUMNS)
    categories = _category_texts(hobby_ids)
    return [_document(row, categories[row["id"]]) for row in rows]


def _category_texts(hobby_ids: Sequence[int]) -> dict[int, list[str]]:
    """By hobby, the names of its categories and of all above them."""
    tree = {row["id"]: row for row in HobbyCategory.objects.values("id", "parent_id", *_NAME)}
    texts: dict[int, list[str]] = defaultdict(list)
    links = Hobby.categories.through.objects.filter(hobby_id__in=hobby_ids).order_by("hobby_id", "hobbycategory_id")
    for hobby_id, category_id in links.values_list("hobby_id", "hobbycategory_id"):
        node = tree.get(category_id)
        while node:
            texts[hobby_id] += _texts(node, _NAME)
            node = tree.get(node["parent_id"])
    return texts


def _document(row: dict[str, str], categories: list[str]) -> _Document:
    name = folded_words(_texts(row, _NAME))
    head = list(dict.fromkeys([*name, *folded_words(categories)]))
    named = list(dict.fromkeys([*head, *folded_words(_texts(row, _AROUND))]))
    described = folded_words(map(shown_as_text, _texts(row, _DESCRIPTION)))
    body = _as_many_as_fit(dict.fromkeys([*named, *described]))
    return _Document(
        row=SearchDocument(hobby_id=row["id"], name=stored(name), head=stored(head), body=stored(body)),
        words=frozenset(word for word in named if SHORTEST_PART <= len(word) <= LONGEST_WORD and not word.isdigit()),
    )


def _as_many_as_fit(words: Iterable[str]) -> Iterator[str]:
    left = MOST
    for word in words:
        left -= len(word.encode()) ** 2
        if left < 0:
            return
        yield word


def _texts(row: dict[str, str], columns: Iterable[str]) -> list[str]:
    return [text for column in columns if (text := row[column])]


def _write(documents: Sequence[_Document]) -> list[_Document]:
    """Writes the documents that are not so yet, and returns them."""
    present = SearchDocument.objects.in_bulk([document.row.pk for document in documents])
    differing = [document for document in documents if not _same(document.row, present.get(document.row.pk))]
    SearchDocument.objects.bulk_create(
        [document.row for document in differing], update_conflicts=True, unique_fields=["hobby"], update_fields=_TEXTS
    )
    return differing


def _same(one: SearchDocument, other: SearchDocument | None) -> bool:
    return other is not None and all(getattr(one, name) == getattr(other, name) for name in _TEXTS)


def _add_words(words: Iterable[str]) -> None:
    # In order, so that two transactions with new words in common wait for each other and never in a circle.
    SearchWord.objects.bulk_create([SearchWord(word=word) for word in sorted(words)], ignore_conflicts=True)


def _batches(items: Sequence[int] | Sequence[str]) -> Iterator[list[Any]]:
    for start in range(0, len(items), BATCH):
        yield list(items[start : start + BATCH])
