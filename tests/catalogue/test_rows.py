"""Rows and links brought to what they should be (common/rows.py), on the catalogue's tables."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harrastuspassi.catalogue.models import Hobby, Location
from harrastuspassi.common.rows import sync_links, sync_rows
from tests.factories.catalogue import HobbyCategoryFactory, HobbyFactory, LocationFactory

pytestmark = pytest.mark.django_db
SCOPE = {"data_source": "test"}


def sync(wanted, **options):
    return sync_rows(Location, key="origin_id", scope=SCOPE, wanted=wanted, **options)


def test_only_what_is_wanted_of_a_row_is_written():
    sync({"a": {"name_fi": "A", "city": "Espoo"}, "b": {"name_fi": "B"}})
    Location.objects.filter(origin_id="a").update(address="Katu 1")
    with time_machine.travel("2030-06-01", tick=False):
        synced = sync({"a": {"name_fi": "Uusi", "latitude": 60.0, "longitude": 25.0}, "b": {"name_fi": "B"}})
    assert (synced.updated, synced.created) == ({"a"}, frozenset())
    changed, same = Location.objects.order_by("origin_id")
    assert (changed.name_fi, changed.city, changed.address, changed.latitude) == ("Uusi", "Espoo", "Katu 1", 60.0)
    assert (changed.modified_at.year, same.modified_at.year == 2030) == (2030, False)


def test_what_others_write_meanwhile_to_other_columns_stays():
    sync({"a": {"name_fi": "A"}})

    def meanwhile(row, columns):
        Location.objects.filter(pk=row.pk).update(address="Katu 1")
        return columns

    sync({"a": {"name_fi": "Uusi"}}, revise=meanwhile)
    assert Location.objects.values_list("name_fi", "address").get() == ("Uusi", "Katu 1")


def test_a_row_that_is_deleted_meanwhile_does_not_come_back():
    sync({"a": {"name_fi": "A"}, "b": {"name_fi": "B"}})

    def meanwhile(row, columns):
        if row.origin_id == "a":
            Location.objects.filter(pk=row.pk).delete()
        return columns

    sync({"a": {"name_fi": "Uusi A"}, "b": {"name_fi": "Uusi B"}}, revise=meanwhile)
    assert list(Location.objects.values_list("name_fi", flat=True)) == ["Uusi B"]


def test_other_rows_and_other_sources_are_left_alone():
    LocationFactory(origin_id="a", data_source="other")
    sync({"a": {"name_fi": "A"}})
    before = list(Location.objects.filter(data_source="other").values())
    assert sync({"a": {"name_fi": "Uusi"}}).changed == 1
    assert list(Location.objects.filter(data_source="other").values()) == before


def test_links_lead_where_they_should_and_who_differed_is_told():
    one, two, three = (HobbyCategoryFactory() for _ in range(3))
    first, second, other = (HobbyFactory(categories=[one, two]) for _ in range(3))

    def link(**wanted):
        targets = {first.pk: wanted["first"], second.pk: wanted["second"]}
        return sync_links(Hobby.categories.through, owner="hobby_id", target="hobbycategory_id", wanted=targets)

    assert link(first={two.pk, three.pk}, second={one.pk, two.pk}) == {first.pk}
    assert {category.pk for category in first.categories.all()} == {two.pk, three.pk}
    assert {category.pk for category in other.categories.all()} == {one.pk, two.pk}
    assert link(first={two.pk, three.pk}, second=set()) == {second.pk}
    with CaptureQueriesContext(connection) as captured:
        assert link(first={two.pk, three.pk}, second=set()) == set()
    assert len(captured) == 1
