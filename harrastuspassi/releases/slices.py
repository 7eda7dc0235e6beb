"""Slices of released tables, as far as whoever asks may read them. Nothing is computed: what was frozen is given."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from harrastuspassi.accounts import roles
from harrastuspassi.catalogue.models import Municipality
from harrastuspassi.disclosure.protect import Figures
from harrastuspassi.releases.models import FrozenTable, Release
from harrastuspassi.releases.services import figures_of

ALL = "all"
"""In a slice, the margin of a dimension."""


@dataclass(frozen=True)
class Reader:
    """What someone may read of releases that are not public: everything, or what is of some municipalities."""

    reads_everything: bool = False
    municipalities: frozenset[str] = frozenset()

    @property
    def reads_unpublished(self) -> bool:
        """Whether there is anything."""
        return self.reads_everything or bool(self.municipalities)

    def may_read(self, row: Figures, release: Release) -> bool:
        """Whether a row is theirs to read: in a public release any is."""
        if release.published_at is not None or self.reads_everything:
            return True
        area = row.values.get("area") or row.values.get("place") or ""
        return area.partition("-")[0] in self.municipalities


STRANGER = Reader()
EVERYTHING = Reader(reads_everything=True)


def reader_of(user: Any) -> Reader:
    """What an account may read (roles.why_not_evaluate)."""
    if roles.can_evaluate(user):
        return EVERYTHING
    own = [pk for pk in roles.standing(user).evaluates if pk is not None and roles.can_evaluate(user, pk)]
    return Reader(municipalities=frozenset(Municipality.objects.filter(pk__in=own).values_list("code", flat=True)))


@dataclass(frozen=True)
class Slice:
    """Rows of one table, as they stood in a release (None: the newest that may be read), or `alone` those of it.

    `values` by dimension, ALL for the margin; `periods` none for all; `since`: only what was released after it.
    """

    table: str
    release: int | None = None
    periods: frozenset[str] = frozenset()
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    since: dt.datetime | None = None
    alone: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a released table."""

    release: int
    period: str
    figures: Figures


class Rows:
    """The rows of a slice that a reader may read, by period."""

    def __init__(self, asked: Slice, reader: Reader) -> None:
        self.asked, self.reader = asked, reader

    @cached_property
    def all(self) -> list[Row]:
        """Every row."""
        return list(self._read())

    def count(self) -> int:
        """How many there are."""
        return len(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def __getitem__(self, place: slice) -> list[Row]:
        return self.all[place]

    def _read(self) -> Iterator[Row]:
        tables = FrozenTable.objects.filter(table=self.asked.table).select_related("release").order_by("period")
        if not self.reader.reads_unpublished:
            tables = tables.filter(release__published_at__isnull=False)
        stands = standing(self.asked.release)
        if self.asked.alone and self.asked.release is not None:
            stands = stands.filter(number=self.asked.release)
        tables = tables.filter(release__in=stands)
        if self.asked.periods:
            tables = tables.filter(period__in=self.asked.periods)
        for table in tables:
            released_at = table.release.published_at or table.release.made_at
            if self.asked.since is None or released_at > self.asked.since:
                yield from self._of(table)

    def _of(self, table: FrozenTable) -> Iterator[Row]:
        for figures in figures_of(table):
            if self._is_asked(figures) and self.reader.may_read(figures, table.release):
                yield Row(table.release.number, table.period, figures)

    def _is_asked(self, figures: Figures) -> bool:
        return all(figures.values.get(name, ALL) in wanted for name, wanted in self.asked.values.items())


def standing(number: int | None) -> QuerySet[Release]:
    """The releases that figures are of as they stood in one (None: the newest): it, those before it, and none that was
    replaced by then."""
    if number is None:
        return Release.objects.filter(replaced_by__isnull=True)
    replaced = Q(replaced_by__isnull=False) & Q(replaced_by__number__lte=number)
    return Release.objects.filter(number__lte=number).exclude(replaced)


def changed_since(instant: dt.datetime) -> Q:
    """What narrows releases to those made, opened or replaced after an instant."""
    return Q(made_at__gt=instant) | Q(published_at__gt=instant) | Q(replaced_by__made_at__gt=instant)


def releases_for(reader: Reader) -> QuerySet[Release]:
    """The releases that a reader may read anything of, the newest first."""
    found = Release.objects.order_by("-number")
    return found if reader.reads_unpublished else found.filter(published_at__isnull=False)
