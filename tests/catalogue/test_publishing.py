"""Which state may follow which, and a version that moves once with each publishing transaction, last."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harrastuspassi.catalogue.models import CatalogueVersion, Hobby, PublicationState
from harrastuspassi.catalogue.publishing import change_state, publishing, state_refusal
from harrastuspassi.common.errors import Refused
from tests.factories.catalogue import HobbyFactory, PromotionFactory

STEPS = {
    ("draft", "in_review"),
    ("draft", "published"),
    ("in_review", "draft"),
    ("in_review", "published"),
    ("in_review", "rejected"),
    ("published", "in_review"),
    ("published", "archived"),
    ("published", "rejected"),
    ("rejected", "draft"),
    ("rejected", "in_review"),
    ("archived", "draft"),
    ("archived", "published"),
    ("archived", "rejected"),
}


def version():
    return sum(CatalogueVersion.objects.values_list("number", flat=True))


# --- states -------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(("current", "wanted"), list(product(PublicationState.values, repeat=2)))
@pytest.mark.parametrize("make", [HobbyFactory, PromotionFactory])
def test_a_state_follows_only_where_there_is_a_step(make, current, wanted):
    item = make(state=current)
    if (current, wanted) in STEPS:
        change_state(item=item, state=wanted, reason="Kuvaus puuttuu." if wanted == "rejected" else "")
        item.refresh_from_db()
        assert item.state == wanted
        # What was rejected keeps why until it is published.
        was_rejected = "rejected" in (current, wanted) and wanted != "published"
        assert item.rejection_reason == ("Kuvaus puuttuu." if was_rejected else "")
    else:
        with pytest.raises(Refused) as refusal:
            change_state(item=item, state=wanted, reason="Kuvaus puuttuu.")
        assert refusal.value.code == "no_such_step"
        item.refresh_from_db()
        assert item.state == current


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_rejection_needs_a_reason(reason):
    refusal = state_refusal("in_review", "rejected", reason)
    assert refusal
    assert refusal.code == "reason_missing"


@pytest.mark.django_db
def test_the_time_of_first_publication_stays():
    with time_machine.travel("2027-01-04T10:00Z", tick=False):
        hobby = HobbyFactory(state="draft")
        stale = Hobby.objects.get(pk=hobby.pk)
        change_state(item=hobby, state="published")
    first = Hobby.objects.get().published_at
    assert first.isoformat() == "2027-01-04T10:00:00+00:00"
    change_state(item=stale, state="archived")
    assert Hobby.objects.get().published_at == first
    change_state(item=stale, state="published")
    assert Hobby.objects.get().published_at == first


@pytest.mark.django_db
def test_the_state_in_the_database_decides():
    hobby = HobbyFactory(state="in_review")
    stale = Hobby.objects.get(pk=hobby.pk)
    change_state(item=hobby, state="rejected", reason="Kuvaus puuttuu.")
    with pytest.raises(Refused):
        change_state(item=stale, state="published")
    assert Hobby.objects.get().state == "rejected"


# --- the version --------------------------------------------------------------------------------
@pytest.mark.django_db
def test_blocks_in_blocks_count_once_and_the_version_comes_last():
    before = version()
    with CaptureQueriesContext(connection) as queries, publishing() as outer:
        with publishing() as inner:
            inner.add(HobbyFactory())
        change_state(item=HobbyFactory(state="draft"), state="published")
        assert inner is outer
        assert version() == before
    assert version() == before + 1
    # Only the feed's own rows, which carry the number, come after it.
    written = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE"))]
    bump = next(n for n, sql in enumerate(written) if "catalogue_catalogueversion" in sql)
    assert all("catalogue_catalogueversion" in sql or "catalogue_change" in sql for sql in written[bump:])


@pytest.mark.django_db
def test_a_block_that_raises_publishes_nothing():
    def fail():
        with publishing() as changes:
            changes.add(HobbyFactory())
            raise RuntimeError

    before = version()
    with pytest.raises(RuntimeError):
        fail()
    assert (version(), Hobby.objects.count()) == (before, 0)
    with publishing() as changes:
        with pytest.raises(RuntimeError):
            fail()
        changes.add(HobbyFactory())
    assert (version(), Hobby.objects.count()) == (before + 1, 1)


@pytest.mark.django_db(transaction=True)
def test_no_publishing_at_the_same_time_is_lost_the_first_included():
    CatalogueVersion.objects.all().delete()
    barrier = Barrier(4)

    def publish(_):
        try:
            barrier.wait(timeout=20)
            with publishing() as changes:
                changes.add_ids(Hobby, [1])
                time.sleep(0.05)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(publish, range(4)))
    assert version() == 4
