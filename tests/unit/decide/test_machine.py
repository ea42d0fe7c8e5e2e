"""What is said of a machine, and how it is to be taken."""

from __future__ import annotations

import pytest

from feeds.decide import machine
from feeds.decide.machine import Finding, Health

GIB = 2**30


def healths(*findings: Finding) -> list[Health]:
    return [one.health for one in findings]


@pytest.mark.parametrize(
    ("name", "version", "fault"),
    [
        ("SQLite", "3.40.1", "WAL-reset"),
        ("SQLite", "3.44.5", "WAL-reset"),
        ("SQLite", "3.44.6", ""),
        ("SQLite", "3.45.0", "WAL-reset"),
        ("SQLite", "3.50.6", "WAL-reset"),
        ("SQLite", "3.50.7", ""),
        ("SQLite", "3.51.0", "WAL-reset"),
        ("SQLite", "3.51.2", "WAL-reset"),
        ("SQLite", "3.51.3", ""),
        ("SQLite", "3.60.0", ""),
        ("expat", "2.5.0", "CVE-2023-52425"),
        ("expat", "2.6.4", "CVE-2024-8176"),
        ("expat", "2.7.1", "CVE-2025-59375"),
        ("expat", "2.7.2", ""),
        ("starlette", "0.48.0", "CVE-2025-62727"),
        ("starlette", "0.49.1", ""),
        ("feedgen", "0.8.0", "CVE-2020-5227"),
        ("feedgen", "1.0.0", ""),
        ("Python", "3.11.7", ""),
    ],
)
def test_a_version_with_a_known_fault_is_named_with_what_to_do(
    name: str, version: str, fault: str
) -> None:
    (found,) = machine.versions({name: version})
    assert found.found.startswith(version)
    assert (found.health is Health.WARNING) == bool(fault)
    assert fault in found.found
    assert bool(found.advice) == bool(fault)


@pytest.mark.parametrize(
    ("free", "store", "health"),
    [
        (2 * GIB, GIB, Health.OK),
        (2 * GIB, 3 * GIB, Health.WARNING),  # a purge writes it anew, beside itself
        (GIB // 2, 0, Health.WARNING),
        (GIB // 20, 0, Health.FAULT),
    ],
)
def test_a_disk_has_room_for_the_store_once_more(free: int, store: int, health: Health) -> None:
    found = machine.room("the store", free, store)
    assert found.health is health
    assert bool(found.advice) == (health is not Health.OK)


@pytest.mark.parametrize(
    "kind",
    [
        *("nfs4", "nfs", "cifs", "smb3", "9p", "ceph", "beegfs", "lustre", "davfs"),
        *("fuse.sshfs", "fuse.glusterfs", "fuse.ceph-fuse", "fuse.davfs", "fuse.s3fs"),
    ],
)
def test_a_store_over_a_network_is_a_fault(kind: str) -> None:
    assert machine.file_system("the store", kind).health is Health.FAULT


@pytest.mark.parametrize(
    "kind", ["ext4", "xfs", "btrfs", "overlay", "zfs", "fuseblk", "fuse.mergerfs", ""]
)
def test_a_store_on_a_disk_is_none(kind: str) -> None:
    assert machine.file_system("the store", kind).health is Health.OK


@pytest.mark.parametrize(
    ("device", "kind"), [("8:2", "ext4"), ("0:61", "fuse.davfs"), ("0:62", "fuse"), ("0:7", "")]
)
def test_the_kind_of_a_file_system_is_read_from_the_list_of_mounts(device: str, kind: str) -> None:
    mounts = [
        "22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw",
        "90 22 0:61 / /mnt/dav rw,nosuid - fuse https://dav.example/ rw,user_id=0",
        "91 22 0:62 / /mnt/own rw,nosuid - fuse /dev/fuse rw,user_id=0",
    ]
    assert machine.kind_of(device, mounts) == kind


def test_a_log_that_only_grows_a_clock_that_nobody_keeps_and_too_few_files_are_warned_of() -> None:
    assert healths(machine.log_size(2**20), machine.log_size(2**30)) == ["ok", "warning"]
    steps = (machine.clock(in_step=one, zone="Asia/Kolkata") for one in (True, None, False))
    assert healths(*steps) == ["ok", "ok", "warning"]
    limits = ((1024, 64), (1024, 1000), (-1, 1000))
    assert healths(*(machine.descriptors(*one) for one in limits)) == ["ok", "warning", "ok"]


def test_hosts_that_are_not_found_are_named_and_all_of_them_are_a_fault() -> None:
    hosts = {"a.example", "b.example"}
    some = machine.names({"b.example": "no such name"}, hosts)
    assert some.health is Health.WARNING
    assert "1 of 2 hosts are not found: b.example: no such name" in some.found
    assert machine.names(dict.fromkeys(hosts, "no answer"), hosts).health is Health.FAULT
    assert machine.names({}, hosts).health is Health.OK
