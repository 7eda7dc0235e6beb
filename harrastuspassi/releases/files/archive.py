"""A zip with each table as CSV of both kinds, and the codebook."""

import zipfile
from pathlib import Path

from harrastuspassi.common.languages import Language
from harrastuspassi.releases.files.codebook import as_text
from harrastuspassi.releases.files.delimited import write_csv
from harrastuspassi.releases.files.progress import Progress
from harrastuspassi.releases.files.rows import Asked
from harrastuspassi.statistics.tables import texts

_NAME = texts("koodikirja", "kodbok", "codebook")


def codebook_name(language: Language) -> str:
    """The name of the codebook's file."""
    return f"{_NAME[language]}.txt"


def write_zip(asked: Asked, path: Path, progress: Progress) -> None:
    """Writes all tables. Members bear the release's date, so that the same figures are the same file."""
    made = asked.frozen_on
    moment = (made.year, made.month, made.day, 0, 0, 0)
    with zipfile.ZipFile(path, "w") as archive:
        for sheet in asked.sheets:
            for folder, is_for_excel in (("csv", False), ("excel", True)):
                with archive.open(_member(f"{folder}/{sheet.name}.csv", moment), "w", force_zip64=True) as file:
                    write_csv(sheet, file, progress, is_for_excel=is_for_excel)  # type: ignore[arg-type]
        archive.writestr(_member(codebook_name(asked.language), moment), as_text(asked))


def _member(name: str, moment: tuple[int, int, int, int, int, int]) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, moment)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    return member
