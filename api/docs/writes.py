"""What the OpenAPI documents say of writing what organizers list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How writing a resource is spoken of, and with which codes it refuses beside those of all, by action."""

    create: str
    change: str
    delete: str = ""
    codes: Mapping[str, Sequence[str]] = field(default_factory=dict)


_REVIEW = "Of a trusted organizer it is published at once; of any other it waits for review, and is published then."
_REVIEWED = "Unless it is trusted, changes of words, pictures, links and contacts are reviewed before they are public."
_KEPT = "What is public is archived, so that phones that hold its id can read it; what is not is deleted."
_WITH_USES = {"destroy": ["in_use"]}
MULTIPART = (
    "As `multipart/form-data`, `cover_image` is a file, and the other fields are named as in `translations.name.fi`."
)
WRITES = {
    "hobbies": Written(
        create=f"For members of the organizer. {_REVIEW}",
        change=f"For members of its organizer. Its state is not written. {_REVIEWED}",
        delete=f"For members of its organizer. {_KEPT}",
        codes=_WITH_USES,
    ),
    "hobbyevents": Written(
        create=(
            "For members of the hobby's organizer. With `is_recurrent`, `recurrency_count` more events follow, each a "
            "week after the one before by the clock on the wall; the answer is the first."
        ),
        change="For members of the hobby's organizer. An event of a schedule is no longer moved by it.",
        delete=(
            "For members of the hobby's organizer. What is public, or of a schedule, is cancelled, so that phones that "
            "hold its id can read it; what is not is deleted."
        ),
        codes={"create": ["hobby_full"]},
    ),
    "organizers": Written(
        create=(
            "For any account, which becomes its owner. It can be seen by nobody else until a moderator of its "
            "municipality approves it."
        ),
        change="For its members. Its state is not written.",
        codes={"create": ["too_many_organizers"]},
    ),
    "locations": Written(
        create="For members of the organizer. Municipality and district follow from the address.",
        change="For members of its organizer. Municipality and district follow from the address.",
        delete="For members of its organizer. It is taken out of use, and stays readable by its id.",
        codes=_WITH_USES,
    ),
    "promotions": Written(
        create=f"For members of the organizer. {_REVIEW}",
        change=f"For members of its organizer. Its state and `used_count` are not written. {_REVIEWED}",
        delete=f"For members of its organizer. {_KEPT}",
        codes=_WITH_USES,
    ),
}
