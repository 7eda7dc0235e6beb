"""Events as phones send them."""

import datetime as dt
import uuid
from typing import Any

from harrastuspassi.common import clock
from harrastuspassi.common.models import Job
from harrastuspassi.participation.collection import collect_batch
from harrastuspassi.participation.inbox import COLLECT
from tests.api.callers import call
from tests.factories.passes import Phone

BATCHES = "/api/v1/participation/batches/"


def event(kind: str = "app_opened", *, ago: dt.timedelta = dt.timedelta(minutes=1), **fields: Any) -> dict[str, Any]:
    """An event that happened a while ago."""
    return {"id": str(uuid.uuid4()), "kind": kind, "occurred_at": (clock.now() - ago).isoformat(), **fields}


def batch(*events: Any, off: dt.timedelta = dt.timedelta()) -> dict[str, Any]:
    """A batch, sent now by a clock that is `off`."""
    return {"sent_at": (clock.now() + off).isoformat(), "events": list(events)}


def send(*events: Any, phone: Phone | None = None) -> Any:
    """The answer to a batch, which must have been taken."""
    answer = call("post", BATCHES, batch(*events), **(phone.header if phone else {}))
    assert answer.status_code == 202, answer.content
    return answer.json()


def collect_all() -> None:
    """What the workers do with whatever waits."""
    for job in Job.objects.filter(kind=COLLECT, state=Job.State.PENDING):
        collect_batch(job.key)
