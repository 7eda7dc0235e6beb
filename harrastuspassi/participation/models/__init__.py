"""What was taken part in. Raw rows about passes, `events`, `inbox`, `months` and `uses`, few may read: import them from
there."""

from . import checkins, events, inbox, months, uses
from .benefits import Benefit, BenefitKey
from .headcounts import DoorLink, HeadCount, SeasonTotal
from .own import OwnFigure, OwnWeek

__all__ = [
    "Benefit",
    "BenefitKey",
    "DoorLink",
    "HeadCount",
    "OwnFigure",
    "OwnWeek",
    "SeasonTotal",
    "checkins",
    "events",
    "inbox",
    "months",
    "uses",
]
