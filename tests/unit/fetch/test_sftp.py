"""A poll over SFTP against a real server: whom it trusts, what comes, and what becomes of a server that
hangs or dies.
"""

import asyncio
import importlib.util
import threading
from dataclasses import replace
from datetime import UTC, datetime

import asyncssh
import pytest

from feeds.errors import FetchError
from feeds.model import Auth
from tests.servers.desk import names, put


async def test_files_come_once_the_oldest_first_and_stay_where_they_are(sftp_host, desk) -> None:
    host = sftp_host()
    put(host, "b.xml", b"<rss>2</rss>", minute=1)
    put(host, "बाढ़ #1.xml", bytes(range(256)), minute=0)
    one = desk(host)
    found = await one.poll()
    assert [payload.body for payload in found.payloads] == [bytes(range(256)), b"<rss>2</rss>"]
    assert found.payloads[1].url == f"{host.url}/b.xml"
    assert found.payloads[1].modified_at == datetime(2026, 11, 2, 11, 1, tzinfo=UTC)
    assert (await one.poll()).unchanged
    put(host, "b.xml", b"<rss>3</rss>", minute=4)
    assert names(await one.poll()) == ["b.xml"]
    assert len(list(host.outgoing.iterdir())) == 2


async def test_a_wildcard_chooses_and_folders_and_links_are_passed_over(sftp_host, desk) -> None:
    host = sftp_host()
    put(host, "a.xml")
    put(host, "a.txt")
    (host.outgoing / "sent.xml").mkdir()
    (host.outgoing / "link.xml").symlink_to("a.txt")
    assert names(await desk(host, url=f"{host.url}/*.xml").poll()) == ["a.xml"]


@pytest.mark.parametrize("path", ["/~/outgoing", "/outgoing/", "/~/outgoing/*"])
async def test_a_path_begins_at_the_root_or_where_the_session_does(
    sftp_host, desk, path: str
) -> None:
    host = sftp_host()
    put(host, "a.xml")
    url = host.url.replace("/outgoing", path)
    assert names(await desk(host, url=url).poll()) == ["a.xml"]


async def test_a_key_opens_what_a_password_does(sftp_host, desk) -> None:
    host = sftp_host()
    put(host, "a.xml")
    assert names(await desk(host, auth=host.auth_with_key).poll()) == ["a.xml"]


async def test_a_key_may_have_a_passphrase(sftp_host, desk) -> None:
    host = sftp_host()
    put(host, "a.xml")
    key = host.own_key.export_private_key(passphrase="zqphrase", rounds=50).decode()
    auth = replace(host.auth_with_key, key=key, password="zqphrase")
    assert names(await desk(host, auth=auth).poll()) == ["a.xml"]


@pytest.mark.parametrize("passphrase", ["", "zqwrong"])
async def test_a_key_that_does_not_open_is_told_without_a_word_of_it(
    sftp_host, desk, passphrase: str
) -> None:
    host = sftp_host()
    key = host.own_key.export_private_key(passphrase="zqphrase", rounds=50).decode()
    auth = replace(host.auth_with_key, key=key, password=passphrase)
    with pytest.raises(FetchError, match="the key in `key_file`") as told:
        await desk(host, auth=auth).poll()
    assert "zq" not in str(told.value)


async def test_a_text_that_is_no_key_is_told(sftp_host, desk) -> None:
    host = sftp_host()
    with pytest.raises(FetchError, match="the key in `key_file` is none"):
        await desk(host, auth=replace(host.auth_with_key, key="zqnokey")).poll()


async def test_a_wrong_password_or_key_is_told_and_tried_again_in_its_time(
    sftp_host, desk, ssh_keys
) -> None:
    host = sftp_host()
    other = ssh_keys[2].export_private_key().decode()
    for auth in (replace(host.auth, password="zqwrong"), replace(host.auth_with_key, key=other)):
        with pytest.raises(FetchError, match="refuses the user name, the password or") as told:
            await desk(host, auth=auth).poll()
        assert not told.value.permanent
        assert "zq" not in str(told.value)


@pytest.mark.parametrize("known", ["another key", "another host", "another port", "nobody"])
async def test_a_host_that_nobody_vouches_for_hears_no_password(
    sftp_host, desk, ssh_keys, monkeypatch, tmp_path, known: str
) -> None:
    host = sftp_host()
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "known_hosts").write_text(host.known_hosts)
    own, other = (key.export_public_key().decode() for key in (ssh_keys[0], ssh_keys[2]))
    lines = {
        "another key": f"[127.0.0.1]:{host.port} {other}",
        "another host": f"wire.example {own}",
        "another port": f"[127.0.0.1]:1 {own}",
        "nobody": "# nobody",
    }
    with pytest.raises(FetchError, match="its host key is not among those that `known_hosts` has"):
        await desk(host, auth=replace(host.auth, known_hosts=lines[known])).poll()
    assert host.asked == []


async def test_what_is_no_list_of_known_hosts_is_told(sftp_host, desk) -> None:
    host = sftp_host()
    with pytest.raises(FetchError, match="`known_hosts`"):
        await desk(host, auth=replace(host.auth, known_hosts="wire.example\n")).poll()


async def test_a_directory_that_is_not_there_is_told(sftp_host, desk) -> None:
    host = sftp_host()
    with pytest.raises(FetchError, match="the directory is not there"):
        await desk(host, url=f"{host.url}/elsewhere").poll()


async def test_an_unfinished_file_waits(sftp_host, desk) -> None:
    host = sftp_host()
    put(host, "a.xml.part")
    growing = put(host, "b.xml", b"<rss>")
    put(host, "c.xml", b"<rss/>", minute=1)

    def grow(connection: object, name: str) -> None:
        if name == "b.xml":
            with growing.open("ab") as file:
                file.write(b"x")

    host.on["read"] = grow
    one = desk(host)
    assert names(await one.poll()) == ["c.xml"]
    host.on.clear()
    put(host, "b.xml", b"<rss>1</rss>", minute=5)
    assert names(await one.poll()) == ["b.xml"]


async def test_a_file_that_is_written_anew_after_it_was_read_waits(sftp_host, desk) -> None:
    host = sftp_host()
    put(host, "a.xml", b"<rss>1</rss>")

    def again(connection: object, name: str) -> None:
        if "read a.xml" in host.asked:
            put(host, "a.xml", b"<rss>2</rss>", minute=1)

    host.on["list"] = again
    one = desk(host)
    assert (await one.poll()).payloads == ()
    assert [payload.body for payload in (await one.poll()).payloads] == [b"<rss>2</rss>"]


async def test_a_file_above_the_limit_is_named_once_and_not_asked_for(sftp_host, desk) -> None:
    host = sftp_host()
    put(host, "a.xml", b"x" * 10_001)
    put(host, "b.xml", b"x" * 10_000)
    one = desk(host)
    found = await one.poll()
    assert names(found) == ["b.xml"]
    assert found.faults == ((f"{host.url}/a.xml", "is larger than 10000 bytes"),)
    assert "read a.xml" not in host.asked
    assert (await one.poll()).faults == ()


async def test_a_file_that_may_not_be_read_is_named_and_the_others_carry_on(
    sftp_host, desk
) -> None:
    host = sftp_host()
    gone = put(host, "a.xml")
    put(host, "b.xml", minute=1)
    host.on["read"] = lambda connection, name: gone.unlink(missing_ok=True)
    found = await desk(host).poll()
    assert names(found) == ["b.xml"]
    assert found.faults == ((f"{host.url}/a.xml", "cannot be read: the server answers 2"),)


@pytest.mark.parametrize("what", ["login", "list", "read"])
async def test_a_poll_that_is_given_up_takes_no_leave_of_a_server_that_hangs(
    sftp_host, desk, what: str
) -> None:
    host = sftp_host()
    put(host, "a.xml")
    reached, go_on = threading.Event(), threading.Event()

    def hang(connection: object, name: str) -> None:
        reached.set()
        go_on.wait(30)

    host.on[what] = hang
    poll = asyncio.create_task(desk(host).poll())
    try:
        await asyncio.to_thread(reached.wait, 20)
        poll.cancel()
        await asyncio.wait_for(asyncio.wait([poll]), 5)
    finally:
        go_on.set()
    assert poll.cancelled()


async def test_a_server_that_is_none_of_ssh_is_told_without_its_words(desk, ssh_keys) -> None:
    async def insult(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 zqstranger\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(insult, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]

        class Host:
            url = f"sftp://127.0.0.1:{port}/"
            auth = Auth(username="news", password="zqsecret", known_hosts="# nobody")

        with pytest.raises(FetchError) as told:
            await desk(Host).poll()
    assert "zq" not in str(told.value)


async def test_without_the_library_it_is_said_what_to_install(sftp_host, desk, monkeypatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name, *more: None if name == "asyncssh" else find(name)
    )
    with pytest.raises(FetchError, match=r"asyncssh, which is not installed: `make extras`"):
        await desk(sftp_host()).poll()


def test_every_error_of_the_library_has_its_words() -> None:
    from feeds.fetch.sftp import _KINDS

    errors = [
        found
        for found in vars(asyncssh).values()
        if isinstance(found, type) and issubclass(found, asyncssh.Error)
    ]
    assert len(errors) > 20
    assert all(issubclass(kind, _KINDS) for kind in errors)
