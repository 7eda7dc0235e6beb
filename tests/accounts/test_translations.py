"""Every text of the pages is there in Finnish and in Swedish, and what is compiled is what is written."""

import gettext
import re
from pathlib import Path

import pytest

from harrastuspassi import accounts

pytestmark = pytest.mark.once("files of translations")

FOLDER = Path(accounts.__file__).parent
LANGUAGES = ["fi", "sv"]
TRANSLATED = re.compile(r"""{% translate (["'])(.*?)\1""")
BLOCK = re.compile(r"{% blocktranslate.*?%}(.*?){% endblocktranslate %}", re.DOTALL)
IN_CODE = re.compile(r"""\b_\(\s*"(.*?)"\s*\)""")


def texts() -> set[str]:
    """All texts of our own templates and code."""
    found = set()
    for template in (FOLDER / "templates").rglob("*.*"):
        html = template.read_text()
        found |= {text for _, text in TRANSLATED.findall(html)}
        found |= {re.sub(r"{{ (\w+) }}", r"%(\1)s", text) for text in BLOCK.findall(html)}
    for module in FOLDER.rglob("*.py"):
        found |= set(IN_CODE.findall(module.read_text()))
    return found


def written(language: str) -> dict[str, str]:
    """The texts of a .po file with their translations, plurals aside."""
    text = (FOLDER / f"locale/{language}/LC_MESSAGES/django.po").read_text()
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', text, re.MULTILINE)
    return {source.replace('\\"', '"'): found.replace('\\"', '"') for source, found in pairs}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_none_besides(language: str) -> None:
    assert set(written(language)) == texts()
    assert all(written(language).values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_names_that_are_filled_in(language: str) -> None:
    for source, found in written(language).items():
        assert sorted(re.findall(r"%\(\w+\)s", source)) == sorted(re.findall(r"%\(\w+\)s", found)), source


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_is_that_of_the_written_one(language: str) -> None:
    with (FOLDER / f"locale/{language}/LC_MESSAGES/django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for source, found in written(language).items():
        assert compiled.gettext(source) == found, f"run: msgfmt -o django.mo django.po ({language})"
