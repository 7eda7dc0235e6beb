"""Own data: everything that is kept of a pass, in one JSON object (GDPR art. 15 and 20)."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from harrastuspassi.common import clock
from harrastuspassi.participation import collection
from harrastuspassi.participation.models.events import Event
from harrastuspassi.participation.models.inbox import Batch
from harrastuspassi.participation.models.months import ActiveMonth, MonthlyDeeds
from harrastuspassi.participation.models.uses import PassUse
from harrastuspassi.passes.services import locked

HASHED = "digest"
"""The one field that is not given: a hash of the secret, which only opens the pass."""


@transaction.atomic
def export_pass(*, pass_id: UUID) -> dict[str, Any]:
    """Every row of a pass, field by field, under the names they are stored by. `waiting` are events to be collected."""
    hobby_pass = locked(pass_id)
    months = ActiveMonth.objects.filter(pass_id=pass_id).order_by("month")
    deeds = MonthlyDeeds.objects.filter(month__in=months.values("month"), pass_id=pass_id).order_by("month", "id")
    waiting = [event for batch in Batch.objects.filter(pass_id=pass_id) for event in collection.events_of(batch)]
    return {
        "exported_at": clock.now(),
        "pass": _fields(hobby_pass),
        "profiles": [_fields(row) for row in hobby_pass.profiles.all()],
        "consents": [_fields(row) for row in hobby_pass.consents.all()],
        "events": [_fields(row) for row in Event.objects.filter(pass_id=pass_id).order_by("occurred_at", "id")],
        "uses": [_fields(row) for row in PassUse.objects.filter(pass_id=pass_id).order_by("id")],
        "active_months": [_fields(row) for row in months],
        "monthly_deeds": [_fields(row) for row in deeds],
        "waiting": [_fields(event) for event in waiting if event.pass_id == pass_id],
    }


def _fields(row: Model) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname != HASHED
    }
