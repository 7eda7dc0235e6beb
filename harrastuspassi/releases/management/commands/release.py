"""Makes releases of statistics and publishes them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from harrastuspassi.common.errors import DomainError
from harrastuspassi.common.languages import LANGUAGES
from harrastuspassi.releases.correcting import correct_release
from harrastuspassi.releases.gate import DISTRICTS, TABLE, LeftOut
from harrastuspassi.releases.models import Release
from harrastuspassi.releases.services import make_release, publish_release


class Command(BaseCommand):
    help = "Makes releases of statistics, lists and corrects them, and opens them to everybody."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("make", help="freeze every period that is due, if the audit lets it pass")
        actions.add_parser("list", help="list all releases")
        publish = actions.add_parser("publish", help="open a release to everybody")
        publish.add_argument("number", type=int)
        correct = actions.add_parser("correct", help="replace a release as a whole, once, by what is counted today")
        correct.add_argument("number", type=int)
        for language in LANGUAGES:
            correct.add_argument(f"--note-{language}", required=True, help=f"why, for everybody who reads {language}")
        correct.add_argument("--signed-by", required=True, help="who answers for it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            actions = {"make": self.make, "list": self.list, "publish": self.publish, "correct": self.correct}
            actions[options["action"]](options)
        except DomainError as error:
            raise CommandError(error.message) from error

    def make(self, options: dict[str, Any]) -> None:
        release = make_release()
        if release is None:
            self.stdout.write("No period is due.")
        else:
            self._tell(release)

    def correct(self, options: dict[str, Any]) -> None:
        note = {language: options[f"note_{language}"] for language in LANGUAGES}
        release = correct_release(number=options["number"], note=note, signed_by=options["signed_by"])
        self.stdout.write(f"Release {options['number']} is replaced by release {release.number}.")
        self._tell(release)

    def _tell(self, release: Release) -> None:
        self.stdout.write(f"Release {release.number} has {release.tables.count()} tables.")
        for part in release.left_out:
            self.stdout.write(f"Left out, since something would follow: {_told(LeftOut(**part))}.")

    def list(self, options: dict[str, Any]) -> None:
        for release in Release.objects.select_related("replaces", "replaced_by"):
            state = f"public since {release.published_at:%Y-%m-%d}" if release.published_at else "for evaluators"
            lacks = f"\tlacks {len(release.left_out)} parts" if release.left_out else ""
            signed = f", signed by {release.signed_by}"
            corrects = f"\treplaces {release.replaces.number}{signed}" if release.replaces else ""
            gone = f"\treplaced by {release.replaced_by.number}" if hasattr(release, "replaced_by") else ""
            self.stdout.write(f"{release.number}\t{release.made_at:%Y-%m-%d}\t{state}{lacks}{corrects}{gone}")

    def publish(self, options: dict[str, Any]) -> None:
        release = publish_release(number=options["number"])
        self.stdout.write(f"Release {release.number} is public.")


def _told(part: LeftOut) -> str:
    if part.what == TABLE:
        return f"all of {part.table} {part.period}"
    what = f"districts of {part.municipality}" if part.what == DISTRICTS else "areas"
    return f"{what} in {part.table} {part.period}"
