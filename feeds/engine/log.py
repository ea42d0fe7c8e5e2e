"""The log: one canonical line a poll and a release, keys not prose; never copy, never secrets.

Text on a terminal, JSON lines elsewhere; in systemd's journal each with its priority (sd-daemon(3)). A source that begins to fail, and one that is well again,
is a line that a person should see; that it still fails is one for the record.
"""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Mapping
from typing import TextIO

import structlog

from feeds.errors import FeedsError
from feeds.model import (
    Alarmed,
    Confirmed,
    Distributed,
    Event,
    Polled,
    Pushed,
    Released,
    Subscribed,
    Swept,
    Told,
    WorkerLost,
)

_PRIORITIES = {"debug": 7, "info": 6, "warning": 4, "error": 3}
"""Of syslog(3), by the names of our levels."""


def configure(*, stream: TextIO = sys.stderr, verbose: bool = False) -> None:
    """Sends the log of this process to a stream."""
    terminal = stream.isatty()
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=True, pad_event_to=12)
        if terminal
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(
                fmt="%H:%M:%S" if terminal else "iso", utc=not terminal
            ),
            structlog.processors.format_exc_info,
            renderer,
            *((_with_priority,) if goes_to_journal(stream, os.environ) else ()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.DEBUG if verbose else logging.INFO
        ),
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
    # The scheduler's own word on a tick that overlaps the next is no news: ticks are meant to.
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)


def goes_to_journal(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether systemd's journal reads a stream: JOURNAL_STREAM names its device and inode (systemd.exec(5)), which a
    process inherits with the environment, and may have had sent elsewhere since.
    """
    try:
        seen = os.fstat(stream.fileno())
    except (OSError, io.UnsupportedOperation):
        return False
    return environment.get("JOURNAL_STREAM") == f"{seen.st_dev}:{seen.st_ino}"


def _with_priority(_logger: object, level: str, line: object) -> str:
    return f"<{_PRIORITIES[level]}>{line}"


class Log:
    """An `Observer` that writes the canonical lines."""

    def __init__(self) -> None:
        self._log = structlog.get_logger()
        self._failing: set[str] = set()
        self._unpublished = ""

    def __call__(self, event: Event) -> None:
        if isinstance(event, Polled):
            self._polled(event)
        elif isinstance(event, Told):
            self._told(event)
        elif isinstance(event, Pushed):
            self._pushed(event)
        elif isinstance(event, Subscribed):
            self._subscribed(event)
        elif isinstance(event, Released):
            self._released(event)
        elif isinstance(event, Confirmed):
            self._confirmed(event)
        elif isinstance(event, Distributed):
            self._distributed(event)
        elif isinstance(event, Swept):
            self._swept(event)
        elif isinstance(event, Alarmed):
            self._alarmed(event)
        elif isinstance(event, WorkerLost):
            self._log.warning("worker", source=event.source, cause=event.cause)

    def say(self, event: str, **keys: object) -> None:
        """A line about the program itself."""
        self._log.info(event, **keys)

    def caution(self, event: str, **keys: object) -> None:
        """A line that a person should act on."""
        self._log.warning(event, **keys)

    def alarm(self, what: str, fault: BaseException) -> None:
        """A fault of this program or its machine; in full, where it is none that we foresaw."""
        bug = None if isinstance(fault, FeedsError) else fault
        self._log.error(what, error=str(fault), exc_info=bug)

    def _alarmed(self, event: Alarmed) -> None:
        for one in event.raised:
            alarm = one.alarm
            keys = {"do": alarm.advice} if alarm.advice else {}
            self._log.warning(
                "alarm", kind=alarm.kind.value, subject=alarm.subject, why=alarm.words, **keys
            )
        for one in event.over:
            alarm = one.alarm
            self._log.info(
                "alarm over", kind=alarm.kind.value, subject=alarm.subject, why=alarm.words
            )

    def _polled(self, event: Polled) -> None:
        keys: dict[str, object] = {
            "source": event.source,
            "outcome": event.outcome,
            **dict(event.counts),
        }
        if event.status:
            keys["status"] = event.status
        if event.wire_bytes:
            keys["bytes"] = event.wire_bytes
        keys["ms"] = round(event.seconds * 1000)
        if event.lateness >= 1:
            keys["late_ms"] = round(event.lateness * 1000)
        if event.next_due is not None:
            keys["next_due"] = event.next_due.isoformat(timespec="seconds")
        if event.reason:
            keys["reason"] = event.reason
        if event.error:
            keys["error"] = event.error
        newly = event.outcome == "failed" and event.source not in self._failing
        if event.outcome == "failed":
            self._failing.add(event.source)
        elif event.outcome != "waiting":  # who was not asked has not recovered
            self._failing.discard(event.source)
        if newly or (event.error and event.outcome != "failed"):
            self._log.warning("poll", **keys)
        elif event.outcome == "unchanged":
            self._log.debug("poll", **keys)
        else:
            self._log.info("poll", **keys)

    def _told(self, event: Told) -> None:
        keys: dict[str, object] = {"hook": event.hook, "documents": event.told}
        if event.error:
            keys |= {"failed": event.failed, "given_up": event.given_up, "error": event.error}
        keys["ms"] = round(event.seconds * 1000)
        if event.failures == 1 or event.given_up:
            self._log.warning("told", **keys)
        elif event.error:  # told once; it is tried again and again
            self._log.debug("told", **keys)
        else:
            self._log.info("told", **keys)

    def _pushed(self, event: Pushed) -> None:
        keys: dict[str, object] = {
            "source": event.source,
            "hub": event.hub,
            "outcome": event.outcome,
            **dict(event.counts),
            "bytes": event.wire_bytes,
            "ms": round(event.seconds * 1000),
        }
        if event.error:
            keys["error"] = event.error
        if event.outcome == "ignored":
            self._log.warning("push", **keys)
        else:
            self._log.info("push", **keys)

    def _subscribed(self, event: Subscribed) -> None:
        keys: dict[str, object] = {
            "source": event.source,
            "hub": event.hub,
            "outcome": event.outcome,
        }
        if event.outcome == "verified" and event.until is not None:
            keys["until"] = event.until.isoformat(timespec="seconds")
        if event.error:
            keys["error"] = event.error
        newly = event.failures <= 1
        if event.outcome == "denied" or (event.outcome == "failed" and newly):
            self._log.warning("subscription", **keys)
        elif event.outcome in {"verified", "ended"} or newly:
            self._log.info("subscription", **keys)
        else:  # told once; it is tried again and again
            self._log.debug("subscription", **keys)

    def _confirmed(self, event: Confirmed) -> None:
        keys: dict[str, object] = {
            "topic": event.topic,
            "host": event.host,
            "outcome": event.outcome,
        }
        if event.until is not None:
            keys["until"] = event.until.isoformat(timespec="seconds")
        if event.error:
            keys["error"] = event.error
        self._log.info("subscriber", **keys)

    def _distributed(self, event: Distributed) -> None:
        keys: dict[str, object] = {"delivered": event.delivered}
        for name in ("failed", "given_up", "gone"):
            if count := getattr(event, name):
                keys[name] = count
        keys |= {"bytes": event.sent_bytes, "ms": round(event.seconds * 1000)}
        if event.newly:  # told once; it is tried again and again
            self._log.warning("delivery", error="; ".join(event.newly), **keys)
        elif event.delivered or event.gone:
            self._log.info("delivery", **keys)
        else:
            self._log.debug("delivery", **keys)

    def _released(self, event: Released) -> None:
        keys: dict[str, object] = {
            "channels": " ".join(event.channels),
            "pages": event.pages,
            "written": event.written,
            "ms": round(event.seconds * 1000),
        }
        if event.rebuilt:
            keys["rebuilt"] = event.rebuilt
        told, self._unpublished = self._unpublished, event.error
        if not event.error:
            self._log.info("release", **keys)
        elif event.error != told:
            self._log.error("release", error=event.error, **keys)
        else:  # tried again every second
            self._log.debug("release", error=event.error, **keys)

    def _swept(self, event: Swept) -> None:
        keys: dict[str, object] = {
            "items": event.items,
            "pages": event.pages,
            "ledgers": event.ledgers,
            "ms": round(event.seconds * 1000),
        }
        if event.error:
            self._log.error("sweep", error=event.error, **keys)
        else:
            self._log.info("sweep", **keys)
