"""Every text of the pages is there in Finnish and in Swedish, and what is compiled is what is written."""

import gettext
import re
from pathlib import Path

import pytest

from api.common.errors import CODES
from harrastuspassi import accounts, console, participation
from harrastuspassi.accounts.services import MemberRefusal
from harrastuspassi.catalogue.moderation import ModerationRefusal
from harrastuspassi.catalogue.publishing import StateRefusal
from harrastuspassi.catalogue.reports import ReportRefusal
from harrastuspassi.catalogue.submission import SubmissionRefusal
from harrastuspassi.participation.doors import DoorShut, TooManyDoors
from harrastuspassi.participation.headcounts import HeadCountRefusal
from harrastuspassi.participation.showing import ShowRefusal

pytestmark = pytest.mark.once("files of translations")

LANGUAGES = ["fi", "sv"]
TRANSLATED = re.compile(r"""{% translate (["'])(.*?)\1""")
BLOCK = re.compile(r"{% blocktranslate.*?%}(.*?){% endblocktranslate %}", re.DOTALL)
IN_CODE = re.compile(r"""\b_\(\s*"(.*?)"\s*\)""")
OF_FRAMEWORK = {
    "Apply Filters",
    "Next",
    "No results found",
    "No results matching your query",
    "Previous",
    "Reset filters",
    "This page yielded into no results. Create a new item or reset your filters.",
    "Type to search",
}
"""Texts of unfold's own templates that the console shows; it has no translations."""
OF_SERVICES = {
    refusal.message
    for refusal in (
        MemberRefusal.LAST_OWNER,
        MemberRefusal.ALREADY_A_MEMBER,
        MemberRefusal.TOO_MANY,
        MemberRefusal.USED,
        *StateRefusal,
        *ModerationRefusal,
        *ReportRefusal,
        *SubmissionRefusal,
    )
}
"""Refusals that the console's forms show."""
AT_THE_DOOR = {
    *(refusal.message for refusal in (*ShowRefusal, *HeadCountRefusal)),
    CODES[DoorShut.code][1],
    CODES[TooManyDoors.code][1],
    "Too many in so short a time: wait a minute, and save again.",
    "Someone else has counted meanwhile: this is what it says now.",
    "Write whole numbers, none of them above 10,000.",
}
"""What the door page says where something is refused."""
FOLDERS = {
    Path(accounts.__file__).parent: set(),
    Path(console.__file__).parent: OF_FRAMEWORK | OF_SERVICES,
    Path(participation.__file__).parent: AT_THE_DOOR,
}
each = pytest.mark.parametrize(
    ("folder", "language"),
    [(folder, language) for folder in FOLDERS for language in LANGUAGES],
    ids=[f"{folder.name} {language}" for folder in FOLDERS for language in LANGUAGES],
)


def texts(folder: Path) -> set[str]:
    """All texts of our own templates and code, and those that they show besides."""
    found = set(FOLDERS[folder])
    for template in (folder / "templates").rglob("*.*"):
        html = template.read_text()
        found |= {text for _, text in TRANSLATED.findall(html)}
        found |= {re.sub(r"{{ (\w+) }}", r"%(\1)s", text) for text in BLOCK.findall(html)}
    for module in folder.rglob("*.py"):
        found |= set(IN_CODE.findall(module.read_text()))
    return found


def written(folder: Path, language: str) -> dict[str, str]:
    """The texts of a .po file with their translations, plurals aside."""
    text = (folder / f"locale/{language}/LC_MESSAGES/django.po").read_text()
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', text, re.MULTILINE)
    return {source.replace('\\"', '"'): found.replace('\\"', '"') for source, found in pairs}


@each
def test_every_text_is_translated_and_none_besides(folder: Path, language: str) -> None:
    assert set(written(folder, language)) == texts(folder)
    assert all(written(folder, language).values())


@each
def test_translations_keep_the_names_that_are_filled_in(folder: Path, language: str) -> None:
    for source, found in written(folder, language).items():
        assert sorted(re.findall(r"%\(\w+\)s", source)) == sorted(re.findall(r"%\(\w+\)s", found)), source


@each
def test_the_compiled_file_is_that_of_the_written_one(folder: Path, language: str) -> None:
    with (folder / f"locale/{language}/LC_MESSAGES/django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for source, found in written(folder, language).items():
        assert compiled.gettext(source) == found, f"run: msgfmt -o django.mo django.po ({language})"
