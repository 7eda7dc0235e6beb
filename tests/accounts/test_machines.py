"""Credentials of machines: one scope, for a time, stored so that what is stored opens nothing."""

import datetime as dt
import io
import json
import re
from typing import Any

import pytest
import time_machine
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from harrastuspassi.accounts import machines
from harrastuspassi.accounts.machines import Credential, credential_of, issue_token, revoke_token
from harrastuspassi.accounts.models import Scope, ServiceToken
from harrastuspassi.common import clock
from harrastuspassi.common.errors import InvalidInput

YEAR = dt.timedelta(days=365)
APP = "0123456789abcdef0123456789abcdef01234567"


def issue(**changes: Any) -> tuple[ServiceToken, str]:
    return issue_token(**{"name": "tietovarasto", "scope": Scope.STATISTICS, "valid_for": YEAR, **changes})


@pytest.mark.django_db
class TestServiceTokens:
    @pytest.mark.parametrize("scope", Scope)
    def test_a_token_stands_for_its_scope(self, scope: Scope) -> None:
        token, text = issue(scope=scope)
        assert credential_of(text) == Credential(scope, token.pk)

    def test_nothing_that_is_stored_opens_anything(self) -> None:
        _, text = issue()
        (row,) = json.loads(serializers.serialize("json", ServiceToken.objects.all()))
        secret = text.rpartition("_")[2]
        assert secret not in json.dumps(row)
        assert text not in json.dumps(row)
        assert credential_of(f"hps_{row['pk']}_{row['fields']['digest']}") is None

    def test_it_expires(self) -> None:
        _, text = issue(valid_for=dt.timedelta(days=30))
        for days, is_good in ((29.9, True), (30.1, False)):
            with time_machine.travel(clock.now() + dt.timedelta(days=days), tick=False):
                assert (credential_of(text) is not None) == is_good

    def test_it_is_revoked_at_once_and_for_good(self) -> None:
        token, text = issue()
        revoke_token(token=token)
        revoked_at = ServiceToken.objects.get().revoked_at
        revoke_token(token=token)
        assert credential_of(text) is None
        assert ServiceToken.objects.get().revoked_at == revoked_at

    def test_another_tokens_secret_does_not_fit(self) -> None:
        (_, first), (_, second) = issue(), issue()
        head, _, _ = first.rpartition("_")
        assert credential_of(f"{head}_{second.rpartition('_')[2]}") is None
        assert first != second

    @pytest.mark.parametrize(
        "text",
        ["", "hps_", "hps_1_x", "hps_0_" + "a" * 43, "hps_99_" + "a" * 43, f"hps_{10**18}_" + "a" * 43, "é", "\0"],
    )
    def test_what_is_no_token_stands_for_nothing(self, text: str) -> None:
        assert credential_of(text) is None

    def test_secrets_are_compared_in_constant_time_whether_there_is_such_a_token_or_not(
        self, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> None:
        settings.APP_TOKENS = []
        token, _ = issue()
        compared = []
        compare = machines.hmac.compare_digest
        monkeypatch.setattr(machines.hmac, "compare_digest", lambda a, b: compared.append(len(b)) or compare(a, b))
        for pk in (token.pk, token.pk + 1):
            assert credential_of(f"hps_{pk}_{'a' * 43}") is None
        assert compared == [64, 64]

    def test_the_last_day_of_use_is_noted_once_a_day(self, django_assert_num_queries: Any) -> None:
        _, text = issue()
        assert ServiceToken.objects.get().last_used_on is None
        for queries in (2, 1, 1):
            with django_assert_num_queries(queries):
                credential_of(text)
        assert ServiceToken.objects.get().last_used_on == clock.local_today()

    @pytest.mark.parametrize("days", [0, -1, 733, 10**6])
    def test_no_token_is_good_for_ever(self, days: int) -> None:
        with pytest.raises(InvalidInput) as refused:
            issue(valid_for=dt.timedelta(days=days))
        assert refused.value.code == "lifetime_out_of_range"

    @pytest.mark.parametrize("changes", [{"scope": "everything"}, {"name": ""}])
    def test_it_has_a_name_and_a_known_scope(self, changes: dict[str, str]) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            issue(**changes)


@pytest.mark.django_db
class TestAppTokens:
    def test_all_that_are_configured_are_good_at_once(self, settings: Any) -> None:
        settings.APP_TOKENS = [APP, APP[::-1]]
        assert credential_of(APP) == credential_of(APP[::-1]) == Credential(Scope.BENEFITS)

    def test_one_that_is_taken_out_is_not(self, settings: Any) -> None:
        settings.APP_TOKENS = [APP[::-1]]
        assert credential_of(APP) is None
        settings.APP_TOKENS = []
        assert credential_of("") is credential_of(APP) is None


def command(*arguments: str) -> str:
    out = io.StringIO()
    call_command("service_tokens", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
class TestCommand:
    def test_a_token_is_shown_once(self) -> None:
        made = command("make", "tietovarasto", "--scope", "statistics", "--days", "90")
        (text,) = re.findall(r"Authorization: Token (\S+)", made)
        assert credential_of(text) == Credential(Scope.STATISTICS, ServiceToken.objects.get().pk)
        assert text.rpartition("_")[2] not in command("list")

    def test_the_list_tells_each_tokens_state(self) -> None:
        used, revoked, _ = (issue(name=name) for name in ("käytetty", "peruttu", "vanha"))
        credential_of(used[1])
        revoke_token(token=revoked[0])
        ServiceToken.objects.filter(name="vanha").update(expires_at=clock.now())
        lines = [line.split("\t") for line in command("list").splitlines()]
        today = f"last used {clock.local_today()}"
        assert [(line[2], line[4], line[5]) for line in lines] == [
            ("valid", today, "käytetty"),
            ("revoked", "never used", "peruttu"),
            ("expired", "never used", "vanha"),
        ]

    def test_a_token_is_revoked_by_its_number(self) -> None:
        token, text = issue()
        assert "revoked" in command("revoke", str(token.pk))
        assert credential_of(text) is None

    @pytest.mark.parametrize(
        "arguments",
        [
            ["make", "x", "--scope", "everything"],
            ["make", "x", "--scope", "statistics", "--days", "4000"],
            ["make", "x", "--scope", "statistics", "--days", "99999999999"],
            ["revoke", "1"],
            [],
        ],
    )
    def test_mistakes_are_told(self, arguments: list[str]) -> None:
        with pytest.raises(CommandError):
            command(*arguments)
