"""A row of each model that the audit log tells of, and a change of it. A model without one fails test_recording.py."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Model

from harrastuspassi.accounts.models import Appointment, Invitation, Membership, Post, Scope, ServiceToken, User
from harrastuspassi.catalogue.models import Access, Report, Synonym
from harrastuspassi.common import clock
from harrastuspassi.participation.models import DoorLink, HeadCount, SeasonTotal
from harrastuspassi.releases.models import Release
from tests.factories import catalogue as factories
from tests.factories.accounts import UserFactory

SOON = clock.now() + dt.timedelta(days=1)


@dataclass(frozen=True)
class Example:
    """`make` gives a row that is not saved, what it leads to is. `column` gets the value that `value` gives."""

    make: Callable[[], Model]
    column: str
    value: Callable[[], Any]


def _always(value: Any) -> Callable[[], Any]:
    return lambda: value


EXAMPLES: Mapping[str, Example] = {
    "participation.DoorLink": Example(
        lambda: DoorLink(event=factories.HobbyEventFactory(), digest="0" * 64, expires_at=SOON),
        "expires_at",
        lambda: SOON + dt.timedelta(days=1),
    ),
    "participation.HeadCount": Example(
        lambda: HeadCount(event=factories.HobbyEventFactory(), age_group="under_13", gender="male", count=3),
        "gender",
        _always("other"),
    ),
    "participation.SeasonTotal": Example(
        lambda: SeasonTotal(hobby=factories.HobbyFactory(), season="2026-H1", trials=4, joined=2),
        "joined",
        _always(3),
    ),
    "releases.Release": Example(lambda: Release(number=7), "published_at", _always(SOON)),
    "catalogue.Organizer": Example(
        lambda: factories.OrganizerFactory.build(municipality=factories.MunicipalityFactory()),
        "name",
        _always("Kipinä ry"),
    ),
    "catalogue.Hobby": Example(
        lambda: factories.HobbyFactory.build(organizer=factories.OrganizerFactory(), location=None),
        "name_sv",
        _always("Bågskytte"),
    ),
    "catalogue.HobbyEvent": Example(
        lambda: factories.HobbyEventFactory.build(hobby=factories.HobbyFactory()), "access", _always(Access.TRIAL)
    ),
    "catalogue.Schedule": Example(
        lambda: factories.ScheduleFactory.build(hobby=factories.HobbyFactory()), "access", _always(Access.TRIAL)
    ),
    "catalogue.Location": Example(
        lambda: factories.LocationFactory.build(municipality=factories.MunicipalityFactory()),
        "address",
        _always("Kotikatu 2"),
    ),
    "catalogue.Promotion": Example(
        lambda: factories.PromotionFactory.build(organizer=factories.OrganizerFactory(), location=None),
        "available_count",
        _always(77),
    ),
    "catalogue.Report": Example(
        lambda: Report(hobby=factories.HobbyFactory(), reason="wrong"), "reason", _always("other")
    ),
    "catalogue.HobbyCategory": Example(factories.HobbyCategoryFactory.build, "is_hidden", _always(True)),
    "catalogue.Audience": Example(factories.AudienceFactory.build, "is_hidden", _always(True)),
    "catalogue.Municipality": Example(
        lambda: factories.MunicipalityFactory.build(code="833"), "name_sv", _always("Nådendal")
    ),
    "catalogue.District": Example(
        lambda: factories.DistrictFactory.build(municipality=factories.MunicipalityFactory()),
        "name_fi",
        _always("Vallila"),
    ),
    "catalogue.PostalCode": Example(
        lambda: factories.PostalCodeFactory.build(district=factories.DistrictFactory()),
        "district_id",
        lambda: factories.DistrictFactory(code="999").pk,
    ),
    "catalogue.Synonym": Example(lambda: Synonym(word="futis", means="jalkapallo"), "means", _always("pallo")),
    "accounts.User": Example(lambda: User(email="uusi@example.fi"), "language", _always("sv")),
    "accounts.Membership": Example(
        lambda: Membership(user=UserFactory(), organizer=factories.OrganizerFactory(), role="editor"),
        "role",
        _always("owner"),
    ),
    "accounts.Invitation": Example(
        lambda: Invitation(
            organizer=factories.OrganizerFactory(), email="vieras@example.fi", role="editor", expires_at=SOON
        ),
        "revoked_at",
        clock.now,
    ),
    "accounts.Appointment": Example(
        lambda: Appointment(user=UserFactory(), post=Post.EVALUATOR),
        "municipality_id",
        lambda: factories.MunicipalityFactory().pk,
    ),
    "accounts.ServiceToken": Example(
        lambda: ServiceToken(name="palvelu", scope=Scope.BENEFITS, digest="ab" * 32, expires_at=SOON),
        "revoked_at",
        clock.now,
    ),
    "account.EmailAddress": Example(
        lambda: EmailAddress(user=UserFactory(), email="toinen@example.fi"), "verified", _always(True)
    ),
    "mfa.Authenticator": Example(
        lambda: Authenticator(user=UserFactory(), type="totp", data={}), "type", _always("recovery_codes")
    ),
    "socialaccount.SocialAccount": Example(
        lambda: SocialAccount(user=UserFactory(), provider="helsinki", uid="a1"), "provider", _always("suomi")
    ),
}
