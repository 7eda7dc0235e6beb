"""A fixed Wednesday, and a way to ask as the phones ask."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
import time_machine
from django.test import Client

from harrastuspassi.common.clock import HELSINKI
from tests.contracts.shapes import Shapes, every_shape

ROOT = "/mobile-api/v1/"
WEDNESDAY_NOON = dt.datetime(2025, 3, 12, 12, 0, tzinfo=HELSINKI)

Ask = Callable[..., Any]


@pytest.fixture
def wednesday() -> Iterator[time_machine.Traveller]:
    """Stops the clock at noon in Helsinki on Wednesday 12 March 2025, winter time."""
    with time_machine.travel(WEDNESDAY_NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ask(client: Client) -> Ask:
    """Gets an address below the mobile root and returns the parsed answer; anything but 200 and JSON fails."""

    def get(address: str, **headers: str) -> Any:
        response = client.get(ROOT + address, headers=headers)
        assert response.status_code == 200, response.content
        assert response["Content-Type"] == "application/json"
        return orjson.loads(response.content)

    return get


@pytest.fixture
def shapes(db: None, wednesday: time_machine.Traveller) -> Shapes:
    """One hobby and event of every shape."""
    return every_shape()
