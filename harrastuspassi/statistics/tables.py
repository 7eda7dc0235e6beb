"""The plan: every table there is, in code (rule 8 of the method). A query is a slice of one of these."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from harrastuspassi.common.languages import Language
from harrastuspassi.statistics.periods import Length

Texts = Mapping[Language, str]
MOST_TABLES = 15


def texts(fi: str, sv: str, en: str) -> Texts:
    """A text in three languages."""
    return {"fi": fi, "sv": sv, "en": en}


@dataclass(frozen=True)
class Dimension:
    """What the passes of a table are divided by. `is_partition`: a pass has exactly one value of it in a period."""

    name: str
    title: Texts
    is_partition: bool


@dataclass(frozen=True)
class Table:
    """A table of passes and of their events, each cell with all margins: a pass is one however much it did. `fixed` are
    values that all of its cells have. At most one dimension, of both, is of what passes did."""

    name: str
    length: Length
    dimensions: tuple[str, ...]
    title: Texts
    definition: Texts
    fixed: Mapping[str, str] = field(default_factory=dict)


DIMENSIONS = {
    dimension.name: dimension
    for dimension in (
        Dimension("area", texts("Kotikunta tai alue", "Hemkommun eller område", "Home municipality or district"), True),
        Dimension("age_group", texts("Ikäryhmä", "Åldersgrupp", "Age group"), True),
        Dimension("gender", texts("Sukupuoli", "Kön", "Gender"), True),
        Dimension("kind", texts("Tapahtuman laji", "Slag av händelse", "Kind of event"), False),
        Dimension(
            "category", texts("Harrastusten pääluokka", "Huvudklass av hobbyer", "Root category of hobbies"), False
        ),
    )
}
UNIT = texts("passia; tapahtumaa", "pass; händelser", "passes; events")
_ACTIVE = texts(
    "Passit, joilla oli jakson aikana vähintään yksi tapahtuma ja lupa tilastointiin; luokat passin viimeisen"
    " tapahtuman mukaan.",
    "Pass med minst en händelse under perioden och samtycke till statistik; klasserna enligt passets sista händelse.",
    "Passes with at least one event in the period and consent to statistics; classed as at the pass's last event.",
)
_ABOUT = texts(
    "Passit, joilla oli jakson aikana tapahtuma pääluokan harrastuksista. Sama passi voi olla monessa luokassa;"
    " loppusummassa ovat kaikki passit, joilla oli jokin tapahtuma.",
    "Pass med en händelse om hobbyer i huvudklassen under perioden. Samma pass kan finnas i flera klasser; i totalen"
    " finns alla pass med någon händelse.",
    "Passes with an event about hobbies of the root category in the period. A pass may be in several; the total has all"
    " passes with any event.",
)

TABLES = {
    table.name: table
    for table in (
        Table(
            "months_by_area_and_kind",
            Length.MONTH,
            ("area", "kind"),
            texts(
                "Passit kuukausittain alueen ja tapahtuman lajin mukaan",
                "Pass per månad efter område och slag av händelse",
                "Passes by month, area and kind of event",
            ),
            _ACTIVE,
        ),
        Table(
            "quarters_by_area_and_age",
            Length.QUARTER,
            ("area", "age_group"),
            texts(
                "Passit neljännesvuosittain alueen ja ikäryhmän mukaan",
                "Pass per kvartal efter område och åldersgrupp",
                "Passes by quarter, area and age group",
            ),
            _ACTIVE,
        ),
        Table(
            "quarters_by_category_and_gender",
            Length.QUARTER,
            ("category", "gender"),
            texts(
                "Passit neljännesvuosittain harrastusten pääluokan ja sukupuolen mukaan",
                "Pass per kvartal efter huvudklass av hobbyer och kön",
                "Passes by quarter, root category of hobbies and gender",
            ),
            _ABOUT,
        ),
        Table(
            "quarters_by_area_and_category",
            Length.QUARTER,
            ("area", "category"),
            texts(
                "Passit neljännesvuosittain alueen ja harrastusten pääluokan mukaan",
                "Pass per kvartal efter område och huvudklass av hobbyer",
                "Passes by quarter, area and root category of hobbies",
            ),
            _ABOUT,
        ),
        Table(
            "years_by_area_age_and_gender",
            Length.YEAR,
            ("area", "age_group", "gender"),
            texts(
                "Passit vuosittain alueen, ikäryhmän ja sukupuolen mukaan",
                "Pass per år efter område, åldersgrupp och kön",
                "Passes by year, area, age group and gender",
            ),
            _ACTIVE,
        ),
    )
}


def tables_of(length: Length) -> list[Table]:
    """The tables whose periods are so long."""
    return [table for table in TABLES.values() if table.length is length]
