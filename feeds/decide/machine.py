"""Is this machine one that the program can rely on? Facts in, findings in words out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How a finding is to be taken."""

    OK = "ok"
    WARNING = "warning"
    """It works, and may not for long, or not in every case."""
    FAULT = "fault"
    """It does not work as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was looked at, what was found, and what to do about it, ``""`` for nothing."""

    name: str
    health: Health
    found: str
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A fault of versions from `since` on and before `mended`, but for those that it was mended in as well:
    from `backports` on to the end of their line.
    """

    name: str
    since: tuple[int, ...]
    mended: tuple[int, ...]
    backports: tuple[tuple[int, ...], ...] = ()
    what: str
    advice: str

    def is_in(self, version: tuple[int, ...]) -> bool:
        return self.since <= version < self.mended and not any(
            one <= version and one[:2] == version[:2] for one in self.backports
        )


_EXPAT_IS = "readers of documents have limits of their own, so that it costs a document and no more; bring in a newer Python or expat"
_FAULTS = (
    _Known(
        name="SQLite",
        since=(3, 7, 0),
        mended=(3, 51, 3),
        backports=((3, 44, 6), (3, 50, 7)),
        what="a store can be damaged when a command writes beside the daemon at a rare moment (the WAL-reset fault)",
        advice="bring in SQLite 3.51.3, 3.50.7 or 3.44.6, or a Python that has one of them; until then `feeds backup` each night, which checks what it copies",
    ),
    _Known(
        name="expat",
        since=(0,),
        mended=(2, 6, 0),
        what="large tokens take a time that grows by their square (CVE-2023-52425)",
        advice=_EXPAT_IS,
    ),
    _Known(
        name="expat",
        since=(2, 6, 0),
        mended=(2, 7, 0),
        what="entities in one another can end the process that reads them (CVE-2024-8176)",
        advice=_EXPAT_IS,
    ),
    _Known(
        name="expat",
        since=(2, 7, 0),
        mended=(2, 7, 2),
        what="small documents can take a great deal of memory (CVE-2025-59375)",
        advice=_EXPAT_IS,
    ),
    _Known(
        name="starlette",
        since=(0, 39),
        mended=(0, 49, 1),
        what="a Range header can take a processor for minutes (CVE-2025-62727); our documents ignore it",
        advice="install what lock/run.txt names",
    ),
    _Known(
        name="feedgen",
        since=(0,),
        mended=(0, 9, 0),
        what="entities in copy are expanded (CVE-2020-5227)",
        advice="install what lock/run.txt names",
    ),
)
_NUMBER = re.compile(r"\d+")
_ANY = ("0.0.0.0", "::", "*")  # noqa: S104 -- what is compared, not bound
_OURS = re.compile(r"\bfeeds (?:.* )?(?:run|serve)\b")
_GIB = 2**30
_LEAST_FREE = _GIB
_LONG_LOG = 512 * 2**20
_OVER_A_NETWORK = re.compile(
    r"(?:fuse\.)?(?:nfs|cifs|smb|9p|k?afs|ceph|gluster|lustre|beegfs|davfs|sshfs|rclone|s3fs|gcsfuse|goofys|juicefs|mfs)"
)
_OF_THE_SERVER = 512
"""Descriptors that connections from outside, the store and the workers need beside those of polls."""


def versions(found: Mapping[str, str]) -> Iterator[Finding]:
    """Parts of the program by their names, and versions; one finding a part, or a fault of it."""
    for name, version in found.items():
        numbers = tuple(map(int, _NUMBER.findall(version)))
        known = [one for one in _FAULTS if one.name == name and one.is_in(numbers)]
        for one in known:
            yield Finding(
                name=name, health=Health.WARNING, found=f"{version}: {one.what}", advice=one.advice
            )
        if not known:
            yield Finding(name=name, health=Health.OK, found=version)


def room(where: str, free: int, wanted: int) -> Finding:
    """The free bytes of a disk, against what lies there already: a store that is written anew needs as much
    once more.
    """
    name, found = f"disk of {where}", f"{free / _GIB:.1f} GiB free"
    if free >= max(_LEAST_FREE, wanted):
        return Finding(name=name, health=Health.OK, found=found)
    return Finding(
        name=name,
        health=Health.WARNING if free > _LEAST_FREE // 10 else Health.FAULT,
        found=f"{found}; {max(_LEAST_FREE, wanted) / _GIB:.1f} would be enough",
        advice="make room: `store.keep_for` and `store.archive_days` say what may go",
    )


def kind_of(device: str, mounts: Iterable[str]) -> str:
    """The kind of file system on a device, ``major:minor``, by the lines of mountinfo (proc_pid_mountinfo(5)); ``""``
    where none is of it.
    """
    for line in mounts:
        mount, _, rest = line.partition(" - ")
        if mount.split()[2] == device:
            kind, source = rest.split(" ")[:2]
            # A program that says no more of itself than that, and keeps what lies at an address.
            return "fuse.davfs" if kind == "fuse" and "://" in source else kind
    return ""


def file_system(where: str, kind: str) -> Finding:
    """The kind of file system that the store lies on."""
    name = f"file system of {where}"
    if _OVER_A_NETWORK.match(kind):
        return Finding(
            name=name,
            health=Health.FAULT,
            found=f"{kind}: SQLite's locks do not hold over a network",
            advice="keep the store on a disk of this machine, and carry backups away",
        )
    return Finding(name=name, health=Health.OK, found=kind or "unknown")


def log_size(size: int) -> Finding:
    """The bytes of the store's write-ahead log."""
    found = f"{size / 2**20:.0f} MiB"
    if size <= _LONG_LOG:
        return Finding(name="log of the store", health=Health.OK, found=found)
    return Finding(
        name="log of the store",
        health=Health.WARNING,
        found=f"{found}: it is not copied into the store",
        advice="find who reads the store all the while, and end that",
    )


def clock(*, in_step: bool | None, zone: str) -> Finding:
    """Whether the system says that its clock is kept in step; None where it says nothing."""
    if in_step is None:
        return Finding(
            name="clock", health=Health.OK, found=f"the system does not say; zone {zone}"
        )
    if in_step:
        return Finding(name="clock", health=Health.OK, found=f"kept in step; zone {zone}")
    return Finding(
        name="clock",
        health=Health.WARNING,
        found="nobody keeps it in step",
        advice="run chrony or systemd-timesyncd: dates of stories, embargoes and polls go by it",
    )


def descriptors(soft: int, concurrency: int) -> Finding:
    """The files and connections that a process may have open."""
    wanted = 2 * concurrency + _OF_THE_SERVER
    if soft < 0 or soft >= wanted:
        return Finding(name="open files", health=Health.OK, found=f"{soft} allowed")
    return Finding(
        name="open files",
        health=Health.WARNING,
        found=f"{soft} allowed, {wanted} may be needed",
        advice=f"allow {wanted} (`LimitNOFILE=` of the unit, or `ulimit -n`)",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An address that a service manager listens at, in the name of a service that it starts."""

    unit: str
    service: str


def kept_at(host: str, port: int, sockets: Iterable[str]) -> Kept | None:
    """Who keeps an address, by the lines of ``systemctl list-sockets --plain --no-legend``; None where no unit does."""
    for line in sockets:
        listens, unit, *services = line.split() + [""] * 3
        address, _, its_port = listens.rpartition(":")
        if its_port == str(port) and address.strip("[]") in {host, *_ANY}:
            return Kept(unit=unit, service=services[0])
    return None


def idle(where: str, taken: str, kept: Kept | None, starts: str) -> Finding:
    """What a daemon's address is while none runs: `taken` says why it cannot be had, ``""`` where it is free. What
    the service of a unit that has it `starts` tells whether that is ours.
    """
    if not taken:
        return Finding(name="daemon", health=Health.OK, found=f"does not run; {where} is free")
    if kept is not None and _OURS.search(starts):
        found = f"does not run; {kept.unit} keeps {where} open, and starts {kept.service} when a reader comes"
        return Finding(name="daemon", health=Health.OK, found=found)
    by = f", since {kept.unit} listens there for {kept.service}" if kept is not None else ""
    return Finding(
        name="daemon",
        health=Health.FAULT,
        found=f"does not run, and {where} cannot be had: {taken}{by}",
        advice="end what listens there, or choose another `serve.listen`",
    )


def names(unresolved: Mapping[str, str], asked: Collection[str]) -> Finding:
    """Which hosts of sources are not found, each with why."""
    if not unresolved:
        return Finding(
            name="names", health=Health.OK, found=f"{len(asked)} of {len(asked)} hosts are found"
        )
    told = "; ".join(f"{host}: {why}" for host, why in sorted(unresolved.items()))
    every = len(unresolved) == len(asked)
    return Finding(
        name="names",
        health=Health.FAULT if every else Health.WARNING,
        found=f"{len(unresolved)} of {len(asked)} hosts are not found: {told}",
        advice="see to this machine's resolver"
        if every
        else "`feeds check --online` asks each source",
    )
