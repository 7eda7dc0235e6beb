"""Health as monitoring sees it."""

import datetime as dt

import pytest
from django.core.cache import caches
from django.db import OperationalError, connections

from harrastuspassi.common import clock
from harrastuspassi.common.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


def test_all_is_well(client):
    answer = client.get("/health/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.json() == {"healthy": True, "checks": {"database": "ok", "cache": "ok"}}
    assert "no-store" in answer["Cache-Control"]


def test_a_dead_database_is_named(client, monkeypatch):
    def no_cursor(self):
        raise OperationalError("connection refused: secret-host")

    monkeypatch.setattr(type(connections["default"]), "cursor", no_cursor)
    answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["healthy"] is False
    assert answer.json()["checks"]["database"] != "ok"
    assert "secret-host" not in answer.content.decode()


def test_a_dead_cache_is_named(client, monkeypatch):
    async def no_set(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(type(caches["default"]), "aset", no_set)
    answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["checks"]["cache"] != "ok"
    assert answer.json()["checks"]["database"] == "ok"


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (16, 503)])
def test_work_that_waits_raises_an_alarm_but_leaves_the_api_in_service(client, minutes, status):
    Job.objects.create(kind="greet", key="1", due_at=clock.now() - dt.timedelta(minutes=minutes))
    assert client.get("/health/jobs/").status_code == status
    assert client.get("/health/").status_code == 200
