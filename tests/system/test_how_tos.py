"""What the documents tell people to type does what they say: each page is done by the book, from its first line to its last.

A block of `sh` is typed, one of `toml` is put at the end of the config, and what does not end (`make run`) has a terminal
of its own. The root of the machine is a folder, its agencies are on loopback, and systemd, users and nginx's master are
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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers.ports import free_port
from tests.system.conftest import Publisher, until
from tests.unit.docs.markdown import DOCS, ROOT

pytestmark = [pytest.mark.system, pytest.mark.timeout(170)]

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
NGINX = """error_log stderr; pid {root}/nginx.pid; events {{}}
http {{ access_log off; client_body_temp_path {root}; proxy_temp_path {root}; fastcgi_temp_path {root};
uwsgi_temp_path {root}; scgi_temp_path {root}; include {root}/etc/nginx/conf.d/*.conf; }}"""
PLACES = ("/opt/gnn9-feeds", "/etc/", "/var/lib/", "/var/backups")
STAYS = {"make run", "make demo", "feeds run"}


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
        for host in ("http://www.xinhuanet.com", "https://www.bulletin.example"):
            text = text.replace(host, f"http://{self.agencies}")
        return text.replace("127.0.0.1:8009", f"127.0.0.1:{self.port}")

    def writes(self, table: str) -> None:
        with (self.program / "config.toml").open("a", encoding="utf-8") as config:
            config.write("\n" + self.here(table))

    def types(self, lines: str) -> None:
        environment = os.environ | {
            "PATH": f"{self.root}/bin:{self.program}/.venv/bin:{os.environ['PATH']}"
        }
        command = ["sh", "-eu", "-c", self.here(lines)]
        if lines.strip() in STAYS:
            terminal = subprocess.Popen(
                command, cwd=self.program, env=environment, start_new_session=True
            )
            self.terminals.append(terminal)
            until(self.answers, 60, lines)
            return
        done = subprocess.run(
            command,
            cwd=self.program,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        assert done.returncode == 0, f"{lines}\n{done.stdout}\n{done.stderr}"

    def answers(self) -> bool:
        """Whether the sample copy is out."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/ians.rss", timeout=5
            ) as feed:
                return b"<item>" in feed.read()
        except (urllib.error.URLError, ConnectionError):
            return False

    def leaves(self) -> None:
        for terminal in self.terminals:
            os.killpg(terminal.pid, signal.SIGTERM)
            terminal.wait(60)
        for pid in self.root.glob("*.pid"):
            if running := pid.read_text(encoding="ascii"):
                os.kill(int(running), signal.SIGTERM)


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
