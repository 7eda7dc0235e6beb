"""Corrections: a release is replaced as a whole, under a fresh key, once, signed off and logged (rule 14).

Keys are by year, and so is the fresh one: all corrections of a year share it. So a group that stays the same has two
noises in a year at the most, however many of its releases are corrected, and the releases that are not keep theirs.
"""

from collections.abc import Mapping

import structlog
from django.db import transaction

from harrastuspassi.common import clock
from harrastuspassi.common.errors import InvalidInput, Refused
from harrastuspassi.common.languages import LANGUAGES, Language
from harrastuspassi.disclosure import counting
from harrastuspassi.releases.models import LONGEST_SIGNATURE, Release
from harrastuspassi.releases.services import release_by, store

LONGEST_NOTE = 1_000
_log = structlog.get_logger("releases")


def correct_release(*, number: int, note: Mapping[Language, str], signed_by: str) -> Release:
    """Replaces a release by what its periods come to today, counted from what is still there, through the gate, and
    without what it left out. As public as the other, at once. `note` says why, by language; `signed_by` is who answers.

    Nothing is drawn: tried again, the same data come to the same figures. Raises Missing, InvalidInput naming the
    field, and Refused where it was corrected before, nothing is there to count, or the method was not followed.
    """
    _check(note, signed_by)
    release = release_by(number)
    _refuse_twice(release)
    names = {*release.tables.values_list("period", flat=True), *(part["period"] for part in release.left_out)}
    counting.fold_again(names)
    with transaction.atomic():
        _refuse_twice(Release.objects.select_for_update(of=("self",)).select_related("replaced_by").get(pk=release.pk))
        tables = counting.recount(names)
        about = {"note": {language: note[language].strip() for language in LANGUAGES}, "signed_by": signed_by.strip()}
        published_at = clock.now() if release.published_at else None
        made = store(tables, replaces=release, published_at=published_at, **about)
    _log.warning("release corrected", release=number, by=made.number)
    return made


def _check(note: Mapping[Language, str], signed_by: str) -> None:
    wrong = [f"note_{language}" for language in LANGUAGES if not 0 < len(note[language].strip()) <= LONGEST_NOTE]
    if not 0 < len(signed_by.strip()) <= LONGEST_SIGNATURE:
        wrong.append("signed_by")
    if wrong:
        told = f"Say why in every language, in at most {LONGEST_NOTE} characters, and who signs: {', '.join(wrong)}."
        raise InvalidInput(told, fields={name: ["invalid"] for name in wrong})


def _refuse_twice(release: Release) -> None:
    if release.replaces_id is not None:
        raise Refused(f"Release {release.number} is a correction itself: there is one only.", code="corrected_once")
    if hasattr(release, "replaced_by"):
        told = f"Release {release.number} was replaced by {release.replaced_by.number}: there is one correction only."
        raise Refused(told, code="corrected_once")
