"""The first import, before anything else was loaded."""

import pytest

from harrastuspassi.catalogue.models import Hobby, Municipality
from tests.factories.lipas import sports_places, write_places

from .helpers import run_command

pytestmark = pytest.mark.django_db


def test_into_a_migrated_but_empty_database(tmp_path):
    assert not Municipality.objects.exists()
    out, _ = run_command("import_lipas", write_places(tmp_path / "places.json", sports_places(3)))
    assert "created 3," in out
    assert Hobby.objects.get(origin_id="500001").municipality.name_fi == "Helsinki"
