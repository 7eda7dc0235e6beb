"""Uses of promotions get ids above those of the old backend."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from harrastuspassi.participation.models import Benefit
from tests.factories.catalogue import PromotionFactory

pytestmark = pytest.mark.django_db
MIGRATION = import_module("harrastuspassi.participation.migrations.0002_first_ids")


class Editor:
    """As much of a schema editor as the migration uses, inside the test's transaction."""

    connection = connection

    def execute(self, sql, params=()):
        with connection.cursor() as cursor:
            cursor.execute(sql, params)


def test_a_use_made_here_has_an_id_above_a_million():
    assert Benefit.objects.create(promotion=PromotionFactory()).pk >= 1_000_001


def test_uses_that_had_lower_ids_move_up_and_the_next_one_follows():
    promotion = PromotionFactory()
    for pk in (1, 2, 40):
        Benefit.objects.create(pk=pk, promotion=promotion)
    connection.check_constraints()
    MIGRATION.start_ids(apps, Editor())
    assert list(Benefit.objects.values_list("pk", flat=True)) == [1_000_001, 1_000_002, 1_000_040]
    assert Benefit.objects.create(promotion=promotion).pk == 1_000_041
