"""Queries of every list and detail, held to query_counts.json; they may not grow with the rows.

UPDATE_QUERY_COUNTS=1 writes the file: look at the difference before committing it.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from api.common.queries import Query
from api.urls import SHARED, V1_ONLY
from harrastuspassi.catalogue.models import Hobby
from tests.api.asking import CLIENT, MOBILE, V1
from tests.factories.catalogue import (
    AudienceFactory,
    DistrictFactory,
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    MunicipalityFactory,
    PostalCodeFactory,
    PromotionFactory,
    make_tree,
)

FILE = Path(__file__).with_name("query_counts.json")
POSITION = {"near_latitude": 60.17, "near_longitude": 24.94, "ordering": "nearest"}


def add_rows(number: int) -> None:
    """So many more of everything, each with all that it can have, and events of the first hobby."""
    for _ in range(number):
        municipality = MunicipalityFactory(code=f"{100 + Hobby.objects.count()}")
        district = DistrictFactory(municipality=municipality)
        PostalCodeFactory(district=district)
        place = LocationFactory(municipality=municipality, district=district)
        root, leaf = make_tree({f"Liikunta {municipality.code}": {"Uinti": {}}}).values()
        hobby = HobbyFactory(
            location=place,
            municipality=municipality,
            categories=[root, leaf],
            audiences=AudienceFactory.create_batch(2),
        )
        HobbyEventFactory(hobby=hobby)
        HobbyEventFactory(hobby=Hobby.objects.order_by("pk")[0])
        PromotionFactory(organizer=hobby.organizer, location=place, municipality=municipality)


def variants(query: type[Query]) -> Iterator[dict[str, Any]]:
    """Questions that differ in what has to be read: nothing, everything nested, that from a position, or searched."""
    fields: dict[str, Any] = query().fields
    everything = {"include": list(fields["include"].child.choices)}
    yield {}
    yield everything
    if "near_latitude" in fields:
        position = {name: value for name, value in POSITION.items() if name in fields}
        yield position
        yield everything | position
    if "search" in fields:
        yield everything | {"search": "a"}
    if "hobby" in fields:
        yield everything | {"hobby": Hobby.objects.order_by("pk")[0].pk}


def counts_for_all(query: dict[str, str]) -> bool:
    """Whether a query is one of every database: PostgreSQL also asks how much a search finds (searching.py)."""
    return not ('"catalogue_searchdocument"' in query["sql"] and '"catalogue_hobby"' not in query["sql"])


def counts() -> dict[str, int]:
    """Queries by address, with `<id>` for ids."""
    found = {}
    for face, views in ((V1, [*SHARED, *V1_ONLY]), (MOBILE, SHARED)):
        for view in views:
            pk = view.model._default_manager.order_by("pk")[0].pk
            for path, query in ((f"{view.resource}/", view.list_query), (f"{view.resource}/{pk}/", view.detail_query)):
                for params in variants(query):
                    address = f"{face}{path}?{urlencode(params, doseq=True)}"
                    with CaptureQueriesContext(connection) as queries:
                        assert CLIENT.get(address).status_code == 200
                    found[re.sub(r"\b[0-9]{7}\b", "<id>", address).rstrip("?")] = sum(map(counts_for_all, queries))
    return found


@pytest.mark.django_db
def test_query_counts_are_those_on_file_and_do_not_grow_with_the_rows() -> None:
    add_rows(3)
    of_few = counts()
    add_rows(37)
    assert counts() == of_few
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        FILE.write_text(json.dumps(of_few, indent=2) + "\n", encoding="utf-8")
    on_file = json.loads(FILE.read_text(encoding="utf-8"))
    assert of_few == on_file, "Query counts changed. If they should have, run this test with UPDATE_QUERY_COUNTS=1."
