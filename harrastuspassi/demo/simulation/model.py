"""The numbers of the simulated pilot. None is measured: each is a guess that is told here, with its reason.

Shares are weights: they need not add up to anything.
"""

import datetime as dt

from harrastuspassi.demo.simulation.acts import Kind
from harrastuspassi.passes.models import AgeGroup, Gender, HasHobby, MotherTongue

DAY = dt.timedelta(days=1)

# --- who takes part -------------------------------------------------------------------------------
AGE_GROUPS = {AgeGroup.UNDER_13: 6, AgeGroup.FROM_13_TO_16: 78, AgeGroup.FROM_17_TO_19: 12, AgeGroup.FROM_20: 4}
"""Lower-secondary schools hand the pass out; brothers, sisters and parents take it too."""
GENDERS = {Gender.FEMALE: 50, Gender.MALE: 42, Gender.OTHER: 2, Gender.NOT_SAID: 6}
LANGUAGES = {MotherTongue.FINNISH: 76, MotherTongue.SWEDISH: 7, MotherTongue.OTHER: 17}
"""As the young of Helsinki speak at home, roughly."""
HAVE_HOBBIES = {HasHobby.WEEKLY: 48, HasHobby.SOMETIMES: 17, HasHobby.NO: 29, HasHobby.NOT_SAID: 6}
"""The pass is for those without a hobby, but a class gets it as a whole."""
CONSENT = 0.74
"""Of those who are 13 or older. Nobody younger is asked."""
TELL = 0.93
"""Each question is answered by so many of those who consent."""
TELL_DISTRICT = 0.9
WITHOUT_PASS = 0.08
"""Phones whose app is used without a pass: what happens there is of nobody."""
PILOT_DISTRICTS = 8
"""Districts whose schools take part, a quarter of Helsinki's: the larger ones, drawn. Figures of a district need some
dozens of passes."""
OUTSIDE_PILOT = 0.04
"""Homes in other municipalities: whoever has moved, or goes to school across the border."""

# --- when -----------------------------------------------------------------------------------------
JOINING = {1: 30, 2: 8, 3: 5, 4: 3, 5: 2, 6: 1, 7: 1, 8: 24, 9: 16, 10: 5, 11: 4, 12: 2}
"""By month: schools hand the pass out when the terms begin, in August and January."""
SEASON = {1: 1.1, 2: 0.9, 3: 1.0, 4: 0.9, 5: 0.8, 6: 0.45, 7: 0.2, 8: 1.3, 9: 1.5, 10: 1.0, 11: 0.9, 12: 0.6}
"""How lively a month is: hobbies begin in August and September, in July nothing does."""
WEEKDAYS = (1.0, 1.05, 1.1, 1.0, 0.75, 0.8, 0.95)
"""From Monday on: fewer on Friday and Saturday evenings."""
HOURS = {7: 2, 8: 2, 11: 3, 12: 4, 14: 6, 15: 10, 16: 12, 17: 11, 18: 10, 19: 10, 20: 9, 21: 6, 22: 3}
"""In Helsinki: lunch breaks, the afternoon after school, the evening."""
OPENINGS = (0.17, 0.9)
"""Openings a day of a new pass in a lively month: median and spread (sigma) of a log-normal. A few do much, most do
little."""
FADING_DAYS, LASTING = 50, 0.22
"""Curiosity fades with this time constant to that share, which lasts."""

# --- what -----------------------------------------------------------------------------------------
IN_SESSION = {
    Kind.SEARCHED: 0.5,
    Kind.FILTERED: 0.25,
    Kind.FAVOURITE_ADDED: 0.18,
    Kind.FAVOURITE_REMOVED: 0.04,
    Kind.SHARED: 0.05,
    Kind.CONTACT_OPENED: 0.08,
    Kind.REGISTRATION_OPENED: 0.1,
    Kind.PROMOTION_VIEWED: 0.25,
}
"""How likely each is while the app is open once."""
VIEWS = 2.5
"""Hobbies looked at, on average, each time."""
POPULARITY = 0.8
"""The n-th most popular hobby has the weight n ** -POPULARITY (Zipf's law, flattened)."""
NEARBY = 6
"""A hobby in one's own district is so many times as likely as another."""
USE_PROMOTION = 0.04
"""Each time the app is open."""

# --- hobbies --------------------------------------------------------------------------------------
TRYING = {HasHobby.WEEKLY: 0.05, HasHobby.SOMETIMES: 0.1, HasHobby.NO: 0.12, HasHobby.NOT_SAID: 0.07}
"""How likely a hobby that was looked at is to be visited, each time the app is open."""
PLANNED_AHEAD = 21 * DAY
"""Nobody plans to go later than that."""
TURNING_UP = 0.7
"""Of those who mean to go, these do."""
BECOMING_REGULAR = 0.4
"""Of those who were there once."""
STAYING_TIMES = 11
"""How often who has become regular comes, on average, before leaving."""
ATTENDING = 0.8
"""Of the times that there are, in a lively month."""
PRINTED = 0.15
"""Check-ins with the printed code: no screen was at hand. Phones without a pass have no other."""
MISTYPED = 0.03
"""Check-ins whose code is typed wrongly first."""

# --- coaches --------------------------------------------------------------------------------------
COUNTING = 0.1
"""Hobbies where whoever comes without a phone is counted: few coaches find the time."""
COUNTS = 0.8
"""Of the times that there are, there."""
WITHOUT_PHONE = (2, 14)
"""Heads at a time, at least and at most."""
LOOKS = {("age_13_to_16", "female"): 4, ("age_13_to_16", "male"): 4, ("under_13", "not_known"): 2}
"""Most are of the age that the hobby is for; some bring a smaller brother or sister."""
TRIALS, JOINED_OF_TRIALS = (4, 30), 0.35
"""Who tried a hobby in a half-year, at least and at most, and the share that joined."""

# --- phones and the net ---------------------------------------------------------------------------
OFFLINE = 0.04
"""Of sessions after which the phone is off the net for a while,"""
OFFLINE_DAYS = (6, 33)
"""for so many days on average, and at the most: some come back too late, and are refused for it."""
ANSWER_LOST = 0.06
"""Batches whose answer does not reach the phone: it sends them again."""
WRONG_CLOCK, WRONG_BY_MINUTES = 0.02, 300
"""Phones whose clock is off, and by how much at the most."""
REINSTALLING, ERASING, WITHDRAWING = 0.0008, 0.0003, 0.0002
"""Each day and phone: a new pass in place of the old one, the pass erased, consent taken back."""
ANSWERING = {"follow_up": 0.55, "age_group": 0.8}
"""Of those who are asked."""
GROWING_UP = 0.2
"""Of those asked for their age group in August, so many have come into the next."""
