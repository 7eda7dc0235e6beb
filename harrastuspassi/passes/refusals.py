"""Why something cannot be done with a pass."""

from enum import Enum

from harrastuspassi.common.errors import DomainError, Refused


class PassRefusal(Enum):
    """The code and the reason."""

    NO_CONSENT = ("consent_missing", "Attributes are kept for statistics alone: ask for that consent first.")
    TOO_YOUNG = ("under_13", "Whoever is under 13 cannot consent, and needs not: the pass works without.")
    OLD_VERSION = ("consent_version_old", "The words of this consent have changed: show the current ones.")
    ANSWERED = ("already_answered", "The question has been answered, and is asked once.")
    NOT_DUE = ("follow_up_not_due", "The question is asked 90 to 120 days after the first one, and once.")

    def __init__(self, code: str, message: str):
        self.code = code
        self.message = message

    def error(self) -> DomainError:
        """The refusal, to be raised."""
        return Refused(self.message, code=self.code)


class TooManyPasses(DomainError):
    """An address has made as many passes as one may in a day."""

    code = "too_many_passes"


class PassGone(DomainError):
    """The pass was erased meanwhile."""

    code = "pass_invalid"
