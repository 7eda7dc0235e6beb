"""What figures are of and what they are divided by: names, titles and units in three languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from harrastuspassi.common.languages import Language
from harrastuspassi.statistics.periods import Length

Texts = Mapping[Language, str]
SMALL = "0-4"
"""How a figure below 5 is shown."""


def texts(fi: str, sv: str, en: str) -> Texts:
    """A text in three languages."""
    return {"fi": fi, "sv": sv, "en": en}


@dataclass(frozen=True)
class Dimension:
    """What the passes of a table are divided by, or whatever else a table counts.

    `is_partition`: a pass has exactly one value of it in a period. `covers`: it has one at least.
    """

    name: str
    title: Texts
    is_partition: bool
    covers: bool = True


@dataclass(frozen=True)
class Measure:
    """What is counted or computed. `hidden` is how it is shown where there is no figure to give."""

    name: str
    title: Texts
    unit: Texts
    hidden: str = ""
    is_number: bool = True


OF_PASSES = ("passes", "events")


@dataclass(frozen=True)
class Table:
    """A table, each cell with all margins.

    Tables count passes and their events, a pass once however much it did, and leave with noise; `fixed` are values that
    all of its cells have. A measure beside those of passes is not about passes, or computed from what is published. Of
    `dimensions` and `fixed`, one at most is of what passes did.
    """

    name: str
    length: Length
    dimensions: tuple[str, ...]
    title: Texts
    definition: Texts
    measures: tuple[str, ...] = OF_PASSES
    fixed: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_of_passes(self) -> bool:
        """Whether it counts passes."""
        return self.measures[: len(OF_PASSES)] == OF_PASSES


Figure = int | float | str | None
"""A figure of a measure; None where there is none to give."""


DIMENSIONS = {
    dimension.name: dimension
    for dimension in (
        Dimension("area", texts("Kotikunta tai alue", "Hemkommun eller område", "Home municipality or district"), True),
        Dimension("age_group", texts("Ikäryhmä", "Åldersgrupp", "Age group"), True),
        Dimension("gender", texts("Sukupuoli", "Kön", "Gender"), True),
        Dimension("kind", texts("Tapahtuman laji", "Slag av händelse", "Kind of event"), False),
        Dimension(
            "category",
            texts("Harrastusten pääluokka", "Huvudklass av hobbyer", "Root category of hobbies"),
            False,
            covers=False,
        ),
        Dimension("language", texts("Äidinkieli", "Modersmål", "Mother tongue"), True),
        Dimension(
            "at_start",
            texts("Harrastus passin alussa", "Hobby när passet började", "Having a hobby at the start of the pass"),
            True,
        ),
        Dimension(
            "source",
            texts("Kirjautumisen lähde", "Källa för incheckningen", "Source of the check-in"),
            False,
            covers=False,
        ),
        Dimension(
            "progress",
            texts("Eteneminen harrastukseen", "Vägen till en hobby", "Progress to a hobby"),
            False,
            covers=False,
        ),
        Dimension(
            "place",
            texts("Kunta tai alue, jossa järjestetään", "Kommun eller område där det ordnas", "Where it is held"),
            True,
        ),
        Dimension(
            "counted_age",
            texts(
                "Ikäryhmä laskijan arvion mukaan", "Åldersgrupp enligt den som räknat", "Age group, by whoever counted"
            ),
            True,
        ),
        Dimension(
            "counted_gender",
            texts("Sukupuoli laskijan arvion mukaan", "Kön enligt den som räknat", "Gender, by whoever counted"),
            True,
        ),
    )
}
_COUNT = texts("kpl", "st.", "number")
_PER_CENT = texts("%", "%", "per cent")
_PEOPLE = texts("henkilöä", "personer", "persons")
_EUROS = texts("euroa", "euro", "euros")

MEASURES = {
    measure.name: measure
    for measure in (
        Measure("passes", texts("Passeja", "Pass", "Passes"), texts("passia", "pass", "passes"), SMALL),
        Measure("events", texts("Tapahtumia", "Händelser", "Events"), texts("tapahtumaa", "händelser", "events")),
        Measure("residents", texts("Asukkaat", "Invånare", "Residents"), _PEOPLE),
        Measure(
            "reach_per_cent",
            texts("Passeja asukkaista", "Pass av invånarna", "Passes per residents"),
            _PER_CENT,
        ),
        Measure(
            "income_group",
            texts("Alueen tuloryhmä", "Områdets inkomstgrupp", "Income group of the district"),
            texts("low, middle, high", "low, middle, high", "low, middle, high"),
            is_number=False,
        ),
        Measure("organizers", texts("Järjestäjät", "Arrangörer", "Organizers"), _COUNT),
        Measure(
            "lasting_organizers",
            texts(
                "Järjestäjät, joilla oli tarjontaa kahtena puolivuotena peräkkäin",
                "Arrangörer med utbud två halvår i rad",
                "Organizers with something on in two half-years running",
            ),
            _COUNT,
        ),
        Measure("hobbies", texts("Harrastukset", "Hobbyer", "Hobbies"), _COUNT),
        Measure("held", texts("Pidetyt kerrat", "Hållna tillfällen", "Sessions held"), _COUNT),
        Measure("hours", texts("Tunnit", "Timmar", "Hours"), texts("tuntia", "timmar", "hours")),
        Measure(
            "free_per_cent",
            texts("Maksuttomia harrastuksista", "Avgiftsfria av hobbyerna", "Free of hobbies"),
            _PER_CENT,
        ),
        Measure(
            "trial_per_cent",
            texts("Kokeilukertoja kerroista", "Prova på av tillfällena", "Trials of sessions"),
            _PER_CENT,
        ),
        Measure(
            "counted", texts("Kerrat, joilta on luku", "Tillfällen med ett antal", "Sessions counted"), _COUNT, SMALL
        ),
        Measure(
            "coverage_per_cent",
            texts("Kattavuus", "Täckning", "Coverage"),
            texts("% pidetyistä kerroista", "% av hållna tillfällen", "per cent of sessions held"),
        ),
        Measure(
            "heads", texts("Päälaskenta", "Huvudräkning", "Head count"), texts("käyntiä", "besök", "visits"), SMALL
        ),
        Measure(
            "season_trials",
            texts("Järjestäjien kausiluvut: kokeilijat", "Arrangörernas säsongstal: provade", "Season totals: tried"),
            _PEOPLE,
            SMALL,
        ),
        Measure(
            "season_joined",
            texts("Järjestäjien kausiluvut: jatkajat", "Arrangörernas säsongstal: började", "Season totals: joined"),
            _PEOPLE,
            SMALL,
        ),
        Measure("offered", texts("Tarjolla olleet edut", "Erbjudna förmåner", "Benefits offered"), _COUNT),
        Measure("used", texts("Etujen käytöt", "Använda förmåner", "Uses of benefits"), _COUNT, SMALL),
        Measure("euros", texts("Kustannukset", "Kostnader", "Costs"), _EUROS),
        Measure(
            "verified",
            texts("Varmennetut kirjautumiset", "Bekräftade incheckningar", "Verified check-ins"),
            texts("kirjautumista", "incheckningar", "check-ins"),
        ),
        Measure(
            "self_reported",
            texts("Omat ilmoitukset", "Egna anmälningar", "Self-reported check-ins"),
            texts("kirjautumista", "incheckningar", "check-ins"),
        ),
        Measure(
            "euros_per_check_in",
            texts(
                "Hinta varmennettua kirjautumista kohti",
                "Kostnad per bekräftad incheckning",
                "Costs per verified check-in",
            ),
            _EUROS,
        ),
        Measure(
            "euros_per_head",
            texts("Hinta laskettua käyntiä kohti", "Kostnad per räknat besök", "Costs per visit counted"),
            _EUROS,
        ),
    )
}


def shown(measure: str, figure: Figure) -> str:
    """A figure as it is to be shown."""
    return MEASURES[measure].hidden if figure is None else str(figure)
