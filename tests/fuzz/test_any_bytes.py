"""Any bytes, in any format: what was found before is read, and eight seconds of searching find no more."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

import pytest

from feeds.model import WIRE_FORMATS
from tests.fuzz import search
from tests.fuzz.__main__ import main
from tests.fuzz.drawn import drawn
from tests.fuzz.frames import FRAMES
from tests.fuzz.promise import BrokenPromise, TooLong, keeps_it
from tests.fuzz.seeds import found
from tests.fuzz.words import WORDS

_SECONDS = 8
_AT_A_TIME = 2
_PROJECT = Path(__file__).parents[2]


@pytest.mark.parametrize(("name", "kept"), [(name, kept) for name in WORDS for kept in found(name)])
def test_what_was_found_before_gives_items_or_a_parse_error(name: str, kept: str) -> None:
    keeps_it(found(name)[kept], name)


def test_every_format_has_its_words_and_its_frame() -> None:
    assert set(WORDS) == set(FRAMES) == set(WIRE_FORMATS)


@pytest.mark.parametrize("name", FRAMES)
def test_the_frame_of_a_format_is_a_document_that_is_read(name: str) -> None:
    assert keeps_it(b"The bell rang over the harbour.".join(FRAMES[name]), name)


@pytest.mark.parametrize("fault", [ValueError, RecursionError, MemoryError, TooLong, BrokenPromise])
def test_a_search_keeps_one_input_a_fault_and_goes_on(
    fault: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(body: bytes, name: str) -> bool:
        raise fault("broken")

    monkeypatch.setattr(search, "keeps_it", breaks)
    looking = search.Search("mail", tmp_path)
    for body in (b"one", b"two"):
        looking.try_out(body)
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"one"]
    assert (looking.inputs, len(looking.faults)) == (2, 1)


def test_a_search_that_hypothesis_draws_tries_documents_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.fuzz.drawn.limit_memory", lambda: None)
    monkeypatch.delenv("FEEDS_CORPUS", raising=False)
    looking = search.Search("wiretext", tmp_path)
    drawn(looking, 1, seed=1)
    assert looking.inputs > 10
    assert looking.accepted


def test_a_search_that_runs_over_its_time_is_a_fault_that_says_what_it_had_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def runs_over(command: list[str], **_: object) -> NoReturn:
        raise subprocess.TimeoutExpired(command, 1, output=b"mail: ValueError\n")

    monkeypatch.setattr(subprocess, "run", runs_over)
    monkeypatch.setattr(sys, "argv", ["fuzz", "mail", "nitf", "--seconds", "1"])
    assert main() == 1
    assert "mail: ValueError" in capsys.readouterr().out


@pytest.fixture(scope="module")
def searches(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, Future[tuple[int, str]]]]:
    """The search of every format, two at a time, each in a process of its own: its status, what it said, and
    what it found, compressed (zlib) and in base64.
    """

    # Here, since pytest makes its folders for one thread at a time.
    folders = {name: tmp_path_factory.mktemp(name) for name in WORDS}

    def run(name: str) -> tuple[int, str]:
        kept = folders[name]
        command = [sys.executable, "-m", "tests.fuzz", name, "--seconds", str(_SECONDS)]
        ran = subprocess.run(
            [*command, "--kept", kept],
            cwd=_PROJECT,
            env=os.environ | {"PYTHONPATH": str(_PROJECT)},
            capture_output=True,
            text=True,
            check=False,
        )
        inputs = "\n".join(
            f"{one.name}: {base64.b64encode(zlib.compress(one.read_bytes())).decode()}"
            for one in kept.rglob("*")
            if one.is_file()
        )
        return ran.returncode, f"{ran.stdout}{ran.stderr}{inputs}"

    jobs = ThreadPoolExecutor(_AT_A_TIME)
    yield {name: jobs.submit(run, name) for name in WORDS}
    jobs.shutdown(cancel_futures=True)


@pytest.mark.alone
@pytest.mark.parametrize("name", WORDS)
def test_eight_seconds_of_any_bytes_find_no_fault(
    name: str, searches: dict[str, Future[tuple[int, str]]]
) -> None:
    status, told = searches[name].result()
    print(told)
    assert status == 0, told
    assert " inputs, " in told, told
