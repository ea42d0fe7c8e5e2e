"""By which ways alarms go out: mail (RFC 5321, RFC 3207) and a webhook."""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import json
import smtplib
import ssl
import threading
from concurrent.futures import Future
from contextlib import closing, suppress
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from feeds.config import EmailSettings, WebhookSettings
from feeds.contracts import Caller
from feeds.errors import PublishError
from feeds.model import Alert, Call
from feeds.render.alerts import payload, subject, text

_TIMEOUT = 8.0
"""Seconds for each step of talking to a server of mail."""
_IN_ALL = 12.0
"""Seconds for all of them: less than a pass has, which has to remember what came of it."""
_PORTS = {"smtp": 587, "smtps": 465}
_LONGEST_REPLY = 200


class Webhook:
    """A `Messenger` that posts JSON, signed as WebSub signs content (7.1) where there is a secret."""

    name = "webhook"

    def __init__(self, settings: WebhookSettings, caller: Caller) -> None:
        self._settings = settings
        self._caller = caller

    async def send(self, alert: Alert) -> None:
        settings = self._settings
        body = json.dumps(payload(alert), ensure_ascii=False).encode()
        headers = {"content-type": "application/json"}
        if settings.auth is not None:
            headers |= settings.auth.headers()
        if settings.secret:
            digest = hmac.new(settings.secret.encode(), body, "sha256").hexdigest()
            headers["x-hub-signature"] = f"sha256={digest}"
        call = Call(method="POST", url=settings.url, headers=tuple(headers.items()), body=body)
        answer = await self._caller.call(call)
        if answer.status // 100 != 2:
            raise PublishError(f"it answers {answer.status}")


class Mail:
    """A `Messenger` that sends mail to one mailbox, in a thread of its own: one that is full, or gone, keeps it from
    no other, and is tried again by itself.
    """

    def __init__(
        self, settings: EmailSettings, to: str, context: ssl.SSLContext | None = None
    ) -> None:
        """`context` is for servers whose certificate another authority vouches for."""
        self.name = f"e-mail to {to}"
        self._settings = settings
        self._to = to
        self._host = urlsplit(settings.url).hostname or ""
        self._context = context

    async def send(self, alert: Alert) -> None:
        message, done = self._message(alert), Future[None]()
        done.set_running_or_notify_cancel()

        def work() -> None:
            try:
                self._send(message)
            except BaseException as fault:  # noqa: BLE001 -- for whoever waits
                done.set_exception(fault)
            else:
                done.set_result(None)

        # No end of the program waits for a server that answers letter by letter.
        threading.Thread(target=work, name=self.name, daemon=True).start()
        try:
            await asyncio.wait_for(asyncio.wrap_future(done), _IN_ALL)
        except TimeoutError as fault:
            said = f"{self._host} has not taken it within {_IN_ALL:.0f} s"
            raise PublishError(said) from fault

    def _message(self, alert: Alert) -> EmailMessage:
        settings, made = self._settings, EmailMessage()
        made["From"] = settings.sender
        made["To"] = self._to
        made["Subject"] = subject(alert)
        made["Date"] = format_datetime(alert.at)
        # Sent again, at another time, it is the same, which mail readers show once.
        domain = settings.sender.rpartition("@")[2]
        last = max(one.over or one.said for one in (*alert.raised, *alert.over))
        made["Message-ID"] = f"<alarms-{alert.through}-{int(last.timestamp())}@{domain}>"
        made["Auto-Submitted"] = "auto-generated"  # RFC 3834, 5: nobody is to answer by itself
        made.set_content(text(alert))
        return made

    def _send(self, message: EmailMessage) -> None:
        parts = urlsplit(self._settings.url)
        scheme, host = parts.scheme.lower(), self._host
        port = parts.port or _PORTS[scheme]
        try:
            if scheme == "smtps":
                secure = self._context or ssl.create_default_context()
                with closing(
                    smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT, context=secure)
                ) as server:
                    self._hand_over(server, message)
            else:
                with closing(smtplib.SMTP(host, port, timeout=_TIMEOUT)) as server:
                    self._secure(server, host)
                    self._hand_over(server, message)
        except smtplib.SMTPResponseException as fault:
            said = f"{host} answers {fault.smtp_code} {self._reply(fault)}"
            raise PublishError(said.rstrip()) from fault
        except smtplib.SMTPRecipientsRefused as fault:
            raise PublishError(f"{host} takes no mail for {', '.join(fault.recipients)}") from fault
        except UnicodeError as fault:
            raise PublishError("the user name or the password is not in ASCII") from fault
        except (OSError, smtplib.SMTPException) as fault:
            raise PublishError(f"{host} cannot be had: {fault}") from fault

    def _secure(self, server: smtplib.SMTP, host: str) -> None:
        """Nothing is said in the open to another machine, a password least of all."""
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=self._context or ssl.create_default_context())
        elif not _is_this_machine(host):
            raise PublishError(f"{host} offers no STARTTLS, and nothing is sent to it in the open")

    def _hand_over(self, server: smtplib.SMTP, message: EmailMessage) -> None:
        auth = self._settings.auth
        if auth is not None:
            server.login(auth.username, auth.password)
        server.send_message(message)
        with suppress(OSError, smtplib.SMTPException):  # it has the message, however it parts
            server.quit()

    def _reply(self, fault: smtplib.SMTPResponseException) -> str:
        """What a server has said, unless it repeats the password."""
        said, auth = fault.smtp_error, self._settings.auth
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        if auth is not None and auth.stands_in(words):
            return ""
        plain = "".join(sign if sign.isprintable() else " " for sign in words)
        return " ".join(plain.split())[:_LONGEST_REPLY]


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
