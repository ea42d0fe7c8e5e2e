"""Attacks that others have collected on readers of XML (X10): none is read, or one that is says nothing of ours."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest

from feeds.errors import ParseError
from feeds.model import Payload, Rights, Source
from feeds.pipeline.read import read

pytestmark = pytest.mark.corpus

FORMATS = ("auto", "feed", "newsmlg2", "newsml1", "nitf", "ritzau", "sitemap")


def test_none_of_the_attacks_on_xml_is_read_and_nothing_is_asked_for_it(
    corpus: Path, payload_of: Callable[[Path], Payload], monkeypatch: pytest.MonkeyPatch
) -> None:
    """X10."""

    def asked(*_: object) -> None:
        raise AssertionError("a socket was made")

    files = sorted(
        path
        for path in (corpus / "xml-attacks").rglob("*")
        if path.suffix in {".xml", ".xsl", ".xsd"}
    )
    assert len(files) >= 12
    monkeypatch.setattr(socket, "socket", asked)
    for path in files:
        for name in FORMATS:
            source = Source(id="wire", provider="W", rights=Rights.FULL, format=name)
            began = process_time()
            with pytest.raises(ParseError):
                read(payload_of(path), source)
            assert process_time() - began < 1
