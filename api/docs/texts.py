"""What the OpenAPI documents say in words."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter

from api.common.errors import CODES
from harrastuspassi.participation.checkins import CheckInRefusal
from harrastuspassi.participation.kinds import SHAPES, Shape


def _table_of_codes() -> str:
    rows = "".join(f"| `{code}` | {status} | {meaning} |\n" for code, (status, meaning) in CODES.items())
    return f"| code | status | meaning |\n|---|---|---|\n{rows}"


def _table_of_kinds() -> str:
    rows = "".join(f"| `{kind}` | {_fields_of(shape)} |\n" for kind, shape in SHAPES.items())
    return f"| kind | fields besides `id`, `kind`, `occurred_at` |\n|---|---|\n{rows}"


def _fields_of(shape: Shape) -> str:
    either = " or ".join(f"`{name}`" for name in sorted(shape.one_of))
    parts = [*(f"`{name}`" for name in sorted(shape.required)), *([either] if either else [])]
    return ", ".join(parts + [f"`{name}` if known" for name in sorted(shape.optional)]) or "none"


LICENSE = {"name": "MIT License", "identifier": "MIT"}

V1_INFO = {
    "title": "Harrastuspassi API",
    "version": "1.0.0",
    "license": LICENSE,
    "summary": "Hobbies for young people in Finland: what, where, when, by whom and at what price.",
    "description": """\
Everything that can be read here without signing in is public: no key, no cookie, and any web page may call it (CORS).

## Signing in
Organizers sign in. `POST /auth/token/` takes credentials and gives an `access` token, which calls carry as
`Authorization: Bearer ...`, and a `refresh` token, which gets another pair, once, from `POST /auth/token/refresh/`.
Cookies count nowhere else. A token that has expired, or is of an account whose password or second factor has changed,
is answered with 401 wherever it makes a difference; public lists do not look at it. With a token, drafts can be read
by id by those who may change or review them, and `editable_only=true` lists what the caller may change.

## Language
Texts are given in one language: the one `lang` asks for (`fi`, `sv`, `en`), else the best match of
`Accept-Language`, else Finnish. A text that was not written in that language is given in the next of
Finnish, Swedish and English in which it was; `""` means that it was written in none. `Content-Language`
says which language was chosen. `include=translations` adds every text exactly as it was written.

## Lists
Every list is paged in the same way: `count`, `next`, `previous`, `results`. Follow `next` as it stands; it
keeps every parameter and is null on the last page. Every ordering ends in the id, so that walking the pages
gives each row once. A page far from the first takes longer to find: whoever reads a whole list begins with
`after=0`, which gives the rows by id, each page at the same pace. Different parameters must all hold; a repeated
parameter gives alternatives (`?category=1200012&category=1200020`).

## Ids and nesting
Ids are 32-bit integers, live for ever and are never given to something else. What a list no longer shows
(past, cancelled, archived, hidden) can still be read by its id, because phones keep ids. Related objects
are ids until `include` asks for them: with `include=organizer_detail` the same field holds the object.

## Writing
Members of an organizer write what it lists. POST creates; PUT takes all there is to write, and what is left out is
empty then, but for a picture, which stays; PATCH changes what is sent. Whoever changes or deletes sends in `If-Match`
the `ETag` under which the object was read, in whatever language and nesting: where someone else was quicker, nothing
is done (412). Texts are written as `include=translations` gives them. What is not written, such as `state`, is refused
rather than left out of account.

## Time and place
`start_date`, `start_time`, `end_date` and `end_time` are wall clock in Finland; 00:00:00 to 00:00:00 is all
day. `starts_at` and `ends_at` are the same as instants (RFC 3339). Positions are WGS 84; GeoJSON puts the
longitude first. Give `near_latitude` and `near_longitude` to get `distance_m` in every row.

## Asking again
Every public answer carries an `ETag`, which is another if and only if the body is (for each language and for gzip it is
one of its own). Sent back as `If-None-Match` it gets 304 without a body while nothing has changed, which costs the
server next to nothing. Browsers and most HTTP libraries do so by themselves. What a 304 says holds for that moment:
keep the body, and ask again before showing it as new.

## Errors
Errors are problems (RFC 9457, `application/problem+json`) with a stable `code` and one entry in `errors`
for each parameter that is wrong. An unknown parameter is an error, so that a misspelt filter does not
silently show everything. Branch on `status` and `code`; `title`, `detail` and `message` are for developers.

"""
    + _table_of_codes()
    + """
## Changes to come
New fields, parameters, addresses, enumeration values and problem codes may appear in version 1 at any time: clients
must ignore fields and tolerate values that they do not know. Nothing else changes within a version: no field, parameter
or address is removed or renamed, no field changes its type or becomes null where it never was, and nothing that may be
left out has to be given.

What would break that comes as a new version at another address, and the old one goes on for 12 months or more.
Meanwhile each of its answers says so in headers: `Deprecation` (RFC 9745) since when new clients should not use it,
`Sunset` (RFC 8594) when it may be gone, and `Link` with `rel="successor-version"` what takes its place; here its
operations are `deprecated` and have the date as `x-sunset`. Log these headers, to learn of it from your own app.
Nothing is deprecated today.
""",
}

MOBILE_INFO = {
    "title": "Harrastuspassi API for the existing apps",
    "version": "1.0.0",
    "license": LICENSE,
    "summary": "What the deployed Android, iOS and organizer web clients read.",
    "description": """\
Kept as it is for the clients that exist; new ones read `/api/v1/`. What differs: parameters that are wrong or
unknown are left out of account; categories, organizers, locations and promotions are bare arrays; pages have
500 rows, and all events of one hobby stand on one page; Accept-Language is ignored; errors are
`{"detail": text}`; addresses work without the slash at the end.

It changes by the same rules as `/api/v1/`: a year before it goes, its answers carry `Deprecation` (RFC 9745), `Sunset`
(RFC 8594) and `Link` with `rel="successor-version"`.
""",
}

OK = "As asked."
DONE = "Done; there is nothing to tell."
UNCHANGED = "The client has it already: its `If-None-Match` names the tag of the answer."
INVALID = "A parameter is wrong or unknown: `errors` names each."
UNAUTHENTICATED = "The token has expired or is not valid, and the answer would depend on it."
SESSION = "The session of whoever has signed in at `/accounts/login/`."
TAGS = {
    "Accounts": "Signing in, oneself, and who acts for an organizer.",
    "Participation": "What young people did with the app, with a pass or without: never who.",
    "Check-in": "What is shown where a hobby takes place, and what is counted there, by organizers and their coaches.",
    "Passes": "Passes of young people, who stay unknown: what they tell, consent to, take along and erase.",
    "Audit": "Who changed what, and when.",
    "Publication": "Where an organizer and what it lists stand with the public, and the steps it takes.",
    "Moderation": "What waits for a municipality's moderators, and what they decide.",
    "Statistics": "Released figures about passes: with noise, frozen, and the same for everybody.",
    "Exports": "Files of released figures, for evaluators.",
    "Reports": "Telling the moderators that something is wrong.",
}
"""Tags besides those of resources."""
BATCH_RULES = (
    """\
Up to 500 events at a time, from phones that may have been offline for 30 days; 1 MB once unpacked, at best packed with
gzip (`Content-Encoding: gzip`). Without a pass a batch is of nobody, and nothing in it can say otherwise.

The answer says of each event what became of it. `accepted`: it is stored and will have been counted once, also where it
was sent before; whether it was is not looked up, since a phone does the same in either case. `duplicate`: its id stood
in this batch before. `refused`: it can never be counted, for the reasons given. So a phone forgets every event that it
got an answer about, and sends the others again, with the same ids, as often as it takes.

"""
    + _table_of_kinds()
    + """
A phone's clock may be wrong: `sent_at` tells by how much, and beyond two minutes times are corrected, which is noted.
A check-in has a code: verified by the rotating one, whose slot has to lie within half an hour of the event, also when
it arrives late, once for a pass and an event; reported by oneself with the printed one. What it is refused for:

"""
    + "".join(f"- `{refusal.fault.code}`: {refusal.fault.message}\n" for refusal in CheckInRefusal)
    + """
An event counts for its pass if that had consented to statistics when it happened, with the attributes of that time.
"""
)
STATISTICS_RULES = """\
Rows of a table, frozen 31 days after the end of their period and never computed again. Public releases are for
everybody; others for evaluators: those of the country read all of them, those of a municipality its own rows.

Figures carry random noise of at most 3 (standard deviation 1.4) that depends on who is counted: a group has the same
figure in every table, and no table can be subtracted from another. Below 5 a count of passes is "0-4", zero included.
Rows do not add up to their totals: use the row in which a dimension is null. Distinct passes do not add up over months
or categories. Events are given to the next 5, where at least ten passes had them and none of these more than half.

Tables that do not count passes carry no noise: supply is exact, head counts are to the next 5, and what is below 5 of
what people did is "0-4" as well. Each table's definition says what is in it.
"""
RELEASES_RULES = """\
Public ones, and to evaluators the others as well. The newest first.

Where a release is wrong, another one replaces it as a whole, once: rows of a table come from the newest that was not
replaced, and with `release=` as they stood in that one. `modified_since` gives the correction and what it replaced.
`left_out` says what a release lacks for good, since a count below 5 would follow from it.
"""
RELEASE_FILES = """\
All that was frozen in the release, as workers wrote it once: the same bytes for ever, with their SHA-256 in the list of
releases and in `Repr-Digest`. Of a public release it is for everybody, and caches may keep it; of another one for
evaluators of the country and systems with a token for statistics, each of whose downloads is logged.
"""
EXPORT_RULES = """\
A worker makes the file: read the export until it is `ready`, and take its `address`. A release, a slice, a language and
a format are the same file whenever they are asked for, to the byte, for whoever reads all figures; an evaluator of a
municipality gets what is public, and its own rows of what is not public yet. Once a release was replaced, the
cover says by which and why.

At most 3 exports of a caller wait at once, and 50 are made in 24 hours. The file goes after a week; who asked for what
and who downloaded it is kept for two years.
"""
OF_TICKETS = "What an export's `address` has in it; good for 15 minutes."
OF_PASSES = "`Pass` and the id and the secret of a pass, as in `Pass 0b6f2a0e-...:n3v0Wk1h...`."
OF_DOORS = "`Door` and the text of a door link, as in `Door 31.q3Vd0Jb1...`."
SHOWN_CODE = """\
For members of the event's organizer, and whoever has a door link of it. The code rotates: it carries its slot, a
minute, and is shown from half an hour before the event to half an hour after it. Show it as QR and to be typed, and ask
again at `ends_at`. A phone that sends it has a verified check-in, once for a pass and an event.
"""
SHOWN_QR = "The same code as a picture. Ask for it as often as for the code: at each slot's end."
NEW_DOOR_LINK = """\
For members of the event's organizer. `url` opens a page on a coach's phone, without an account, that shows the code and
takes head counts of this event and does nothing else, until it expires or is revoked. It is told here and never again.
"""
HEAD_COUNT_RULES = """\
For members of the event's organizer, and whoever has a door link of it: how many came without a phone, by age group and
gender. All groups are sent, in the place of what was counted before; none at all takes the count back. It can be
corrected as long as anyone likes, and the audit log keeps by whom and when. It is a source of its own, beside verified
and self-reported check-ins: whoever checked in with a phone is not counted here.
"""
SEASON_RULES = """\
For members of the hobby's organizer: how many tried it in a half-year, and how many joined, with a phone or without.
It can be corrected. `If-Match: *` for the first.
"""
OWN_FIGURES = """\
For members of the organizer: who looked at each of its hobbies, who checked in, and the heads that were counted, by
week, the latest first. The sources stand side by side and are not added up: verified by the rotating code, reported by
oneself with the printed one, counted without a phone. Whoever has consented is counted once a week in each; what came
of nobody counts by itself.

A week is told once a week has passed since its end, and never changes then, but for the head counts. Figures about
passes carry noise of 3 at the most, the same as in released statistics; what would be below 5 is not told, zero
included. They do not add up: all hobbies together are counted by themselves.
"""
MACHINE = (
    "`Token` and a token, as in `Token 0123abcd...`: the one built into the installed apps, or a service token of an "
    "operator's making. Each is good for one thing alone."
)
BENEFIT_RULES = """\
Notes that a promotion was used, by nobody in particular. For the apps, with the token that is built into them.

A promotion is never used more often than `available_count`, however many try at once. `used_count` grows at once where
the promotion is read; uses do not come in the change feed. With an idempotency key the same call can be made again
until it is answered: it is one use.
"""
OWN_BENEFIT_RULES = """\
As `POST benefits/`, but with a pass and no token: then a pass uses a promotion no more often than `available_per_pass`
says, where it says so, and only for that is it kept how often it did. An idempotency key is the pass's own.

The use counts for the pass in statistics if that has consented to them, and else for nobody.
"""
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{16,128}$", "examples": ["8d1c7c0e-5a57-4b0e-9f27-0f3f2c1f7a55"]},
    OpenApiParameter.HEADER,
    description=(
        "A random text, at best a UUID, made for this use of this promotion. For a week, sending it again with the "
        "same promotion gives the first answer again and notes nothing."
    ),
)
BEARER = "The `access` token of `POST /auth/token/`."
NOT_FOUND = "There is no such object, or it is not public."
NO_PAGE = "The list has fewer pages."

ID_OR_OBJECT = "Its id, or the object itself where `include` asks for it."
POINT_TYPE = {"type": "string", "enum": ["Point"], "description": "The kind of GeoJSON object."}
POINT: dict[str, Any] = {
    "type": "object",
    "description": "GeoJSON point (RFC 7946): longitude, latitude in WGS 84 degrees.",
    "properties": {
        "coordinates": {"type": "array", "items": {"type": "number", "format": "double"}, "minItems": 2, "maxItems": 2}
    },
    "required": ["type", "coordinates"],
    "examples": [{"type": "Point", "coordinates": [24.9384, 60.1699]}],
}
TRANSLATIONS = "The texts as they were written in each language."
LOCALIZED_TEXT = {
    "type": "object",
    "description": 'A text as it was written in each language; "" where it was not.',
    "properties": {"fi": {"type": "string"}, "sv": {"type": "string"}, "en": {"type": "string"}},
    "required": ["fi", "sv", "en"],
}

ENUMS = {
    "PriceType": (
        "How a hobby is paid for. `free`: costs nothing; `paid`: has a price; `annual`: by the year; "
        "`seasonal`: by the season; `one_time`: by the visit."
    ),
    "Access": "Who may come. `open`: anyone; `trial`: whoever wants to try; `course`: those who have registered.",
    "OrganizerKind": "What kind of organizer.",
    "HobbyState": (
        "`published` hobbies are on offer. `archived` ones are not any more, but readable by id because phones keep "
        "ids. `draft`, `in_review` and `rejected` are for those who may change or review them."
    ),
    "SuggestionKind": "What a suggestion is: the resource that its id is of, in the singular.",
    "OrganizerState": (
        "`pending`: waits for its municipality's moderators; `approved`: may list; `refused`: may not, until it is put"
        " right; `suspended`: hidden with all that it lists; `archived`: no longer active."
    ),
    "PublicationState": (
        "`draft`: its organizer's alone; `in_review`: waits for a moderator; `published`: on the lists; `rejected`:"
        " sent back by a moderator; `archived`: no longer on offer, but readable by id."
    ),
    "PublicationStep": "A step of a hobby or promotion.",
    "OrganizerDecision": "What a moderator decides of an organizer.",
    "ItemDecision": "What a moderator decides of a hobby or promotion.",
    "ReportDecision": "What a moderator decides of what was reported.",
    "ReportReason": "Why something is reported.",
    "ReportSubject": "What kind of thing is reported.",
    "MembershipRole": "An `owner` writes what the organizer lists and says who else does; an `editor` only writes.",
    "AgeGroup": "Age, coarsely. `under_13` is never kept.",
    "Gender": "Gender; `not_said`: would rather not say.",
    "CountedAge": "Age, coarsely, by the look of who counts; `not_known`: nobody looked.",
    "CountedGender": "Gender, by the look of who counts; `not_known`: nobody looked.",
    "MotherTongue": "First language: Finnish, Swedish or another.",
    "HasHobby": 'Answers to "Do you have a hobby now?"; `not_said`: would rather not say.',
    "FollowUp": (
        'Answers to "Do you now have a regular hobby?": the `same` one as at the start, a `new` one, `no`; '
        "`not_said`: would rather not say."
    ),
    "ConsentPurpose": "What a consent is for.",
    "EventKind": "What happened, as the table of `POST participation/batches/` tells.",
    "EventStatus": "What became of an event that was sent.",
    "Question": (
        "Questions that an app asks. `age_group`: is this still your age group, each August; `follow_up`: do you now "
        "have a regular hobby, once."
    ),
    "Language": "Finnish, Swedish or English (ISO 639-1).",
    "AuditAction": "What happened to an object.",
    "ActorKind": "What acted: someone with an account or without, a machine with a token, or the system itself.",
}
CHOICES = {"include": "What to put in beside ids.", "ordering": "Order of rows."}
"""Descriptions of parameters' choices that are components, by parameter."""


FEED_RULES = """\
What changed, oldest change first, each object once, as it is now; for apps that keep a copy.

Read from the beginning with neither `cursor` nor `modified_since`, follow `next` until it is null, keep the last
`cursor`, and come back with it: what follows is what changed since. Put every object of `results` in the
place of the one you hold with its id, and delete what `removed` names. Nothing is missed, whatever else is
written meanwhile; an object may come more often than it changed.

Related objects are ids here. Past and cancelled events stay; what can no longer be found in any list is removed.
"""
FEED_REMOVED = "Ids of what left the lists: deleted, archived, hidden, or of an organizer that is not public any more."
FEED_CURSOR = "Where this page ends. Opaque: keep it as it is."
