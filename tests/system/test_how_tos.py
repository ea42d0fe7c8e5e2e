"""What the documents tell people to type does what they say: each page is done by the book, from its first line to its last.

In pages of how to do what a block of `sh` is typed, one of `toml` is put at the end of the config, and what does not end
(`make run`) has a terminal of its own. In the reference an example is typed, in the house as shipped after its first pass; a
form is not, since it has words in the place of what somebody would type. The root of the machine is a folder, its agencies are on loopback, and systemd, users and nginx's master are
stood in for; the program, its files and the processes are real.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers.ports import free_port
from tests.system.conftest import Publisher, until
from tests.system.test_nginx import MODULES
from tests.unit.docs import markdown
from tests.unit.docs.markdown import DOCS, ROOT

pytestmark = [pytest.mark.system, pytest.mark.timeout(170)]

REFERENCE = [page for page in sorted(DOCS.glob("*.md")) if page.stem != "start"]
PAGES = [DOCS / "start.md", *sorted((DOCS / "how-to").glob("*.md"))]
FEED = """<rss version="2.0"><channel><title>Bulletin</title><link>https://www.bulletin.example/</link><item>
<title>Harbour gets a second crane</title><guid>crane-1</guid><link>https://www.bulletin.example/crane</link>
<pubDate>Sat, 28 Nov 2026 09:00:00 GMT</pubDate><description>It lifts 40 tons.</description></item></channel></rss>"""
STAND_INS = {
    "systemctl": 'exec "{python}" "{here}/stand_ins/systemctl.py" "{root}" "$@"',
    "sudo": 'shift 2; exec "$@"',
    "useradd": "exit 0",
    "chown": "exit 0",
    # Whom a folder belongs to is for root to say.
    "install": 'while [ "${{1#-}}" != "$1" ]; do [ "$1" = -d ] && shift || shift 2; done; exec mkdir -p "$@"',
    "nginx": '[ "$1" = -s ] || exec "{nginx}" -q -t -p "{root}" -c "{root}/etc/nginx/nginx.conf"',
}
NGINX = """load_module {modules}/ngx_http_brotli_static_module.so; error_log stderr; pid {root}/nginx.pid; events {{}}
http {{ access_log off; client_body_temp_path {root}; proxy_temp_path {root}; fastcgi_temp_path {root};
uwsgi_temp_path {root}; scgi_temp_path {root}; include {root}/etc/nginx/conf.d/*.conf; }}"""
PLACES = ("/opt/gnn9-feeds", "/etc/", "/var/lib/", "/var/backups")
STAYS = {"make run": "ians", "feeds run": "ians", "feeds serve": "ians", "feeds demo": "all"}
"""What does not end, and the channel by which it is seen that it is up."""
HOSTS = {
    "http://www.xinhuanet.com": "http://{agencies}",
    "https://www.bulletin.example": "http://{agencies}",
    "www.harbour.example": "http://{agencies}",
    "127.0.0.1:8009": "127.0.0.1:{port}",
    "feeds demo": "feeds demo --listen 127.0.0.1:{port}",
}


def blocks(page: Path) -> list[tuple[str, str]]:
    return re.findall(r"(?ms)^```(sh|toml)\n(.*?)^```", page.read_text(encoding="utf-8"))


@dataclass
class Stranger:
    """Somebody at a machine of their own, who knows nothing but the page."""

    root: Path
    port: int
    agencies: str
    terminals: list[subprocess.Popen[bytes]]

    @property
    def program(self) -> Path:
        return self.root / "opt/gnn9-feeds"

    def here(self, text: str) -> str:
        for place in PLACES:
            text = re.sub(rf"(?<![\w.-]){re.escape(place)}", f"{self.root}{place}", text)
        for there, here in HOSTS.items():
            text = text.replace(there, here.format(agencies=self.agencies, port=self.port))
        return text

    def writes(self, table: str) -> None:
        with (self.program / "config.toml").open("a", encoding="utf-8") as config:
            config.write("\n" + self.here(table))

    def types(self, lines: str) -> None:
        environment = os.environ | {
            "PATH": f"{self.root}/bin:{self.program}/.venv/bin:{os.environ['PATH']}"
        }
        command = ["sh", "-eu", "-c", self.here(lines)]
        asked = " ".join(lines.split()[:2])
        if asked in STAYS:
            with (self.root / "terminal").open("ab") as screen:
                terminal = subprocess.Popen(
                    command,
                    cwd=self.program,
                    env=environment,
                    stdout=screen,
                    stderr=screen,
                    start_new_session=True,
                )
            self.terminals.append(terminal)
            until(lambda: self.answers(STAYS[asked]), 60, lines)
            return
        done = subprocess.run(
            command,
            cwd=self.program,
            env=environment,
            input="what somebody says who is asked\n",
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        assert done.returncode == 0, f"{lines}\n{done.stdout}\n{done.stderr}"

    def answers(self, channel: str) -> bool:
        """Whether a channel's copy is out."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/{channel}.rss", timeout=5
            ) as feed:
                return b"<item>" in feed.read()
        except (urllib.error.URLError, ConnectionError):
            return False

    def leaves(self) -> None:
        """Ends what has not ended, in terminals and under systemd."""
        while self.terminals:
            terminal = self.terminals.pop()
            os.killpg(terminal.pid, signal.SIGTERM)
            terminal.wait(60)
        for pid in self.root.glob("*.pid"):
            if running := pid.read_text(encoding="ascii"):
                os.kill(int(running), signal.SIGTERM)
            pid.unlink()


@pytest.fixture
def stranger(tmp_path: Path, publisher: Publisher) -> Iterator[Stranger]:
    for feed in ("worldrss", "chinarss", "businessrss", "scirss"):
        publisher.publish(f"/english/rss/{feed}.xml", FEED.replace("crane", feed))
    publisher.publish("/rss.xml", FEED)
    found = Stranger(tmp_path, free_port(), publisher.address, [])
    found.program.mkdir(parents=True)
    for name in ("Makefile", "config.toml", "deploy", "lock", "pyproject.toml", "wire"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, found.program / name)
    (found.program / ".venv").symlink_to(sys.prefix)
    config = found.here((found.program / "config.toml").read_text(encoding="utf-8"))
    config = config.replace("[fetch]\n", '[fetch]\nallow_networks = ["127.0.0.0/8"]\n', 1)
    (found.program / "config.toml").write_text(config, encoding="utf-8")
    names = {
        "root": tmp_path,
        "here": Path(__file__).parent,
        "python": sys.executable,
        "modules": MODULES,
        "nginx": shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"),
    }
    for folder in ("bin", "etc/systemd/system", "etc/nginx/conf.d", "var/backups", "var/lib"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "etc/nginx/nginx.conf").write_text(NGINX.format(**names), encoding="utf-8")
    for name, line in STAND_INS.items():
        stand_in = tmp_path / "bin" / name
        stand_in.write_text(f"#!/bin/sh\n{line.format(**names)}\n", encoding="utf-8")
        stand_in.chmod(0o755)
    try:
        yield found
    finally:
        found.leaves()


def test_pages_for_people_at_a_keyboard_have_something_to_type() -> None:
    assert [page.stem for page in PAGES if not blocks(page)] == ["mend", "watch"]


# What is done once on a machine, and taken for granted by the pages about it.
BEFORE = {"backup": ["systemd"], "move": ["systemd"]}


@pytest.mark.parametrize(
    "page", [page for page in PAGES if blocks(page)], ids=lambda page: page.stem
)
def test_a_page_done_by_the_book_ends_well(stranger: Stranger, page: Path) -> None:
    before = [page.with_name(f"{name}.md") for name in BEFORE.get(page.stem, [])]
    for kind, text in [block for one in [*before, page] for block in blocks(one)]:
        if kind == "toml":
            stranger.writes(text)
        else:
            stranger.types(text)
    for config in (stranger.root / "etc/feeds").glob("*.toml"):
        _, _, schema = config.read_text(encoding="utf-8").splitlines()[0].partition("#:schema ")
        assert (config.parent / schema).is_file(), "its schema is where it says"


PROGRAMS = {"feeds", "sudo", "useradd", "cp", "ln", "systemctl", "nginx", "git", "make", "curl"}
FORM = re.compile(r"COMMAND|GUID|FILE|URL|ID|TEXT|TIME|N|PATH|NAME|NEW\.toml|\[.+|<\w.*")
"""A word for what somebody would type, or one that may be left out."""
CRON = re.compile(r"(?:[\d*/,-]+ ){5}")
NO_PROGRAMS = {"id", "at"}
"""What tables begin with, though there is a program of that name."""
ELSEWHERE = {
    # Two versions of the program, and a store that the newer one brings up to date.
    "git -C /opt/gnn9-feeds-2 pull && make -C /opt/gnn9-feeds-2 .venv/.run",
    "systemctl stop gnn9-feeds && ln -sfn gnn9-feeds-1 /opt/gnn9-feeds",
}
"""How blocks begin that need what this house has not: tests/contract/test_interrupted_migrations.py tries them."""
HELD = """headline: HOLD: Harbour bridge opens to the first walkers
date: 2025-11-25 09:00
id: ians-20251125-0007

Mumbai, Nov 25 (IANS) The bridge over the old harbour opened on Tuesday.

--IANS
"""
HOME = """<!doctype html><html lang="en"><head><title>Harbour Press</title>
<link rel="alternate" type="application/rss+xml" href="/rss.xml"></head><body><p>News</p></body></html>"""
LIST = """<opml version="1.0"><head><title>Mine</title></head><body>
<outline type="rss" text="Harbour Press" xmlUrl="https://press.harbour.example/rss"/></body></opml>"""


def program(line: str) -> str:
    """The program that a line of a block starts, `""` where it starts none that is known here."""
    words = CRON.sub("", line.removeprefix("$ ")).split()
    name = words[0].rpartition("/")[2] if words else ""
    return name if name in PROGRAMS else ""


def commands(text: str) -> list[list[str]]:
    """What each block of the reference shows to be typed: where there is a prompt, the lines behind it; elsewhere all
    lines where the first one begins with a program.
    """
    found = []
    for block in markdown.blocks_in(text):
        lines = block.splitlines()
        prompted = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        typed = prompted or (lines if lines and program(lines[0]) else [])
        found.append([CRON.sub("", line) for line in typed])
    return [lines for lines in found if lines]


def examples(text: str) -> list[str]:
    return [
        line
        for lines in commands(text)
        if lines[0] not in ELSEWHERE
        for line in lines
        if not is_form(line)
    ]


def is_form(line: str) -> bool:
    unquoted = re.sub(r"\"[^\"]*\"|'[^']*'", "", line)
    return any(FORM.fullmatch(word.removesuffix("...")) for word in unquoted.split())


def begins(blocks: Iterable[str]) -> set[str]:
    """The first word of each block that is not typed."""
    return {
        block.split()[0]
        for block in blocks
        if block.split() and not block.startswith("$ ") and not program(block.splitlines()[0])
    }


def test_no_example_of_the_reference_is_taken_for_something_else() -> None:
    for page in REFERENCE:
        shown = begins(markdown.blocks(page)) - NO_PROGRAMS
        assert [word for word in shown if shutil.which(word)] == [], page.name
        assert [kind for kind, _ in blocks(page) if kind == "sh"] == [], page.name
    every = [lines for page in REFERENCE for lines in commands(page.read_text(encoding="utf-8"))]
    assert {lines[0] for lines in every} >= ELSEWHERE, "what is shown no more is left out no more"
    assert is_form("feeds kill GUID --reason TEXT")
    assert not is_form('feeds kill ians-20251120-0412 --reason "what TEXT and GUID are"')
    forms = [line for lines in every for line in lines if is_form(line)]
    assert {line.split()[0] for line in forms} == {"feeds"}


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    "page",
    [page for page in REFERENCE if examples(page.read_text(encoding="utf-8"))],
    ids=lambda page: page.stem,
)
def test_the_examples_of_the_reference_work_in_the_house_as_shipped(
    stranger: Stranger, publisher: Publisher, page: Path
) -> None:
    """One after the other in one house; what does not end is ended with its section."""
    publisher.publish("/", HOME, "text/html")
    config = stranger.program / "config.toml"
    text = config.read_text(encoding="utf-8").replace('min_interval = "15m"', 'min_interval = "1s"')
    config.write_text(text, encoding="utf-8")
    (stranger.program / "new.toml").write_text(text, encoding="utf-8")
    (stranger.program / "subscriptions.opml").write_text(LIST, encoding="utf-8")
    (stranger.program / "wire/ians/2025-11-25-bridge.txt").write_text(HELD, encoding="utf-8")
    (stranger.root / "etc/feeds").symlink_to(stranger.program)
    (stranger.root / "var/lib/feeds").mkdir()
    stranger.types("feeds once")
    for section in markdown.sections(page):
        for line in examples(section.text):
            stranger.types(line)
        stranger.leaves()
