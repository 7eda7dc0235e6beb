"""Migrations run forward on a database with data, and keep nobody from a large table for long."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, migrations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from harrastuspassi.catalogue.migrations import _first_ids, _indexes

BEFORE = [("catalogue", "0004_change_feed")]
OWN = {config.label for config in apps.get_app_configs() if config.name.startswith("harrastuspassi.")}


def migrate(targets: list[tuple[str, str]]) -> Any:
    """The models as they are once the database has been brought there, forward or back."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def earlier(transactional_db: None) -> Iterator[Any]:
    """The models of an earlier version, whose tables the database has."""
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        yield migrate(BEFORE)
    finally:
        migrate(latest)


def latest_models() -> Any:
    return migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


def test_hobbies_that_are_there_get_the_ids_of_their_links(earlier: Any) -> None:
    of = {name: earlier.get_model("catalogue", name) for name in ("Hobby", "HobbyCategory", "Audience")}
    linked, bare = of["Hobby"].objects.create(name_fi="Uinti"), of["Hobby"].objects.create(name_fi="Ratsastus")
    categories = [of["HobbyCategory"].objects.create(name_fi=name) for name in ("Liikunta", "Vesi")]
    audience = of["Audience"].objects.create(name_fi="Nuoret")
    linked.categories.set(reversed(categories))
    linked.audiences.add(audience)
    hobbies = latest_models().get_model("catalogue", "Hobby").objects
    found = hobbies.values_list("category_ids", "audience_ids").get(pk=linked.pk)
    assert found == (f"{categories[0].pk} {categories[1].pk}", f"{audience.pk}")
    assert hobbies.values_list("category_ids", "audience_ids").get(pk=bare.pk) == ("", "")


def test_ids_begin_where_they_should_after_tables_have_been_altered(earlier: Any) -> None:
    # As import_legacy leaves it: ids of the old backend alone.
    earlier.get_model("catalogue", "Hobby").objects.create(id=7, name_fi="Vanha")
    made = latest_models().get_model("catalogue", "Hobby").objects.create(name_fi="Uusi")
    assert made.pk >= _first_ids.FIRST_ID


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="Only PostgreSQL; run with DATABASE_URL=postgres://...")
def test_no_index_is_left_half_made() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
        assert cursor.fetchall() == []


def test_indexes_of_tables_that_are_there_are_made_while_others_read_and_write() -> None:
    waiting = []
    for (label, name), migration in MigrationLoader(None).disk_migrations.items():
        if label not in OWN:
            continue
        new = {operation.name_lower for operation in migration.operations if hasattr(operation, "name_lower")}
        for operation in migration.operations:
            changes_an_index = isinstance(operation, migrations.AddIndex | migrations.RemoveIndex)
            in_service = isinstance(operation, _indexes.AddIndexInService | _indexes.RemoveIndexInService)
            if changes_an_index and operation.model_name.lower() not in new and not in_service:
                waiting.append(f"{label}.{name}: {operation.describe()}")
            assert not in_service or not migration.atomic, f"{label}.{name} needs atomic = False"
    assert waiting == []


def test_no_other_index_is_made_by_hand() -> None:
    folder = Path(_indexes.__file__).parent
    by_hand = [path.name for path in sorted(folder.glob("0*.py")) if "CREATE INDEX" in path.read_text()]
    # The table is made by the same migration.
    assert by_hand == ["0003_search.py"]
