"""Which municipality here a free text of the old backend means."""

from collections.abc import Iterable, Mapping

from harrastuspassi.catalogue.areas import Areas
from harrastuspassi.common.errors import InvalidInput
from harrastuspassi.common.texts import plain_line

from .dump import Dumped
from .reporting import Report

KIND = "municipality"


def match_municipalities(
    objects: Iterable[Dumped], areas: Areas, codes: Mapping[str, str], report: Report
) -> dict[int, int | None]:
    """Ids here by ids of the dump, by name in Finnish or Swedish; None, and a line in the report, for the others.

    `codes` gives official codes by name, for names that are spelt otherwise. Raises InvalidInput for an unknown code.
    """
    known = {**areas.named, **_by_given_name(areas, codes)}
    found: dict[int, int | None] = {}
    for pk, fields in objects:
        name = plain_line(str(fields.get("name") or ""))
        found[pk] = known.get(name.casefold())
        if found[pk] is None:
            message = "it is no municipality's name; what is there has no municipality"
            report.mend(KIND, pk, "name", "unknown_municipality", message, name)
    return found


def _by_given_name(areas: Areas, codes: Mapping[str, str]) -> dict[str, int]:
    for name, code in codes.items():
        if code not in areas.municipalities:
            raise InvalidInput(
                f"{name}={code}: no municipality has the code {code}.", fields={"municipality": [f"{name}={code}"]}
            )
    return {name.casefold(): areas.municipalities[code] for name, code in codes.items()}
