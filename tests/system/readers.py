"""Programs that people read feeds with, without their screens, each subscribed to one feed."""

from __future__ import annotations

import base64
import io
import json
import os
import re
import shlex
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from email import message_from_bytes, policy
from mailbox import Maildir
from pathlib import Path
from typing import Protocol
from xml.sax.saxutils import quoteattr

from reader import make_reader

from tests.servers.ports import free_port
from tests.system.conftest import until


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An item as a reader has it; its content is HTML."""

    id: str
    title: str
    link: str
    content: str


class Reader(Protocol):
    """A subscriber to one feed. It lives in a folder of its own and leaves this machine's user alone."""

    sees_changes: bool
    """Whether it looks again at an item that it has."""
    sees_headlines_change: bool
    """Whether it looks at more than the copy to tell that an item has changed."""
    says_when_gone: bool
    """Whether a refresh fails when the feed does."""

    def subscribe(self, address: str) -> None: ...

    def refresh(self) -> None:
        """Asks once. Fails when the reader does, or hangs."""
        ...

    def shown(self) -> list[Shown]:
        """What it has, in no order."""
        ...

    def close(self) -> None:
        """Ends what of it runs between two refreshes."""


def _at_home(home: Path) -> dict[str, str]:
    """The environment of a command that takes the folder for its user's home."""
    homes = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
    return {**os.environ, **dict.fromkeys(homes, str(home))}


def _run(home: Path, *command: str) -> str:
    """What such a command prints."""
    done = subprocess.run(
        command,
        env=_at_home(home),
        check=True,
        timeout=60,
        capture_output=True,
        text=True,
    )
    return done.stdout


class Newsboat(Reader):
    """It tells items apart by their ids alone, whatever feed they are in."""

    sees_changes = True
    sees_headlines_change = True
    says_when_gone = False

    def __init__(self, home: Path) -> None:
        self._home = home
        self._cache = home / "cache.db"

    def subscribe(self, address: str) -> None:
        (self._home / "urls").write_text(f"{address}\n")
        (self._home / "config").touch()

    def refresh(self) -> None:
        urls, config = self._home / "urls", self._home / "config"
        files = ("-u", str(urls), "-C", str(config), "-c", str(self._cache))
        _run(self._home, "newsboat", *files, "-x", "reload")

    def shown(self) -> list[Shown]:
        query = "select guid, title, url, content from rss_item where deleted = 0"
        with closing(sqlite3.connect(self._cache)) as cache:
            return [
                Shown(id=id_, title=title, link=link, content=content)
                for id_, title, link, content in cache.execute(query)
            ]


class Sfeed(Reader):
    """With a fetch() that sends validators, as its README has it.

    Its stock merge() keys on id, title and link, and so keeps a line for each headline that any
    feed's item ever had. sfeedrc(5) leaves the key to the subscriber: here it is the id.
    """

    sees_changes = True
    sees_headlines_change = True
    says_when_gone = True

    def __init__(self, home: Path) -> None:
        self._home = home
        self._rc = home / "sfeedrc"

    def subscribe(self, address: str) -> None:
        home = shlex.quote(str(self._home))
        self._rc.write_text(
            f"sfeedpath={home}\n"
            'fetch() { curl -L -f -s -m 30 --etag-save "$3.etag" --etag-compare "$3.etag" "$2"; }\n'
            'merge() { sort -t "\t" -u -s -k6,6 "$3" "$2"; }\n'
            f'feeds() {{ feed "items" {shlex.quote(address)}; }}\n'
        )

    def refresh(self) -> None:
        _run(self._home, "sfeed_update", str(self._rc))

    def shown(self) -> list[Shown]:
        lines = (self._home / "items").read_text().splitlines()
        rows = [[_unescaped(field) for field in line.split("\t")] for line in lines]
        return [Shown(id=row[5], title=row[1], link=row[2], content=row[3]) for row in rows]


def _unescaped(field: str) -> str:
    """A field of sfeed(5), which escapes line feeds, tabs and backslashes."""
    return field.replace(r"\n", "\n").replace(r"\t", "\t").replace("\\\\", "\\")


class Rss2email(Reader):
    """It mails each item once; what has changed it mails as a reply, where it is told to."""

    sees_changes = True
    sees_headlines_change = False
    says_when_gone = False

    def __init__(self, home: Path) -> None:
        self._home = home
        self._mail = home / "mail"

    def subscribe(self, address: str) -> None:
        (self._home / "r2e.cfg").write_text(
            "[DEFAULT]\nfrom = feeds@reader.example\nto = me@reader.example\n"
            "html-mail = True\nreply-changes = True\n"
            f"email-protocol = maildir\nmaildir-path = {self._home}\nmaildir-mailbox = mail\n"
        )
        Maildir(self._mail)
        self._r2e("add", "items", address)

    def _r2e(self, *arguments: str) -> None:
        files = ("-c", str(self._home / "r2e.cfg"), "-d", str(self._home / "r2e.json"))
        _run(self._home, "r2e", *files, *arguments)

    def refresh(self) -> None:
        self._r2e("run")

    def shown(self) -> list[Shown]:
        """Its threads, and of each what the last mail says."""
        files = sorted((self._mail / "new").iterdir(), key=lambda one: one.stat().st_mtime_ns)
        first_of: dict[str, str] = {}
        threads: dict[str, Shown] = {}
        for mail in (message_from_bytes(one.read_bytes(), policy=policy.default) for one in files):
            own = mail["Message-ID"]
            first_of[own] = first_of.get(mail["In-Reply-To"], own)
            threads[first_of[own]] = Shown(
                id=mail["X-RSS-ID"],
                title=mail["Subject"],
                link=mail["X-RSS-URL"],
                content=mail.get_content(),
            )
        return list(threads.values())


class Elfeed(Reader):
    """In Emacs. It tells items apart by the feed's host and their ids."""

    sees_changes = True
    sees_headlines_change = True
    says_when_gone = False

    def __init__(self, home: Path) -> None:
        self._home = home
        self._address = ""
        self._printed = ""

    def subscribe(self, address: str) -> None:
        self._address = address

    def refresh(self) -> None:
        script = _ELFEED % json.dumps(self._address)
        self._printed = _run(self._home, "emacs", "--batch", "--eval", script)

    def shown(self) -> list[Shown]:
        rows = [json.loads(line) for line in io.StringIO(self._printed)]
        return [Shown(id=row[0], title=row[1], link=row[2], content=row[3]) for row in rows]


_ELFEED = """
(progn
  (require 'elfeed)
  (require 'json)
  (setq elfeed-db-directory "~/elfeed" elfeed-feeds '(%s))
  (elfeed-update)
  (while (> (elfeed-queue-count-total) 0) (accept-process-output nil 0.05))
  (elfeed-db-save)
  (with-elfeed-db-visit (entry _)
    (princ (json-encode (list (cdr (elfeed-entry-id entry))
                              (elfeed-entry-title entry)
                              (elfeed-entry-link entry)
                              (elfeed-deref (elfeed-entry-content entry)))))
    (terpri)))
"""


class Lemon(Reader):
    """lemon24's library ``reader``."""

    sees_changes = True
    sees_headlines_change = True
    says_when_gone = True

    def __init__(self, home: Path) -> None:
        self._database = str(home / "reader.sqlite")

    def subscribe(self, address: str) -> None:
        with closing(make_reader(self._database)) as reader:
            reader.add_feed(address)

    def refresh(self) -> None:
        with closing(make_reader(self._database)) as reader:
            for result in reader.update_feeds_iter(scheduled=False):
                if isinstance(result.value, Exception):
                    raise result.value

    def shown(self) -> list[Shown]:
        with closing(make_reader(self._database)) as reader:
            return [
                Shown(
                    id=entry.id,
                    title=entry.title or "",
                    link=entry.link or "",
                    content=entry.content[0].value,
                )
                for entry in reader.get_entries()
            ]


class Liferea(Reader):
    """On a screen that nobody sees. It keeps an item as it came first.

    It runs from one refresh to the next: what it asks with on a condition it forgets when it ends.
    """

    sees_changes = False
    sees_headlines_change = False
    says_when_gone = False

    def __init__(self, home: Path) -> None:
        self._home = home / "liferea"
        self._log = home / "log"
        self._environment = {**_at_home(home), "GSETTINGS_BACKEND": "memory", "NO_AT_BRIDGE": "1"}
        self._session: subprocess.Popen[bytes] | None = None

    def subscribe(self, address: str) -> None:
        icon = self._home / "favicons" / "items.png"
        icon.parent.mkdir(parents=True)
        icon.write_bytes(_ICON)  # whoever has one looks for none
        (self._home / "feedlist.opml").write_text(_FEEDLIST % quoteattr(address))
        screen = ("xvfb-run", "-n", str(free_port()))
        self._session = subprocess.Popen(
            ["dbus-run-session", "--", *screen, "sh", "-c", _LIFEREA, "liferea", str(self._log)],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def refresh(self) -> None:
        assert self._session is not None
        assert self._session.stdin is not None
        before = len(self._said())
        self._session.stdin.write(b"\n")
        self._session.stdin.flush()
        until(lambda: self._has_read(self._said()[before:]), 60, "Liferea has read the feed")

    def _said(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def _has_read(self, said: str) -> bool:
        answered = re.search(r"download status code: (\d+)", said)
        return answered is not None and (answered[1] != "200" or "-> dropping" in said)

    def shown(self) -> list[Shown]:
        query = "select source_id, title, source, description from items"
        with closing(sqlite3.connect(self._home / "liferea.db")) as items:
            return [
                Shown(id=id_, title=title, link=link, content=content)
                for id_, title, link, content in items.execute(query)
            ]

    def close(self) -> None:
        if self._session is None:
            return
        try:
            self._session.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self._session.pid, signal.SIGKILL)
            self._session.wait(10)


_LIFEREA = """
liferea --disable-plugins --mainwindow-state=hidden --debug-net --debug-update >"$1" 2>&1 &
gdbus wait --session --timeout 60 org.gnome.feed.Reader
while read -r _; do
    gdbus call --session --dest org.gnome.feed.Reader --object-path /org/gnome/feed/Reader \\
        --method org.gnome.feed.Reader.Refresh
done
kill $!
wait
"""
_FEEDLIST = """<?xml version="1.0" encoding="utf-8"?>
<opml version="1.0"><head><title>Feeds</title></head>
<body><outline id="items" type="rss" text="Items" title="Items" updateInterval="-1" xmlUrl=%s/></body></opml>
"""
_ICON = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


FORMATS: Mapping[Callable[[Path], Reader], tuple[str, ...]] = {
    Newsboat: ("rss", "atom"),
    Sfeed: ("rss", "atom"),
    Rss2email: ("rss", "atom"),
    Elfeed: ("rss", "atom"),
    Liferea: ("rss", "atom"),
    Lemon: ("rss", "atom", "json"),
}
"""The readers, and what each reads."""
