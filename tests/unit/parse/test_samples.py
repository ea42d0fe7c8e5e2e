"""A sample of every format, and what it holds: the expectation lies beside it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from feeds.model import Delivery, Payload
from feeds.parse import fast, oracle, parse

SAMPLES = Path(__file__).with_name("samples")
DOCUMENTS = sorted(one for one in SAMPLES.iterdir() if not one.name.endswith(".expected.json"))
FEEDS = [
    one for one in DOCUMENTS if one.suffix == ".xml" and one.name.startswith(("rss", "atom", "cdf"))
]
STRICT = ("rss-0.91", "rss-0.92", "rss-1.0", "rss-2.0", "atom-1.0")

PayloadOf = Callable[[Path], Payload]
AsPlain = Callable[[Delivery], Any]


def name(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_a_sample_gives_what_lies_beside_it(
    path: Path, payload_of: PayloadOf, as_plain: AsPlain
) -> None:
    expected = json.loads(path.with_name(f"{path.stem}.expected.json").read_text("utf-8"))
    said = "page" if path.suffix == ".html" else "auto"
    assert as_plain(parse(payload_of(path), format=said)) == expected


@pytest.mark.parametrize("path", FEEDS, ids=name)
def test_nobody_can_tell_which_reader_read_a_sample(path: Path, payload_of: PayloadOf) -> None:
    quick = fast.read(payload_of(path))
    whole = oracle.read(payload_of(path))
    assert quick in {None, whole}
    assert parse(payload_of(path)) == whole


@pytest.mark.parametrize("stem", STRICT)
def test_well_formed_rss_and_atom_need_no_second_reader(stem: str, payload_of: PayloadOf) -> None:
    assert fast.read(payload_of(SAMPLES / f"{stem}.xml")) is not None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("path", FEEDS, ids=name)
def test_a_sample_says_the_same_in_every_encoding(
    path: Path, encoding: str, payload_of: PayloadOf, a_payload: Callable[..., Payload]
) -> None:
    plainly = payload_of(path)
    text = plainly.body.decode().partition("?>")[2] or plainly.body.decode()
    declared = encoding.removesuffix("-sig")
    body = f'<?xml version="1.0" encoding="{declared}"?>{text}'.encode(encoding)
    found = parse(a_payload(body, url=plainly.url))
    expected = parse(plainly)
    assert found.items == expected.items
    assert found.hints.title == expected.hints.title
