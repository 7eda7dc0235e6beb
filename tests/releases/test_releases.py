"""Releases: what is frozen, that it stays so, and what stops one."""

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command

from harrastuspassi.common.errors import Missing, Refused
from harrastuspassi.disclosure import keys, protect
from harrastuspassi.disclosure.counting import roll_up
from harrastuspassi.participation import unlinking
from harrastuspassi.participation.models.months import ActiveMonth
from harrastuspassi.participation.retention import forget_participation
from harrastuspassi.releases.files.rows import Asked
from harrastuspassi.releases.files.writing import write
from harrastuspassi.releases.models import FrozenTable, Release
from harrastuspassi.releases.services import figures_of, make_release, publish_release
from harrastuspassi.releases.slices import EVERYTHING
from harrastuspassi.statistics.models import Cell, Period
from harrastuspassi.statistics.rollups import group_name
from harrastuspassi.statistics.tables import TABLES
from tests.statistics.pilots import YEAR, Pilot, places

pytestmark = pytest.mark.django_db
FIRST = dt.date(YEAR, 1, 1)


@pytest.fixture(autouse=True)
def fixed_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same noise in every run: of so few passes the audit lets not every noise pass."""
    path = tmp_path / "fixed-keys"
    path.write_text(f"{YEAR} {bytes(range(32)).hex()}\n", encoding="ascii")
    monkeypatch.setattr(settings, "STATISTICS_KEYS", str(path))


@pytest.fixture
def pilot() -> Pilot:
    """Three months of 200 passes, counted while they were fresh."""
    made = Pilot(5, places(), passes=200)
    with time_machine.travel(f"{YEAR}-04-02 12:00:00+00:00", tick=False):
        made.live(450, FIRST, days=90)
        roll_up()
    return made


@pytest.fixture
def in_may():
    with time_machine.travel(f"{YEAR}-05-02 12:00:00+00:00", tick=False):
        yield


def test_a_period_that_was_counted_under_an_older_plan_is_counted_anew(pilot: Pilot, in_may: None) -> None:
    january = Period.objects.get(name=f"{YEAR}-01")
    expected = set(january.cells.values_list("table", "values", "passes", "key_sum"))
    lacking = {name: values for name, values in january.dimensions.items() if name != "age_group"}
    Period.objects.filter(pk=january.pk).update(dimensions=lacking)
    january.cells.filter(values__contains="age_group").delete()
    assert make_release() is not None
    assert set(january.cells.values_list("table", "values", "passes", "key_sum")) == expected


def test_a_release_has_every_period_that_is_due_with_noise_and_small_counts_folded(pilot: Pilot, in_may: None) -> None:
    exact = {(cell.table, cell.period.name, cell.values): cell for cell in Cell.objects.select_related("period")}
    release = make_release()
    assert release is not None
    frozen = list(release.tables.all())
    assert {row.period for row in frozen} == {f"{YEAR}-01", f"{YEAR}-02", f"{YEAR}-03", f"{YEAR}-Q1"}
    shown = [(row, figures) for row in frozen for figures in figures_of(row)]
    differences = []
    for row, figures in shown:
        cell = exact.get((row.table, row.period, group_name(figures.values)))
        if figures.passes is None:
            assert cell is None or cell.passes < 8
        else:
            assert cell is not None
            assert figures.passes >= 5
            differences.append(figures.passes - cell.passes)
        assert figures.events is None or figures.events % 5 == 0
    assert max(map(abs, differences)) <= 3
    assert any(differences)
    assert make_release() is None


def test_what_is_frozen_stays_byte_for_byte_after_erasures_and_late_events(pilot: Pilot, in_may: None) -> None:
    make_release()
    before = list(FrozenTable.objects.values_list("table", "period", "figures", "checksum"))
    for pass_id in pilot.passes[:40]:
        unlinking.erase(pass_id)
    pilot.passes = pilot.passes[40:]
    pilot.live(50, FIRST, days=90)
    roll_up()
    assert make_release() is None
    assert list(FrozenTable.objects.values_list("table", "period", "figures", "checksum")) == before
    text = b"".join(bytes(figures) for _, _, figures, _ in before).decode()
    assert not any(str(pass_id) in text or pass_id.hex in text for pass_id in pilot.passes)


def test_every_table_and_file_of_it_is_the_same_a_year_after_all_passes_were_erased(
    pilot: Pilot, tmp_path: Path
) -> None:
    """Those of years as well. Neither has a pass's id, in whichever way it is written."""
    passes = list(pilot.passes)
    with time_machine.travel(f"{YEAR + 1}-02-05 12:00:00+00:00", tick=False) as now:
        release = make_release()
        assert release is not None
        before = everything_of(release, tmp_path)
        tables, files = before
        assert {name for name, *_ in tables} == TABLES.keys()
        for pass_id in passes:
            unlinking.erase(pass_id)
        now.move_to(f"{YEAR + 2}-02-05 12:00:00+00:00")
        forget_participation()
        roll_up()
        assert not ActiveMonth.objects.exists()
        assert everything_of(release, tmp_path) == before
    with zipfile.ZipFile(io.BytesIO(files["zip"])) as archive:
        written = b"".join(archive.read(name) for name in archive.namelist())
    with zipfile.ZipFile(io.BytesIO(files["xlsx"])) as archive:
        written += b"".join(archive.read(name) for name in archive.namelist())
    written += b"".join(bytes(figures) for _, _, figures, _ in tables)
    for pass_id in passes:
        assert not any(form in written for form in (str(pass_id).encode(), pass_id.hex.encode(), pass_id.bytes))


def everything_of(release: Release, folder: Path) -> tuple[list[Any], dict[str, bytes]]:
    """What is stored of a release, and the files that are made of all of its tables."""
    asked = Asked(release=release, tables=list(TABLES), language="fi", reader=EVERYTHING)
    files = {}
    for format in ("xlsx", "zip"):
        write(asked, format, folder / "file", lambda _: None)
        files[format] = (folder / "file").read_bytes()
    return list(release.tables.values_list("table", "period", "figures", "checksum")), files


def test_a_release_that_would_give_something_away_is_refused_and_nothing_is_frozen(
    pilot: Pilot, in_may: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody has shown small counts."""
    monkeypatch.setattr(protect, "shown", lambda noisy: noisy)
    with pytest.raises(Refused) as refused:
        make_release()
    assert refused.value.code == "audit_found_leaks"
    assert not Release.objects.exists()
    assert not Period.objects.filter(frozen_at__isnull=False).exists()


def test_nothing_is_frozen_before_31_days_have_passed(pilot: Pilot) -> None:
    with time_machine.travel(f"{YEAR}-05-01 12:00:00+00:00", tick=False):  # 30 days after March
        release = make_release()
    assert release is not None
    assert {row.period for row in release.tables.all()} == {f"{YEAR}-01", f"{YEAR}-02"}


# --- commands -------------------------------------------------------------------------------------
def command(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_operators_make_list_and_publish_releases(pilot: Pilot, in_may: None) -> None:
    assert command("release", "make") == "Release 1 has 14 tables.\n"
    assert command("release", "make") == "No period is due.\n"
    assert "for evaluators" in command("release", "list")
    assert command("release", "publish", "1") == "Release 1 is public.\n"
    assert f"public since {YEAR}-05-02" in command("release", "list")
    with pytest.raises(Missing):
        publish_release(number=2)


def test_keys_are_made_once_kept_from_others_and_destroyed_when_their_year_is_frozen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "STATISTICS_KEYS", str(tmp_path / "keys"))
    monkeypatch.setattr(settings, "DEMO", False)
    with pytest.raises(Missing):
        keys.record_keys_of(YEAR, Pilot(1, places()).passes[0])
    for year in (YEAR, YEAR + 1):
        command("statistics_keys", "make", f"{year}")
    assert command("statistics_keys", "list") == f"{YEAR}\n{YEAR + 1}\n"
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="has a statistics key"):
        command("statistics_keys", "make", f"{YEAR}")
    with pytest.raises(CommandError, match="not frozen"):
        command("statistics_keys", "destroy", f"{YEAR}")
    release = Release.objects.create(number=1)
    FrozenTable.objects.create(
        release=release, table="t", period=f"{YEAR}", dimensions={}, figures=b"[]", checksum="0" * 64
    )
    before = keys.record_keys_of(YEAR + 1, Pilot(1, places()).passes[0])
    command("statistics_keys", "destroy", f"{YEAR}")
    assert command("statistics_keys", "list") == f"{YEAR + 1}\n"
    assert keys.record_keys_of(YEAR + 1, Pilot(1, places()).passes[0]) == before
