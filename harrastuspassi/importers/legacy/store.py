"""Writing the rows of a dump: what is new or differs, and never what was changed here since an earlier import."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model, OuterRef, Subquery

from harrastuspassi.catalogue.feed import Changes
from harrastuspassi.catalogue.models import (
    Audience,
    Hobby,
    HobbyCategory,
    HobbyEvent,
    Location,
    Organizer,
    OrganizerState,
    Promotion,
    PublicationState,
)
from harrastuspassi.common import clock
from harrastuspassi.common.rows import Columns, chunks, sync_rows
from harrastuspassi.importers.models import LegacyImprint
from harrastuspassi.importers.upsert import archiving_refusal

from . import LAST_LEGACY_ID, imprints
from .mapping import Mapped
from .reporting import Report

MODELS: dict[str, type[Model]] = {
    "organizer": Organizer,
    "location": Location,
    "hobbycategory": HobbyCategory,
    "hobbyaudience": Audience,
    "hobby": Hobby,
    "hobbyevent": HobbyEvent,
    "promotion": Promotion,
}

_RETIRED: dict[type[Model], tuple[Columns, Callable[[], Columns]]] = {
    Organizer: ({"state": OrganizerState.APPROVED}, lambda: {"state": OrganizerState.ARCHIVED}),
    Location: ({"archived_at": None}, lambda: {"archived_at": clock.now()}),
    HobbyCategory: ({"is_hidden": False}, lambda: {"is_hidden": True}),
    Audience: ({"is_hidden": False}, lambda: {"is_hidden": True}),
    Hobby: ({"state": PublicationState.PUBLISHED}, lambda: {"state": PublicationState.ARCHIVED}),
    Promotion: ({"state": PublicationState.PUBLISHED}, lambda: {"state": PublicationState.ARCHIVED}),
}
"""By model, what marks a row in use, and what takes it out of the lists while it stays readable by id."""

Keep = Callable[[Any, Columns], Columns]


class Store:
    """Rows by kind, in the open transaction."""

    def __init__(self, report: Report, changes: Changes):
        self.report = report
        self.changes = changes
        self._origins: set[tuple[str, str, str]] = set()

    def write(self, kind: str, mapped: Mapping[int, Mapped], *, keep: Keep = lambda row, columns: {}) -> None:
        """Brings rows to what the dump says.

        `keep(row, columns)` says to which columns to hold also a row that was changed here.
        """
        self._replace(kind, mapped)
        before = imprints.known(kind, mapped)
        kept: set[int] = set()

        def revise(row: Any, columns: Columns) -> Columns:
            imprint = before.get(row.pk)
            if imprint == imprints.RETIRED:
                return {**columns, **_in_use(type(row))}
            if imprint is not None and imprint != imprints.of_row(row, mapped[row.pk].columns):
                kept.add(row.pk)
                return keep(row, columns)
            return mapped[row.pk].columns

        model = MODELS[kind]
        wanted = {pk: {**row.initial, **row.columns} for pk, row in mapped.items()}
        synced = sync_rows(model, key="id", wanted=wanted, revise=revise)
        self.changes.add_synced(model, synced)
        digests = {pk: imprints.printed(row.columns) for pk, row in mapped.items() if pk not in kept}
        imprints.remember(kind, {pk: text for pk, text in digests.items() if before.get(pk) != text})
        self.report.objects[kind].update(
            created=len(synced.created),
            updated=len(synced.updated - kept),
            unchanged=len(mapped) - len(synced.created) - len(synced.updated - kept) - len(kept),
            kept=len(kept),
        )

    # --- rows of our own that stand for the same thing ------------------------------------------
    def _replace(self, kind: str, mapped: Mapping[int, Mapped]) -> None:
        """Gives each origin to the object of the dump: phones hold that one's id.

        A row of our own that had the origin (LIPAS was imported first, say) is archived, so that the place
        is not there twice. In the dump the first with an origin counts.
        """
        holders: dict[tuple[str, str], int] = {}
        for pk, row in mapped.items():
            source, origin = row.columns.get("data_source"), row.columns.get("origin_id")
            if not source or not origin:
                continue
            if (kind, source, origin) in self._origins:
                self.report.mend(kind, pk, "origin_id", "origin_twice", "an earlier object has the same origin", origin)
                row.columns["origin_id"] = None
                continue
            self._origins.add((kind, source, origin))
            holders[source, origin] = pk
        for source in sorted({source for source, _ in holders}):
            self._take_over(kind, source, {origin: pk for (name, origin), pk in holders.items() if name == source})

    def _take_over(self, kind: str, source: str, owners: Mapping[str, int]) -> None:
        model: Any = MODELS[kind]
        for origins in chunks(owners):
            rows = model.objects.filter(data_source=source, origin_id__in=origins)
            others = [(pk, origin) for pk, origin in rows.values_list("pk", "origin_id") if owners[origin] != pk]
            for pk, origin in others:
                message = f"{kind} {pk} had this origin and has given it up"
                self.report.mend(kind, owners[origin], "origin_id", "replaced", message, origin, origin)
            ids = [pk for pk, _ in others]
            model.objects.filter(pk__in=ids).update(origin_id=None, modified_at=clock.now())
            self.changes.add_ids(model, ids)
            if own := [pk for pk in ids if pk > LAST_LEGACY_ID]:
                self._archive(model, own)
                self.report.objects[kind]["replaced"] += len(own)

    # --- what the dump no longer has ------------------------------------------------------------
    def retire(self, kind: str, present: set[int], *, allowed: bool) -> None:
        """Takes what an earlier import brought and the dump lacks out of the lists; events, which nothing but
        the old backend's lists held, are deleted. What was changed here since stays."""
        model: Any = MODELS[kind]
        imported = LegacyImprint.objects.filter(kind=kind).exclude(digest=imprints.RETIRED)
        vanished = set(imported.values_list("object_id", flat=True)) - present
        refusal = archiving_refusal(vanished=len(vanished), active=len(vanished | present), allowed=allowed)
        if refusal:
            self.report.refuse(kind, None, "", "too_many_gone", refusal)
            return
        for ids in chunks(sorted(vanished)):
            untouched = _untouched(model, kind, ids)
            self.changes.add_ids(model, untouched)
            if model is HobbyEvent:
                HobbyEvent.objects.filter(pk__in=untouched).delete()
            else:
                self._archive(model, untouched)
            imprints.remember(kind, dict.fromkeys(untouched, imprints.RETIRED))
            self.report.objects[kind].update(retired=len(untouched), kept=len(ids) - len(untouched))

    def _archive(self, model: Any, ids: list[int]) -> None:
        if model in _RETIRED:
            in_use, out_of_use = _RETIRED[model]
            model.objects.filter(pk__in=ids, **in_use).update(**out_of_use(), modified_at=clock.now())


def _in_use(model: type[Model]) -> Columns:
    return _RETIRED[model][0] if model in _RETIRED else {}


def _untouched(model: Any, kind: str, ids: list[int]) -> list[int]:
    """Those of `ids` that nobody changed since the import wrote them."""
    written = LegacyImprint.objects.filter(kind=kind, object_id=OuterRef("pk")).values("written_at")
    rows = model.objects.filter(pk__in=ids, modified_at__lte=Subquery(written))
    return list(rows.order_by("pk").values_list("pk", flat=True))
