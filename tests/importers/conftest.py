from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harrastuspassi.catalogue.reference import load_reference
from harrastuspassi.importers.linked_events.runs import import_linked_events
from harrastuspassi.importers.lipas.source import import_lipas
from harrastuspassi.importers.upsert import Summary
from tests.factories.lipas import write_places
from tests.shared import made_once

Import = Callable[..., Summary]


reference = made_once(load_reference)
"""Municipalities, districts and categories, for all tests of a module."""


@pytest.fixture
def import_events(reference: Any, db: None, tmp_path: Path) -> Import:
    """Imports events of Linked Events from a file."""

    def run(events: Any, **options: Any) -> Summary:
        return import_linked_events(where=write_places(tmp_path / "events.json", events), **options)

    return run


@pytest.fixture
def import_places(reference: Any, db: None, tmp_path: Path) -> Import:
    """Imports places from a file."""

    def run(places: Any, **options: Any) -> Summary:
        return import_lipas(where=write_places(tmp_path / "places.json", places), **options)

    return run
