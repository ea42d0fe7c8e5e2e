"""Alarms go out by mail and by a webhook, to servers on loopback, and never in the open to another machine."""

from __future__ import annotations

import hashlib
import hmac
import http.server
import json
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.config import EmailSettings, WebhookSettings
from feeds.errors import AddressError, PublishError
from feeds.fetch.caller import HttpCaller
from feeds.model import Alarm, AlarmKind, AlarmRecord, Alert, Auth
from feeds.publish import alerts
from feeds.publish.alerts import Mail, Webhook
from tests.house import LIMITS
from tests.servers.ports import free_port
from tests.servers.smtp import MailServer, mail_server, speaking
from tests.servers.threaded import served

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
QUIET = AlarmRecord(
    number=1,
    change=1,
    said=NOON,
    alarm=Alarm(
        kind=AlarmKind.QUIET,
        subject="ians",
        words="it has published nothing — since Monday",
        advice="look",
        since=NOON - timedelta(hours=7),
    ),
)
FAILING = replace(
    QUIET, number=2, change=3, over=NOON, alarm=replace(QUIET.alarm, kind=AlarmKind.FAILING)
)
ALERT = Alert(site="Harbour", at=NOON, through=3, raised=(QUIET,), over=(FAILING,), left_out=2)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as made:
        yield made


def mail(server: MailServer, scheme: str = "smtp", **more: object) -> Mail:
    plain = EmailSettings(
        url=f"{scheme}://127.0.0.1:{server.port}",
        to=("ops@harbour.example", "desk@harbour.example"),
        sender="feeds@harbour.example",
    )
    return Mail(replace(plain, **more), plain.to[0])  # type: ignore[arg-type]


async def test_mail_says_what_is_the_matter_and_what_to_do(server: MailServer) -> None:
    await mail(server).send(ALERT)
    (message,) = server.taken
    assert server.recipients == [message["To"]] == ["ops@harbour.example"]
    assert message["Subject"] == "[Harbour] quiet ians, over: failing ians, and 2 more"
    assert message["From"] == "feeds@harbour.example"
    assert message["Date"].datetime == NOON
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().splitlines() == [
        "quiet ians: it has published nothing — since Monday",
        "    look",
        "",
        "over at 2026-11-02 12:00 UTC: failing ians: it has published nothing — since Monday",
        "",
        "and 2 more: `feeds alarms` lists them",
    ]


async def test_a_message_that_is_sent_again_is_the_same_message(server: MailServer) -> None:
    await mail(server).send(ALERT)
    await mail(server).send(replace(ALERT, at=NOON + timedelta(minutes=4)))
    await mail(server).send(replace(ALERT, through=4))
    first, again, other = (one["Message-ID"] for one in server.taken)
    assert first == again != other


async def test_a_subject_is_one_line_whatever_the_words_are(server: MailServer) -> None:
    alarm = replace(QUIET.alarm, subject="a\r\nBcc: x@y.example")
    await mail(server).send(replace(ALERT, site="H\n", raised=(replace(QUIET, alarm=alarm),)))
    assert "Bcc" not in server.taken[0]
    assert "x@y.example" not in server.recipients


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
async def test_a_password_goes_over_a_connection_that_is_secure(trusted: Path, scheme: str) -> None:
    tls = speaking(trusted)
    with mail_server(tls=tls if scheme == "smtps" else None) as server:
        server.starttls, server.password = tls, "zqpassword"
        auth = Auth(username="feeds", password="zqpassword")
        await mail(server, scheme, auth=auth).send(ALERT)
    assert (server.logins, len(server.taken)) == (["feeds"], 1)
    assert [line.split()[0] for line in server.in_the_open] == (
        [b"ehlo", b"STARTTLS"] if scheme == "smtp" else []
    )


async def test_to_another_machine_nothing_is_sent_in_the_open(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "_is_this_machine", lambda _host: False)
    with pytest.raises(PublishError, match="offers no STARTTLS"):
        await mail(server, auth=Auth(username="a", password="zqpassword")).send(ALERT)
    assert server.taken == []
    assert "zqpassword" not in str(server.in_the_open)


@pytest.mark.parametrize(
    ("host", "ours"),
    [("localhost", True), ("127.0.0.9", True), ("::1", True), ("10.0.0.1", False), ("mail.example", False)],
)  # fmt: skip
def test_this_machine_is_known_by_its_addresses(host: str, ours: bool) -> None:
    assert alerts._is_this_machine(host) is ours


async def test_a_certificate_that_nobody_vouches_for_takes_no_mail(certificate: Path) -> None:
    refused = pytest.raises(PublishError, match=r"127\.0\.0\.1 cannot be had: .*CERTIFICATE")
    with mail_server(tls=speaking(certificate)) as server, refused:
        await mail(server, "smtps").send(ALERT)
    assert server.taken == []


async def test_what_a_server_of_mail_refuses_is_told_with_its_words(server: MailServer) -> None:
    server.refuses = True
    with pytest.raises(PublishError, match=r"takes no mail for ops@harbour\.example"):
        await mail(server).send(ALERT)
    server.password = "right"
    for password, words in (("zqwrong", "answers 535 no"), ("zqwröng", "not in ASCII")):
        with pytest.raises(PublishError, match=words) as told:
            await mail(server, auth=Auth(username="a", password=password)).send(ALERT)
        assert password not in str(told.value)


async def test_what_repeats_a_password_is_not_told(server: MailServer) -> None:
    server.password = "right"
    with pytest.raises(PublishError, match=r"answers 535$"):
        await mail(server, auth=Auth(username="a", password="not as that")).send(ALERT)


async def test_a_server_of_mail_that_hangs_or_is_not_there_is_a_fault_in_time(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "_TIMEOUT", 0.2)
    server.hangs = True
    with pytest.raises(PublishError, match="timed out"):
        await mail(server).send(ALERT)
    with pytest.raises(PublishError, match="cannot be had"):
        await mail(MailServer(port=free_port())).send(ALERT)


async def test_a_server_that_answers_letter_by_letter_is_waited_for_no_longer_than_any(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "_IN_ALL", 0.3)
    server.stutters = 0.1
    with pytest.raises(PublishError, match=r"127\.0\.0\.1 has not taken it within 0 s"):
        await mail(server).send(ALERT)


async def test_what_was_taken_is_sent_however_the_server_parts(server: MailServer) -> None:
    server.parting = 421
    await mail(server).send(ALERT)
    assert len(server.taken) == 1


# the webhook


@dataclass
class Posted:
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    answers: int = 204


def receiver(posted: Posted) -> type[http.server.BaseHTTPRequestHandler]:
    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.headers.append({name.lower(): value for name, value in self.headers.items()})
            posted.bodies.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(posted.answers)
            self.send_header("location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    return Receiver


async def post(posted: Posted, *, allowed: bool = True, **more: object) -> None:
    limits = LIMITS if allowed else replace(LIMITS, allow_networks=())
    caller = HttpCaller(limits, user_agent="gnn9-feeds/1", clock=lambda: NOON)
    with served(receiver(posted)) as port:
        settings = WebhookSettings(url=f"http://127.0.0.1:{port}/hook")
        async with aclosing(caller):
            await Webhook(replace(settings, **more), caller).send(ALERT)  # type: ignore[arg-type]


async def test_a_webhook_gets_json_that_is_signed() -> None:
    posted = Posted()
    await post(posted, secret="zqsecret", auth=Auth(token="zqtoken"))
    (body,), (headers,) = posted.bodies, posted.headers
    digest = hmac.new(b"zqsecret", body, hashlib.sha256).hexdigest()
    assert headers["x-hub-signature"] == f"sha256={digest}"
    assert headers["content-type"] == "application/json"
    assert headers["authorization"] == "Bearer zqtoken"
    said = json.loads(body)
    assert {key: said[key] for key in ("site", "at", "through", "left_out")} == {
        "site": "Harbour", "at": "2026-11-02T12:00:00Z", "through": 3, "left_out": 2
    }  # fmt: skip
    assert said["raised"] == [
        {
            "kind": "quiet",
            "subject": "ians",
            "words": "it has published nothing — since Monday",
            "advice": "look",
            "since": "2026-11-02T05:00:00Z",
            "said": "2026-11-02T12:00:00Z",
            "over": None,
        }
    ]
    assert [one["over"] for one in said["over"]] == ["2026-11-02T12:00:00Z"]


async def test_without_a_secret_nothing_is_signed() -> None:
    posted = Posted()
    await post(posted)
    assert "x-hub-signature" not in posted.headers[0]


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_any_answer_but_2xx_is_a_failure_and_no_redirect_is_followed(status: int) -> None:
    posted = Posted(answers=status)
    with pytest.raises(PublishError, match=f"it answers {status}"):
        await post(posted)
    assert len(posted.bodies) == 1


async def test_a_webhook_is_posted_nowhere_that_the_guard_refuses() -> None:
    posted = Posted()
    with pytest.raises(AddressError):
        await post(posted, allowed=False)
    assert posted.bodies == []
