"""Mail goes out once the transaction has, at least once, and is not kept for longer than it is needed."""

import datetime as dt
import smtplib
from typing import Any

import pytest
import time_machine
from django.core import mail as django_mail
from django.db import IntegrityError, transaction

from harrastuspassi.common import clock, mail, queue
from harrastuspassi.common.models import Job, OutgoingMail
from workers.tasks import run_job

WORDS = {"to": "aino@example.fi", "subject": "Kutsu", "text": "Tervetuloa!\n"}


@pytest.fixture(autouse=True)
def a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Does each job as soon as it is sent, which is after the commit."""
    monkeypatch.setattr(queue, "send", lambda job_id, **_: run_job(job_id) is None)


@pytest.mark.django_db(transaction=True)
class TestPosting:
    def test_a_mail_goes_out_after_the_commit(self, mailoutbox: list[Any]) -> None:
        with transaction.atomic():
            mail.post(key="invitation:1", **WORDS)
            assert mailoutbox == []
        (sent,) = mailoutbox
        assert (sent.to, sent.subject, sent.body) == (["aino@example.fi"], "Kutsu", "Tervetuloa!\n")

    def test_what_is_rolled_back_is_not_sent(self, mailoutbox: list[Any]) -> None:
        with transaction.atomic():
            mail.post(key="invitation:1", **WORDS)
            transaction.set_rollback(True)
        assert (mailoutbox, OutgoingMail.objects.count(), Job.objects.count()) == ([], 0, 0)

    def test_the_same_key_is_the_same_mail(self, mailoutbox: list[Any]) -> None:
        for text in ("Tervetuloa!", "Vielä kerran"):
            mail.post(key="invitation:1", **{**WORDS, "text": text})
        mail.post(key="invitation:2", **WORDS)
        assert [sent.body for sent in mailoutbox] == ["Tervetuloa!", "Tervetuloa!\n"]


@pytest.mark.django_db
class TestDelivering:
    def test_a_job_that_runs_twice_sends_once(self, mailoutbox: list[Any]) -> None:
        mail.post(key="k", **WORDS)
        for _ in range(2):
            mail.deliver("k")
        assert len(mailoutbox) == 1

    def test_what_the_server_refuses_is_tried_again_and_keeps_its_message_id(
        self, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mail.post(key="k", **WORDS)
        job, ids = Job.objects.get(), []
        send = django_mail.EmailMessage.send

        def accepted_but_broken(message: Any, *_: Any) -> None:
            ids.append(message.message()["Message-ID"])
            raise smtplib.SMTPServerDisconnected("gone")

        monkeypatch.setattr(django_mail.EmailMessage, "send", accepted_but_broken)
        run_job(job.id)
        job.refresh_from_db()
        assert (job.state, OutgoingMail.objects.get().sent_at) == ("pending", None)
        monkeypatch.setattr(django_mail.EmailMessage, "send", send)
        Job.objects.update(due_at=clock.now())
        run_job(job.id)
        (sent,) = mailoutbox
        assert [sent.message()["Message-ID"]] == ids
        assert sent.message()["Auto-Submitted"] == "auto-generated"

    def test_the_text_goes_when_it_has_been_sent(self) -> None:
        mail.post(key="k", **WORDS)
        mail.deliver("k")
        sent = OutgoingMail.objects.get()
        assert (sent.text, sent.subject) == ("", "Kutsu")
        assert sent.sent_at is not None

    def test_a_mail_that_is_gone_is_no_trouble(self) -> None:
        mail.deliver("never:posted")

    def test_message_ids_differ_and_do_not_tell_the_key(self, settings: Any) -> None:
        settings.PUBLIC_URL = "https://pass.example"
        ids = {mail.message_id(mail.post(key=key, **WORDS)) for key in ("secret:1", "secret:2")}
        assert len(ids) == 2
        assert all(found.endswith("@pass.example>") and "secret" not in found for found in ids)

    @pytest.mark.parametrize("subject", ["Kutsu\r\nBcc: kaikki@example.fi", "Kutsu\n", "a" * 300])
    def test_no_subject_writes_another_header(self, mailoutbox: list[Any], subject: str) -> None:
        mail.post(key="k", **{**WORDS, "subject": subject})
        mail.deliver("k")
        (sent,) = mailoutbox
        assert "\n" not in sent.subject
        assert len(sent.subject) <= 200
        assert sent.message()["Bcc"] is None


@pytest.mark.django_db
def test_mails_are_forgotten_after_thirty_days() -> None:
    now = clock.now()
    for days in (29, 31):
        with time_machine.travel(now - dt.timedelta(days=days), tick=False):
            mail.post(key=f"{days}", **WORDS)
    assert mail.forget_sent() == 1
    assert OutgoingMail.objects.get().key == "29"


@pytest.mark.django_db
def test_a_mail_has_a_key() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMail.objects.create(key="", **WORDS)
