"""What somebody may be about to type: categories, organizers, places and hobbies by the beginnings of their words."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Case, F, Min, Q, QuerySet, Value, When

from harrastuspassi.catalogue.expressions import collated, in_languages
from harrastuspassi.catalogue.models import District, Hobby, HobbyCategory, Location, Organizer
from harrastuspassi.catalogue.search import Search, Word, fold, folded_pattern, folded_words, stored, typed_words
from harrastuspassi.catalogue.search_conditions import TEXTS
from harrastuspassi.catalogue.searching import with_synonyms
from harrastuspassi.common.languages import Language, fallback_chain, text_expression

MOST = 5
"""Suggestions of a kind."""

_NAMES = in_languages("name")
_WORD_START = r"(^|[^\w])"


class SuggestionKind(models.TextChoices):
    """What a suggestion is; the order in which they are given."""

    CATEGORY = "category"
    ORGANIZER = "organizer"
    LOCATION = "location"
    DISTRICT = "district"
    HOBBY = "hobby"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that everyone can see, by kind, id and its name in the asked language."""

    kind: SuggestionKind
    id: int
    name: str


def suggest(text: str, *, language: Language, user: Any) -> list[Suggestion]:
    """At most MOST of each kind that `user` may see and lists show, best first within a kind.

    Names count in every language. Categories are also found as a search finds them: by any form of a word, its
    synonyms, and parts of compounds. Six queries; one, for the roots of the tree, where nothing was typed.
    """
    categories = HobbyCategory.objects.visible_to(user).listed()
    if not text.strip():
        return _categories(categories.filter(parent=None), (), language)
    typed = typed_words(text)
    if not typed:
        return []
    organizers = Organizer.objects.visible_to(user).listed().annotate(shown=F("name"))
    places = Location.objects.visible_to(user).listed().annotate(shown=text_expression("name", language))
    districts = District.objects.visible_to(user).listed().annotate(shown=text_expression("name", language))
    return [
        *_categories(categories, with_synonyms(text), language),
        *_named(SuggestionKind.ORGANIZER, organizers, typed, ["name"]),
        *_named(SuggestionKind.LOCATION, places, typed, _NAMES),
        *_named(SuggestionKind.DISTRICT, districts, typed, _NAMES),
        *_hobbies(Hobby.objects.visible_to(user).listed(), typed, language),
    ]


# --- categories: few, so all are looked at --------------------------------------------------------
def _categories(rows: QuerySet[HobbyCategory], words: tuple[Word, ...], language: Language) -> list[Suggestion]:
    names = [f"name_{code}" for code in fallback_chain(language)]
    ranked: dict[str, tuple[int, int]] = {}
    for pk, *texts in rows.order_by("lft").values_list("id", *names):
        shown = next(filter(None, texts), "")
        rank = _rank(words, shown, tuple(texts))
        if shown and rank is not None and rank < ranked.get(shown, (rank + 1, 0))[0]:
            ranked[shown] = (rank, pk)
    # The less there is beside what was typed, the better.
    best = sorted(ranked, key=lambda shown: (ranked[shown][0], len(shown))) if words else list(ranked)
    return [Suggestion(SuggestionKind.CATEGORY, ranked[shown][1], shown) for shown in best[:MOST]]


def _rank(words: tuple[Word, ...], shown: str, texts: tuple[str, ...]) -> int | None:
    """0 where the name shown begins with what was typed, 1 where a word of it does, then what else a search finds."""
    starts = [f" {fold(word.typed)}" for word in words]
    own, all_words = _stored((shown,)), _stored(texts)
    if all(start in own for start in starts):
        return 0 if not starts or own.startswith(starts[0]) else 1
    if all(start in all_words for start in starts):
        return 2
    return 3 if all(any(_has(phrase, all_words) for phrase in word.phrases) for word in words) else None


def _has(phrase: Iterable[Iterable[str]], text: str) -> bool:
    return all(any(needle in text for needle in needles) for needles in phrase)


@lru_cache(maxsize=4_000)
def _stored(texts: tuple[str, ...]) -> str:
    return stored(folded_words(texts))


# --- what is looked up ----------------------------------------------------------------------------
def _named(kind: SuggestionKind, rows: QuerySet[Any], typed: list[str], columns: Iterable[str]) -> list[Suggestion]:
    """Of rows with a column `shown`, those in one of whose columns every typed word begins a word."""
    every = Q()
    for word in typed:
        some = Q()
        for column in columns:
            some |= Q(**{f"{column}__regex": _WORD_START + folded_pattern(word)})
        every &= some
    found = rows.filter(every).order_by(_begins(typed), collated(F("shown")), "id")
    return [Suggestion(kind, pk, shown) for pk, shown in found.values_list("id", "shown")[:MOST]]


def _hobbies(rows: Any, typed: list[str], language: Language) -> list[Suggestion]:
    """Hobbies by the words of their names in the documents of search; of those that are named alike, one."""
    search = Search(tuple(Word(word, (((f" {fold(word)}",),),)) for word in typed))
    named = rows.found_by(search, TEXTS[0]).annotate(shown=text_expression("name", language))
    found = named.order_by().values("shown").annotate(first=Min("pk"))
    best = found.order_by(_begins(typed), collated(F("shown")), "first").values_list("first", "shown")[:MOST]
    return [Suggestion(SuggestionKind.HOBBY, pk, shown) for pk, shown in best]


def _begins(typed: list[str]) -> Case:
    """ORDER BY term that puts first what begins with the first word that was typed."""
    return Case(When(shown__regex=f"^{folded_pattern(typed[0])}", then=Value(0)), default=Value(1))
