"""Whatever is sent as a batch: never a 500, and every event of it is answered for and stored, or neither."""

import datetime as dt
from typing import Any

import orjson
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harrastuspassi.common import clock
from harrastuspassi.participation.collection import events_of
from harrastuspassi.participation.kinds import SHAPES
from harrastuspassi.participation.models.events import EventKind
from harrastuspassi.participation.models.inbox import Batch
from tests.api.asking import CLIENT
from tests.factories.participation import BATCHES

pytestmark = pytest.mark.django_db
json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
times = st.datetimes(timezones=st.timezones()).map(dt.datetime.isoformat) | st.timedeltas(
    dt.timedelta(days=-40), dt.timedelta(days=2)
).map(lambda ago: (clock.now() + ago).isoformat())
ids = st.integers(-1, 2**31)
fields = {
    "id": st.uuids().map(str),
    "kind": st.sampled_from([*SHAPES]) | st.sampled_from(EventKind.values),
    "occurred_at": times,
    "hobby": ids,
    "event": ids,
    "promotion": ids,
    "categories": st.lists(ids, max_size=22),
    "pass": st.uuids().map(str),
}
needed = {name: fields[name] for name in ("id", "kind", "occurred_at")}
optional = {name: values for name, values in fields.items() if name not in needed}
likely = st.fixed_dictionaries(needed, optional=optional)
mangled = st.dictionaries(st.sampled_from([*fields]), json, max_size=8)
batches = st.fixed_dictionaries(
    {"sent_at": times | json, "events": st.lists(likely | mangled | json, max_size=6) | json},
    optional={"more": json},
)


@given(sent=batches | json)
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_event_of_a_batch_is_stored_as_the_answer_says_or_none_is(sent: Any) -> None:
    with transaction.atomic():
        answer = CLIENT.post(BATCHES, orjson.dumps(sent), content_type="application/json")
        assert answer.status_code in (202, 400), answer.content
        stored = [event for batch in Batch.objects.all() for event in events_of(batch)]
        if answer.status_code == 202:
            told = answer.json()
            statuses = [item["status"] for item in told["items"]]
            assert [item["index"] for item in told["items"]] == list(range(len(sent["events"])))
            assert all(told[status] == statuses.count(status) for status in ("accepted", "duplicate", "refused"))
            assert all(bool(item["errors"]) == (item["status"] == "refused") for item in told["items"])
            assert len(stored) == told["accepted"]
        else:
            assert stored == []
        transaction.set_rollback(True)
