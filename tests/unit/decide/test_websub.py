"""What is believed of hubs, as far as it is decided without one."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from feeds.decide.websub import is_signed, keeps_secrets, words
from feeds.model import Mode, Subscription

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
BODY = b"<rss>\xff\x00\r\n</rss>"


def signed(method: str, secret: str = "zq", body: bytes = BODY) -> str:
    return f"{method}={hmac.new(secret.encode(), body, method).hexdigest()}"


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_the_four_methods_of_the_standard_are_signatures_and_no_others(method: str) -> None:
    """C73."""
    assert is_signed("zq", signed(method), BODY)
    assert is_signed("zq", signed(method).upper(), BODY)
    assert not is_signed("zq", signed(method), BODY + b" ")
    assert not is_signed("zq", signed(method, "other"), BODY)
    assert not is_signed("zq", signed(method)[:-1], BODY)
    assert not is_signed("zq", signed(method).partition("=")[2], BODY)
    assert not is_signed("", signed(method, ""), BODY), "without a secret nothing is signed"


@pytest.mark.parametrize(
    "header",
    ["", "=", "sha256", "sha256=", signed("md5"), signed("sha224"), "sha3_256=00", "new=00", "sha256=é"],
)  # fmt: skip
def test_anything_else_is_none(header: str) -> None:
    """C73."""
    assert not is_signed("zq", header, BODY)


def test_signatures_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """C73."""
    compared = []
    real = hmac.compare_digest

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return real(one, other)

    monkeypatch.setattr("feeds.decide.websub.hmac.compare_digest", compare)
    assert is_signed("zq", signed("sha256"), BODY)
    assert not is_signed("zq", "sha256=" + "0" * 64, BODY)
    assert compared == [(hashlib.sha256().digest_size * 2,) * 2] * 2


@pytest.mark.parametrize(
    ("url", "keeps"),
    [
        ("https://hub.example/", True),
        ("HTTPS://hub.example/", True),
        ("http://127.0.0.1:8080/", True),
        ("http://[::1]/", True),
        ("http://hub.example/", False),
        ("http://localhost.hub.example/", False),
        ("http://127.0.0.1.hub.example/", False),
        ("http://10.0.0.1/", False),
    ],
)
def test_a_secret_is_kept_by_https_and_by_this_machine(url: str, keeps: bool) -> None:
    assert keeps_secrets(url) is keeps


HUB = "https://hub.example/"
LATER = NOON + timedelta(days=10)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, f"{HUB} is asked to push"),
        ({"error": "it answers 500"}, f"not pushed: {HUB}: it answers 500"),
        ({"until": LATER}, f"subscribed at {HUB} until 2026-11-12 12:00 UTC, which has pushed nothing yet"),
        ({"until": LATER, "pushed": NOON}, f"pushed by {HUB} until 2026-11-12 12:00 UTC"),
        ({"until": LATER, "pushed": NOON, "error": "it answers 500"},
         f"pushed by {HUB} until 2026-11-12 12:00 UTC; asked again: it answers 500"),
        ({"until": NOON}, f"the lease of {HUB} has ended at 2026-11-02 12:00 UTC"),
        ({"until": LATER, "mode": Mode.UNSUBSCRIBE}, f"{HUB} is told to push no more"),
    ],
)  # fmt: skip
def test_people_are_told_how_a_source_stands_with_its_hub(changes, said) -> None:
    one = Subscription(
        **{
            "token": "t",
            "callback": "c",
            "source": "ians",
            "hub": HUB,
            "topic": "t",
            "created": NOON,
            "due": NOON,
            **changes,
        }
    )
    assert words([one], NOON) == said


def test_of_a_source_without_a_hub_there_is_nothing_to_tell() -> None:
    assert words([], NOON) == ""
