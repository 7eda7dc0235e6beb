"""What happens by the clock. Beat only wakes the workers; what is to be done stands in rows."""

import datetime as dt

SWEEP_EVERY_S = 60

DAILY = {
    "expand_schedules": dt.time(3, 10),
    "move_lipas_dates": dt.time(0, 1),
    "sweep_pictures": dt.time(3, 50),
    "forget_sent_mail": dt.time(3, 40),
    "forget_participation": dt.time(4, 10),
    "forget_passes": dt.time(4, 20),
    "forget_sign_ins": dt.time(3, 50),
    "forget_benefit_keys": dt.time(3, 55),
    "forget_audit": dt.time(4, 0),
    "forget_reports": dt.time(4, 0),
    "ask_for_positions": dt.time(4, 30),
    # Before participation is forgotten.
    "roll_up": dt.time(3, 0),
    "freeze_own_weeks": dt.time(3, 20),
    "make_release": dt.time(3, 30),
    "forget_exports": dt.time(3, 45),
    "keep_release_files": dt.time(5, 0),
    "tell_moderators": dt.time(8, 0),
}
"""Kinds of job that run once a day, with the Helsinki time from which they may."""

_ONLY_WHILE_FRESH = {"expires": SWEEP_EVERY_S}

BEAT = {
    "sweep": {"task": "workers.sweep", "schedule": SWEEP_EVERY_S, "options": _ONLY_WHILE_FRESH},
    "plan": {"task": "workers.plan", "schedule": SWEEP_EVERY_S, "options": _ONLY_WHILE_FRESH},
}
