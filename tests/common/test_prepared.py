"""Queries whose plan PostgreSQL keeps give the same rows, also after a migration has changed what they read."""

import pytest
from django.db import connection
from django.db.models import CharField, Value

from harrastuspassi.catalogue.models import Synonym
from harrastuspassi.common.prepared import Given, PreparedQuery

POSTGRESQL = pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="Only PostgreSQL; run with DATABASE_URL=postgres://..."
)


def of_word() -> PreparedQuery:
    rows = Synonym.objects.filter(word=Given("word", CharField())).order_by("means")
    return PreparedQuery(rows, ["means", Value("100 %s %%")], around="%s LIMIT %s OFFSET %s", planned_once=True)


def kept_plans() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%catalogue_synonym%%'")
        count: int = cursor.fetchone()[0]
    return count


def change_type(length: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE catalogue_synonym ALTER means TYPE varchar({length})")


@pytest.mark.django_db
def test_constants_and_slices_stand_in_the_query_as_they_are() -> None:
    Synonym.objects.all().delete()
    Synonym.objects.bulk_create(Synonym(word=word, means=means) for word in ("fu%tis", "säbä") for means in "abc")
    query = of_word()
    rows = [tuple(row) for slice_ in ((2, 0), (2, 2)) for row in query.run({"word": "fu%tis"}, *slice_)]
    assert rows == [(means, "100 %s %%") for means in "abc"]
    assert query.run({"word": "' OR ''='"}, 5, 0) == []


@POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_a_column_of_another_type_does_no_harm() -> None:
    Synonym.objects.create(word="futis", means="jalkapallo")
    query, before = of_word(), kept_plans()
    assert [query.run({"word": "futis"}, 1, 0)[0][0], kept_plans()] == ["jalkapallo", before + 1]
    change_type(201)
    try:
        assert [query.run({"word": "futis"}, 1, 0)[0][0] for _ in range(2)] == ["jalkapallo"] * 2
    finally:
        change_type(200)
