"""The codebook of a file: who is counted, what the columns and their values mean, how the figures are protected."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils import formats, translation

from harrastuspassi.common.languages import Language
from harrastuspassi.releases.files.method import METHOD
from harrastuspassi.releases.files.rows import LEFT_OUT, Asked
from harrastuspassi.statistics.tables import DIMENSIONS, texts, unit_of

_TITLE = texts("Harrastuspassin tilastot", "Harrastuspassets statistik", "Statistics of the hobby pass")
_RELEASE = texts("julkaisu", "publicering", "release")
_FACTS = {
    "release": texts("Julkaisu", "Publicering", "Release"),
    "made": texts("Jäädytetty", "Fryst", "Frozen on"),
    "tables": texts("Taulut", "Tabeller", "Tables"),
    "source": texts("Lähde", "Källa", "Source"),
    "contact": texts("Yhteystieto", "Kontakt", "Contact"),
    "unit": texts("Yksikkö", "Enhet", "Unit"),
    "scope": texts("Kattavuus", "Omfattning", "Coverage"),
    "corrections": texts("Oikaisut", "Rättelser", "Corrections"),
    "cite": texts("Viittaa näin", "Hänvisa så här", "Cite as"),
}
_PART = texts(
    "Vielä julkaisemattomista luvuista mukana ovat vain nämä kunnat: {0}",
    "Av ännu opublicerade siffror finns bara dessa kommuner med: {0}",
    "Of figures not public yet only these municipalities are included: {0}",
)
_SLICE = texts("Rajaus", "Urval", "Slice")
_SOURCE = texts(
    "Harrastuspassi, suojatut luvut passien käytöstä ja luvut tarjonnasta",
    "Harrastuspassi, skyddade siffror om hur passen använts och siffror om utbudet",
    "Harrastuspassi, protected figures about the use of passes, and figures of supply",
)
_LACKS = texts(
    "Taulujen osia, joita ei julkaista, koska niistä voisi päätellä pieniä lukuja: {0}. Ne luetellaan koodikirjassa.",
    "Delar av tabeller som inte ges, eftersom små tal kunde räknas ut av dem: {0}. De räknas upp i kodboken.",
    "Parts of tables that are not given, since small counts would follow from them: {0}. The codebook lists them.",
)
_VALUES = texts("Luokat", "Klasser", "Classes")
_TABLE = texts("Taulu", "Tabell", "Table")
_ADDS = texts(
    "Passi, tai muu mitä lasketaan, on jaksolla yhdessä luokassa.",
    "Ett pass, eller annat som räknas, är i en klass per period.",
    "A pass, or whatever else is counted, is in one class in a period.",
)
_OVERLAPS = texts(
    "Passi, tai muu mitä lasketaan, voi olla jaksolla monessa luokassa.",
    "Ett pass, eller annat som räknas, kan vara i flera klasser per period.",
    "A pass, or whatever else is counted, may be in several classes in a period.",
)


@dataclass(frozen=True)
class Entry:
    """A line of the codebook. `heading` begins a part; `term` may be empty."""

    heading: str
    term: str
    text: str


def title_of(language: Language) -> str:
    """What all the statistics are called."""
    return _TITLE[language]


def day_of(asked: Asked) -> str:
    """The day of freezing, as the language writes it."""
    with translation.override(asked.language):
        return str(formats.date_format(asked.frozen_on, "SHORT_DATE_FORMAT", use_l10n=True))


def citation(asked: Asked) -> str:
    """How to name a file's figures so that others find the same."""
    language, names = asked.language, ", ".join(asked.tables)
    return (
        f"{_TITLE[language]}, {_RELEASE[language]} {asked.release.number} ({day_of(asked)}): {names}."
        f" {settings.PUBLIC_URL}/api/v1/statistics/releases/"
    )


def facts(asked: Asked) -> list[tuple[str, str]]:
    """What a cover says."""
    language = asked.language
    found = {
        "release": f"{asked.release.number}",
        "made": day_of(asked),
        "tables": "; ".join(sheet.title for sheet in asked.sheets),
        "unit": "; ".join(dict.fromkeys(unit_of(sheet.table)[language] for sheet in asked.sheets)),
        "source": _SOURCE[language],
        "contact": settings.STATISTICS_CONTACT,
    }
    if not asked.reader.reads_everything:
        found["scope"] = _PART[language].format(", ".join(sorted(asked.reader.municipalities)))
    lines = [(_FACTS[name][language], text) for name, text in found.items()]
    if asked.selection:
        chosen = "; ".join(f"{name}: {', '.join(values)}" for name, values in sorted(asked.selection.items()))
        lines.append((_SLICE[language], chosen))
    if asked.corrections:
        lines.append((_FACTS["corrections"][language], " ".join(asked.corrections)))
    if asked.lacks:
        lines.append((LEFT_OUT[language], _LACKS[language].format(len(asked.lacks))))
    return [*lines, (_FACTS["cite"][language], citation(asked))]


def codebook(asked: Asked) -> Iterator[Entry]:
    """Every line."""
    language = asked.language
    for sheet in asked.sheets:
        heading = f"{_TABLE[language]}: {sheet.name}"
        yield Entry(heading, sheet.title, sheet.definition)
    for lack in asked.lacks:
        what = f"{lack.part.table} {lack.part.period}"
        yield Entry(LEFT_OUT[language], what, lack.text)
    for heading_of, paragraphs in METHOD:
        for paragraph in paragraphs:
            yield Entry(heading_of[language], "", paragraph[language])
    names = dict.fromkeys(name for sheet in asked.sheets for name in sheet.table.dimensions)
    for name in names:
        dimension = DIMENSIONS[name]
        heading = f"{_VALUES[language]}: {dimension.title[language]}"
        yield Entry(heading, name, (_ADDS if dimension.is_partition else _OVERLAPS)[language])
        for value, label in asked.names.all(name).items():
            yield Entry(heading, value, label)


def as_text(asked: Asked) -> str:
    """The codebook as plain text."""
    lines = [title_of(asked.language), "", *(f"{term}: {text}" for term, text in facts(asked))]
    heading = ""
    for entry in codebook(asked):
        if entry.heading != heading:
            heading = entry.heading
            lines += ["", heading, "-" * len(heading)]
        lines.append(f"{entry.term}: {entry.text}" if entry.term else entry.text)
    return "\n".join(lines) + "\n"
