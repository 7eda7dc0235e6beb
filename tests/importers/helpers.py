"""What the tests of the imports share."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from harrastuspassi.catalogue.models import (
    Audience,
    CatalogueVersion,
    Hobby,
    HobbyCategory,
    HobbyEvent,
    Location,
)

SHARED = Path(__file__).resolve().parents[3] / "shared"
TABLES = [
    Location,
    Hobby,
    HobbyEvent,
    HobbyCategory,
    Audience,
    Hobby.categories.through,
    Hobby.audiences.through,
    CatalogueVersion,
]


def shared_file(*parts: str) -> Path:
    """A file of the real input that lies beside the repository; skips the test where it is not."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{'/'.join(parts)} is not in a folder 'shared' beside the repository; put it there to run this")
    return path


def codes(report: dict[str, Any]) -> list[str]:
    """What a report says was mended, each kind once."""
    return sorted({finding["code"] for finding in report["mended"]})


def snapshot() -> dict[str, list[Any]]:
    """Every column of every row that imports write, `modified_at` and the catalogue's version included."""
    return {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in TABLES}


def version() -> int:
    """The catalogue's version; 0 before anything was published."""
    return CatalogueVersion.objects.values_list("number", flat=True).first() or 0


def run_command(name: str, *args: Any, **options: Any) -> tuple[str, str]:
    """Standard output and standard error of a management command."""
    out, err = StringIO(), StringIO()
    call_command(name, *args, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()
