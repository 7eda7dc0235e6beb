"""A search as SQL over the columns of a SearchDocument."""

from typing import Any

from django.db import connection
from django.db.models import BooleanField, Case, F, Func, Q, Value, When

from harrastuspassi.catalogue.search import Search, Word

ALL_TEXT = "document__body"
"""From a hobby, everything that is known of it."""


def matches(search: Search) -> Q:
    """Condition that a hobby has all that is looked for, which every hobby has where nothing is."""
    nothing_left = search.words is not None and not search.words
    return Q(pk__in=[]) if nothing_left else has_all(ALL_TEXT, search)


class _Contains(Func):
    """Whether a text has a piece; on SQLite several times as fast as LIKE, which folds case on its way."""

    output_field = BooleanField()
    conditional = True
    template = "(strpos(%(expressions)s) > 0)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(instr(%(expressions)s) > 0)", **context)


class _Like(Func):
    """The same in the form that PostgreSQL's trigram index answers."""

    output_field = BooleanField()
    conditional = True
    template = "%(expressions)s"
    arg_joiner = " LIKE "


def has_piece(column: str, piece: str) -> Q:
    """Condition that a column of folded words has a piece; one that begins with a space begins a word."""
    if connection.vendor == "postgresql" and column == ALL_TEXT:
        return Q(_Like(F(column), Value(f"%{piece}%")))
    return Q(_Contains(F(column), Value(piece)))


def has_word(column: str, word: Word) -> Q:
    """Condition that a column has what a typed word stands for."""
    condition = Q()
    for phrase in word.phrases:
        every = Q()
        for needles in phrase:
            some = Q()
            for needle in needles:
                some |= has_piece(column, needle)
            every &= some
        condition |= every
    return condition


def has_all(column: str, search: Search) -> Q:
    """Condition that a column has every word of a search that has some."""
    condition = Q()
    # Long words are rare: where one is missing, the short ones need not be looked for.
    for word in sorted(search.words or (), key=lambda word: len(word.typed), reverse=True):
        condition &= has_word(column, word)
    return condition


def rank(search: Search) -> Case:
    """Where a hobby has the words of a search: 0 all in its name, 1 in its name and categories, 2 elsewhere too."""
    return Case(
        When(has_all("document__name", search), then=Value(0)),
        When(has_all("document__head", search), then=Value(1)),
        default=Value(2),
    )
