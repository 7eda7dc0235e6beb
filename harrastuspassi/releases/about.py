"""What is to be known of releases besides their figures, in words: what they lack, and which replaced which."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from harrastuspassi.common.languages import Language
from harrastuspassi.releases.gate import DISTRICTS, TABLE, LeftOut
from harrastuspassi.releases.labels import Names
from harrastuspassi.releases.models import Release
from harrastuspassi.releases.slices import Reader
from harrastuspassi.statistics.terms import texts

_DISTRICTS = texts("kunnan {0} alueet", "distrikten i kommunen {0}", "districts of municipality {0}")
_AREAS = texts("kunnat ja alueet", "kommuner och distrikt", "municipalities and districts")
_TABLE = texts("koko taulu", "hela tabellen", "the whole table")
_REPLACES = texts(
    "Julkaisu {0} korvaa julkaisun {1}. {2}", "Publicering {0} ersätter {1}. {2}", "Release {0} replaces {1}. {2}"
)


@dataclass(frozen=True)
class Lack:
    """A part that a release left out, since small counts would follow from it; `text` says which."""

    release: int
    part: LeftOut
    text: str


def lacks(releases: Iterable[Release], reader: Reader, language: Language) -> Iterator[Lack]:
    """What releases left out, as far as it is the reader's to know: of what is not public not what other
    municipalities lack."""
    for release in releases:
        names = Names([release], language)
        for row in release.left_out:
            part = LeftOut(**row)
            own = reader.reads_everything or part.municipality in {"", *reader.municipalities}
            if release.published_at is not None or own:
                yield Lack(release.number, part, _told(part, names))


def _told(part: LeftOut, names: Names) -> str:
    if part.what == DISTRICTS:
        return _DISTRICTS[names.language].format(names.of("area", part.municipality))
    return (_TABLE if part.what == TABLE else _AREAS)[names.language]


def corrections(releases: Collection[Release], language: Language, *, later: bool) -> list[str]:
    """Which of these releases replaces which, and why; and, of `later` ones, which was itself replaced."""
    replaced = {release.replaces.number: release for release in releases if release.replaces}
    if later:
        replaced |= {release.number: release.replaced_by for release in releases if hasattr(release, "replaced_by")}
    return [
        _REPLACES[language].format(by.number, number, note_of(by, language)) for number, by in sorted(replaced.items())
    ]


def note_of(release: Release, language: Language) -> str:
    """Why a release replaces another one; nothing where it does not."""
    return str(release.note.get(language, ""))
