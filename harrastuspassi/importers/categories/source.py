"""Brings the category tree and the audiences to what an ontology says."""

from pathlib import Path
from typing import Any

from django.db import models

from harrastuspassi.catalogue.models import Audience, HobbyCategory
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.reference import Term, write_audiences, write_categories
from harrastuspassi.catalogue.tree import rebuild_tree
from harrastuspassi.common import clock
from harrastuspassi.common.rows import Synced
from harrastuspassi.importers.upsert import Summary, archiving_refusal

from .ontology import Ontology, read_ontology


def import_categories(*, path: Path, allow_archive: bool = False) -> Summary:
    """Imports an ontology in one transaction. Raises SourceUnreadable.

    Categories and audiences that are no longer in it are hidden, never deleted: phones keep ids. Those
    that never had an IRI are not the ontology's and stay. Nothing at all is written where more than
    half would be hidden and `allow_archive` is not set; `Summary.stopped` then says so.
    """
    ontology = read_ontology(path)
    summary = Summary(failures=list(ontology.broken.items()), warnings=ontology.warnings)
    summary.notes.update(categories=len(ontology.categories), audiences=len(ontology.audiences))
    with publishing() as changes:
        vanished_categories = _vanished(HobbyCategory, ontology.categories, ontology)
        vanished_audiences = _vanished(Audience, ontology.audiences, ontology)
        summary.stopped = _refusal("categories", HobbyCategory, vanished_categories, allow_archive) or _refusal(
            "audiences", Audience, vanished_audiences, allow_archive
        )
        if summary.stopped:
            return summary
        for synced, model in (
            (write_categories(ontology.categories), HobbyCategory),
            (write_audiences(ontology.audiences), Audience),
        ):
            _count(summary, synced)
            changes.add_synced(model, synced)
        for vanished in (vanished_categories, vanished_audiences):
            changes.add(*vanished)
            summary.archived += vanished.update(is_hidden=True, modified_at=clock.now())
        rebuild_tree()
    return summary


def _active(model: type[models.Model]) -> models.QuerySet[Any]:
    return model._default_manager.filter(is_hidden=False, iri__isnull=False)


def _vanished(model: type[models.Model], terms: list[Term], ontology: Ontology) -> models.QuerySet[Any]:
    present = {term.iri for term in terms} | ontology.broken.keys()
    gone = [pk for pk, iri in _active(model).values_list("pk", "iri") if iri not in present]
    return model._default_manager.filter(pk__in=gone)


def _refusal(what: str, model: type[models.Model], vanished: models.QuerySet[Any], allowed: bool) -> str:
    refusal = archiving_refusal(vanished=vanished.count(), active=_active(model).count(), allowed=allowed)
    return refusal and f"{what}: {refusal}; nothing was written"


def _count(summary: Summary, synced: Synced[Any]) -> None:
    summary.created += len(synced.created)
    summary.updated += len(synced.updated)
    summary.unchanged += len(synced.rows) - synced.changed
