"""Own data: everything that is kept of a pass, in one JSON object (GDPR art. 15 and 20)."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from harrastuspassi.common import clock
from harrastuspassi.participation import collection
from harrastuspassi.participation.models.events import Event
from harrastuspassi.participation.models.inbox import Batch
from harrastuspassi.participation.models.months import ActiveMonth
from harrastuspassi.participation.models.uses import PassUse
from harrastuspassi.passes.services import locked

HASHED = "digest"
"""The one field that is not given: a hash of the secret, which only opens the pass."""
DEEDS = ("kinds", "roots", "sources", "progress")
"""What a pass did in a month: fields of the month, given as rows of their own."""


@transaction.atomic
def export_pass(*, pass_id: UUID) -> dict[str, Any]:
    """Every row of a pass, field by field, under the names they are stored by. `waiting` are events to be collected."""
    hobby_pass = locked(pass_id)
    months = ActiveMonth.objects.filter(pass_id=pass_id).order_by("month")
    waiting = [event for batch in Batch.objects.filter(pass_id=pass_id) for event in collection.events_of(batch)]
    return {
        "exported_at": clock.now(),
        "pass": _fields(hobby_pass),
        "profiles": [_fields(row) for row in hobby_pass.profiles.all()],
        "consents": [_fields(row) for row in hobby_pass.consents.all()],
        "events": [_fields(row) for row in Event.objects.filter(pass_id=pass_id).order_by("occurred_at", "id")],
        "uses": [_fields(row) for row in PassUse.objects.filter(pass_id=pass_id).order_by("id")],
        "active_months": [_fields(row, but=DEEDS) for row in months],
        "monthly_deeds": [{"month": row.month, **{name: getattr(row, name) for name in DEEDS}} for row in months],
        "waiting": [_fields(event) for event in waiting if event.pass_id == pass_id],
    }


def _fields(row: Model, but: Collection[str] = ()) -> dict[str, Any]:
    names = [field.attname for field in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in names if name != HASHED and name not in but}
