"""What signing in leaves behind goes when its time is over."""

import datetime as dt

import pytest
import time_machine
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt, AccessFailureLog
from django.contrib.sessions.models import Session
from django.test import Client
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from api.accounts.tokens import pair_of, renew
from harrastuspassi.accounts.forgetting import forget_sign_ins
from harrastuspassi.accounts.models import User
from harrastuspassi.common import clock
from tests.api.callers import call
from tests.factories.accounts import UserFactory, member, moderator, operator
from tests.factories.catalogue import MunicipalityFactory

KEPT = (AccessAttempt, AccessFailureLog, Session, OutstandingToken, BlacklistedToken)


def left() -> list[int]:
    return [model.objects.count() for model in KEPT]


@pytest.mark.django_db
def test_what_is_old_is_forgotten_and_nothing_else() -> None:
    user = UserFactory()
    call("post", "/auth/token/", {"email": user.email, "password": "arvaus"})
    Client().force_login(user)
    renew(pair_of(user)["refresh"])
    assert forget_sign_ins() == 0
    assert left() == [1, 1, 1, 1, 1]
    for days, expected in ((2, [1, 1, 1, 0, 0]), (15, [1, 1, 0, 0, 0]), (31, [0, 0, 0, 0, 0])):
        with time_machine.travel(clock.now() + dt.timedelta(days=days), tick=False):
            forget_sign_ins()
        assert left() == expected, days


@pytest.mark.django_db
def test_an_account_whose_address_nobody_verified_is_forgotten_after_two_weeks() -> None:
    UserFactory(verified=False, email="vieras@example.fi")
    stay = [
        UserFactory(),
        operator(verified=False),
        member(verified=False),
        moderator(MunicipalityFactory(), verified=False),
        UserFactory(verified=False, last_login=clock.now()),
    ]
    for days, expected in ((13, 6), (15, 5)):
        with time_machine.travel(clock.now() + dt.timedelta(days=days), tick=False):
            forget_sign_ins()
        assert User.objects.count() == expected, days
    assert set(User.objects.all()) == set(stay)
    assert not EmailAddress.objects.filter(email="vieras@example.fi").exists()
