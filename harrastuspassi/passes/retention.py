"""How long passes are kept that nobody uses, and what is kept beside them."""

import datetime as dt

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef

from harrastuspassi.common import clock
from harrastuspassi.participation.kinds import OLDEST
from harrastuspassi.passes.models import Pass, PassOrigin, Profile
from harrastuspassi.passes.services import erase_pass

UNUSED_FOR = relativedelta(months=13)
ORIGINS_KEPT = dt.timedelta(days=2)


def forget_passes() -> int:
    """Erases passes that were not used for 13 months, attributes that no event can be of any more, and counts of
    addresses. Returns how many passes went."""
    today = clock.local_today()
    PassOrigin.objects.filter(day__lte=today - ORIGINS_KEPT).delete()
    successor = Profile.objects.filter(
        hobby_pass=OuterRef("hobby_pass"), valid_from__gt=OuterRef("valid_from"), valid_from__lt=clock.now() - OLDEST
    )
    Profile.objects.filter(Exists(successor)).delete()
    unused = list(Pass.objects.filter(last_used_on__lt=today - UNUSED_FOR).values_list("pk", flat=True))
    for pass_id in unused:
        erase_pass(pass_id=pass_id)
    return len(unused)
