"""Outgoing mail: a row in the transaction that gives rise to it, then a job, then an SMTP server, at least once.

A worker that dies between the server's "accepted" and its own note of it makes the mail go out twice, with the same
Message-ID, by which mail programs tell that it is the same. It is never lost, and never sent for a transaction that
was rolled back.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from harrastuspassi.common import clock, queue
from harrastuspassi.common.languages import Language
from harrastuspassi.common.models import OutgoingMail

KIND = "send_mail"
"""The kind of job that sends a mail; the job's key is the mail's."""
KEPT = dt.timedelta(days=30)
"""How long it can be told that a mail was sent, and to whom."""


def post(*, key: str, to: str, subject: str, text: str, keeps_address: bool = True) -> OutgoingMail:
    """Writes a mail in the caller's transaction; a worker sends it after the commit.

    `key` is what makes it the same mail, such as `invitation:17`: posting it again does nothing, whatever it says.
    Without `keeps_address` it is forgotten whom it was sent to as soon as it has been.
    """
    mail, created = OutgoingMail.objects.get_or_create(
        key=key, defaults={"to": to, "subject": one_line(subject), "text": text, "keeps_address": keeps_address}
    )
    if created:
        queue.enqueue(kind=KIND, key=key)
    return mail


def post_rendered(
    *,
    key: str,
    to: str,
    template: str,
    language: Language,
    context: Mapping[str, Any],
    keeps_address: bool = True,
) -> OutgoingMail:
    """Posts the mail that a template makes: `{template}.{language}.txt`, whose first line is the subject."""
    with translation.override(language):
        rendered = render_to_string(f"{template}.{language}.txt", dict(context))
    subject, _, text = rendered.partition("\n")
    return post(key=key, to=to, subject=subject, text=text.strip() + "\n", keeps_address=keeps_address)


def one_line(text: str) -> str:
    """A subject: one line of at most 200 characters, as the header takes it."""
    line = " ".join(text.split())
    return line if len(line) <= 200 else f"{line[:199]}…"


def deliver(key: str) -> None:
    """Sends the mail with this key, unless it has been. What the server refuses is raised, and tried again later."""
    mail = OutgoingMail.objects.filter(key=key, sent_at__isnull=True).first()
    if mail is None:
        return
    message = EmailMessage(
        subject=mail.subject,
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        # RFC 3834: no one's holiday greeting should come back.
        headers={"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated"},
    )
    message.send()
    forgotten = {"text": ""} if mail.keeps_address else {"text": "", "to": ""}
    OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=clock.now(), **forgotten)


def message_id(mail: OutgoingMail) -> str:
    """Message-ID (RFC 5322, 3.6.4) of a mail: the same each time it is sent, and telling nothing of its key."""
    digest = hashlib.sha256(f"{mail.pk}:{mail.key}".encode()).hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.PUBLIC_URL).hostname}>"


def forget_sent() -> int:
    """Deletes what was written longer ago than KEPT, sent or given up. Returns how many mails."""
    deleted, _ = OutgoingMail.objects.filter(created_at__lt=clock.now() - KEPT).delete()
    return deleted
