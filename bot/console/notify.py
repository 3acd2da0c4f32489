"""Tell specialists, by e-mail and webhook, that something waits. Never what: only its kind and where to look."""

from __future__ import annotations

import json
import logging
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

from bot.settings import Settings
from bot.store.notices import Notice, claim_notices, mark_notified

logger = logging.getLogger(__name__)

KINDS = {"safety": "A safety item", "call_back": "A call-back"}
SECONDS = 10
Send = Callable[[Settings, Notice], None]


def send_email(settings: Settings, notice: Notice) -> None:
    """One message to every configured address."""
    message = EmailMessage()
    message["Subject"] = f"{settings.programme}: {KINDS[notice.kind].lower()} is waiting"
    message["From"] = settings.notify_from or "ownvoice@localhost"
    message["To"] = ", ".join(settings.notify_emails)
    message.set_content(f"{KINDS[notice.kind]} is waiting for a person.\n\n{_address(settings, notice)}\n")
    url = urlsplit(settings.smtp_url)
    tls = ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(url.hostname or "", url.port or 465, timeout=SECONDS, context=tls)
    else:
        server = smtplib.SMTP(url.hostname or "", url.port or 587, timeout=SECONDS)
    with server:
        if url.scheme == "smtp+starttls":
            server.starttls(context=tls)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)


def post_webhook(settings: Settings, notice: Notice) -> None:
    """One JSON post, e.g. to a chat room's incoming webhook (`text` is what those show)."""
    body = {
        "text": f"{settings.programme}: {KINDS[notice.kind].lower()} is waiting. {_address(settings, notice)}",
        "kind": notice.kind,
        "severity": notice.severity,
        "url": _address(settings, notice),
    }
    request = Request(
        settings.notify_webhook, json.dumps(body).encode(), {"content-type": "application/json"}, method="POST"
    )
    with urlopen(request, timeout=SECONDS):
        pass


def _address(settings: Settings, notice: Notice) -> str:
    return f"{settings.console_url}/tasks/{notice.task_id}"


def list_senders(settings: Settings) -> list[Send]:
    """The ways that are set up."""
    senders: list[Send] = []
    if settings.smtp_url and settings.notify_emails:
        senders.append(send_email)
    if settings.notify_webhook:
        senders.append(post_webhook)
    return senders


def announce(settings: Settings, now: datetime) -> int:
    """Send what waits to be announced. Returns how many went out; the others are tried again in a minute."""
    senders, sent = list_senders(settings), 0
    if not senders:
        return 0
    for notice in claim_notices(now):
        # The database is closed here: a slow mail server holds nobody up.
        if all([_try(send, settings, notice) for send in senders]):
            mark_notified(notice.task_id, now)
            sent += 1
    return sent


def _try(send: Send, settings: Settings, notice: Notice) -> bool:
    try:
        send(settings, notice)
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("task %s could not be announced by %s: %s", notice.task_id, send.__name__, type(error).__name__)
        return False
    return True
