"""A poll over FTP against a real server: what comes, what is refused, and what becomes of a server that
hangs, dies or lies.
"""

import asyncio
import socket
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.errors import FetchError
from feeds.model import Auth
from tests.servers.desk import names, put

KINDS = ["ftp", "ftpes", "ftps"]


@pytest.mark.parametrize("scheme", KINDS)
async def test_files_come_once_the_oldest_first_and_stay_where_they_are(
    ftp_host, desk, trusted, scheme: str
) -> None:
    host = ftp_host(scheme)
    put(host, "b.xml", b"<rss>2</rss>", minute=1)
    put(host, "a.xml", b"<rss>3</rss>", minute=2)
    put(host, "बाढ़ #1.xml", bytes(range(256)), minute=0)
    one = desk(host)
    found = await one.poll()
    assert [payload.body for payload in found.payloads] == [
        bytes(range(256)), b"<rss>2</rss>", b"<rss>3</rss>",
    ]  # fmt: skip
    assert found.payloads[1].url == f"{host.url}/b.xml"
    assert found.payloads[1].modified_at == datetime(2026, 11, 2, 11, 1, tzinfo=UTC)
    assert not found.unchanged
    again = await one.poll()
    assert again.unchanged
    assert again.payloads == ()
    put(host, "c.xml", minute=3)
    put(host, "a.xml", b"<rss>4</rss>", minute=4)
    assert names(await one.poll()) == ["c.xml", "a.xml"]
    assert len(list(host.outgoing.iterdir())) == 4


async def test_a_wildcard_chooses_and_folders_and_links_are_passed_over(ftp_host, desk) -> None:
    host = ftp_host()
    put(host, "a.xml")
    put(host, "a.txt")
    (host.outgoing / "sent.xml").mkdir()
    (host.outgoing / "link.xml").symlink_to("/etc/hostname")
    found = await desk(host, url=f"{host.url}/*.xml").poll()
    assert "a.xml" in names(found)
    assert {"a.txt", "sent.xml"}.isdisjoint(names(found))


async def test_a_server_that_lists_for_people_alone_is_read_all_the_same(ftp_host, desk) -> None:
    host = ftp_host(without=frozenset({"MLSD", "MLST"}))
    put(host, "a b.xml", b"<rss/>")
    one = desk(host)
    (payload,) = (await one.poll()).payloads
    assert (payload.body, payload.url) == (b"<rss/>", f"{host.url}/a%20b.xml")
    assert (await one.poll()).unchanged


async def test_without_credentials_the_login_is_anonymous(ftp_host, desk) -> None:
    host = ftp_host()
    put(host, "a.xml")
    assert names(await desk(host, auth=None).poll()) == ["a.xml"]
    assert "USER anonymous" in host.commands


async def test_a_password_goes_over_no_line_before_it_is_secret(ftp_host, desk, trusted) -> None:
    host = ftp_host("ftpes")
    await desk(host).poll()
    heard = [line.split()[0] for line in host.commands]
    assert heard.index("AUTH") < heard.index("USER")
    assert heard.index("PROT") < heard.index("MLSD")


@pytest.mark.parametrize("scheme", ["ftpes", "ftps"])
async def test_a_certificate_of_another_name_is_not_valid_and_hears_no_password(
    ftp_host, desk, monkeypatch, certificate_of_another: Path, scheme: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate_of_another))
    host = ftp_host(scheme, certificate=certificate_of_another)
    with pytest.raises(FetchError, match=r"^its certificate is not valid$"):
        await desk(host).poll()
    assert not any(line.startswith(("USER", "PASS")) for line in host.commands)


async def test_a_server_without_tls_hears_no_password_where_tls_was_asked_for(
    ftp_host, desk
) -> None:
    host = ftp_host()
    url = host.url.replace("ftp:", "ftpes:")
    with pytest.raises(FetchError, match=r"^it offers no TLS$"):
        await desk(host, url=url).poll()
    assert not any(line.startswith(("USER", "PASS")) for line in host.commands)


async def test_a_wrong_password_is_told_and_tried_again_in_its_time(ftp_host, desk) -> None:
    host = ftp_host()
    with pytest.raises(FetchError, match="refuses the user name or the password") as told:
        await desk(host, auth=Auth(username="news", password="zqwrong")).poll()
    assert not told.value.permanent
    assert "zq" not in str(told.value)
    assert "zq" not in repr(told.value.__cause__)


async def test_a_directory_that_is_not_there_is_told(ftp_host, desk) -> None:
    host = ftp_host()
    with pytest.raises(FetchError, match="the directory is not there"):
        await desk(host, url=f"{host.url}/elsewhere").poll()


@pytest.mark.parametrize("name", [".a.xml", "a.xml.tmp", "a.xml.part", "a.xml~"])
async def test_a_name_that_says_it_is_unfinished_is_left(ftp_host, desk, name: str) -> None:
    host = ftp_host()
    put(host, name)
    assert (await desk(host).poll()).unchanged
    assert not any(line.startswith("RETR") for line in host.commands)


async def test_a_file_that_grows_while_it_is_read_waits_until_it_is_finished(
    ftp_host, desk
) -> None:
    host = ftp_host()
    path = put(host, "a.xml", b"<rss>")
    put(host, "b.xml", b"<rss/>")

    def grow(handler, arg: str) -> None:
        if arg.endswith("a.xml"):
            with path.open("ab") as file:
                file.write(b"x")

    host.on["RETR"] = grow
    one = desk(host)
    assert names(await one.poll()) == ["b.xml"]
    host.on.clear()
    put(host, "a.xml", b"<rss>1</rss>", minute=5)
    assert [payload.body for payload in (await one.poll()).payloads] == [b"<rss>1</rss>"]


async def test_a_file_that_is_written_anew_after_it_was_read_waits(ftp_host, desk) -> None:
    host = ftp_host()
    put(host, "a.xml", b"<rss>1</rss>")
    listings = iter([None, lambda: put(host, "a.xml", b"<rss>2</rss>", minute=1)])
    host.on["MLSD"] = lambda handler, arg: (next(listings, None) or (lambda: None))()
    one = desk(host)
    assert (await one.poll()).payloads == ()
    assert [payload.body for payload in (await one.poll()).payloads] == [b"<rss>2</rss>"]


async def test_a_file_above_the_limit_is_named_once_and_not_asked_for(ftp_host, desk) -> None:
    host = ftp_host()
    put(host, "a.xml", b"x" * 10_001)
    put(host, "b.xml", b"x" * 10_000)
    one = desk(host)
    found = await one.poll()
    assert names(found) == ["b.xml"]
    assert found.faults == ((f"{host.url}/a.xml", "is larger than 10000 bytes"),)
    assert "RETR a.xml" not in " ".join(host.commands)
    assert (await one.poll()).faults == ()


async def test_a_file_that_is_larger_than_it_was_listed_is_not_read_to_its_end(
    ftp_host, desk
) -> None:
    host = ftp_host()
    path = put(host, "a.xml")
    put(host, "b.xml", minute=1)
    swell = {"RETR": lambda handler, arg: arg.endswith("a.xml") and path.write_bytes(b"x" * 9**7)}
    host.on = swell
    found = await desk(host).poll()
    assert names(found) == ["b.xml"], "and the session goes on"


async def test_a_file_that_may_not_be_read_is_named_and_the_others_carry_on(ftp_host, desk) -> None:
    host = ftp_host()
    gone = put(host, "a.xml")
    put(host, "b.xml", minute=1)
    host.on["RETR"] = lambda handler, arg: gone.unlink(missing_ok=True)
    found = await desk(host).poll()
    assert names(found) == ["b.xml"]
    assert found.faults == ((f"{host.url}/a.xml", "cannot be read: the server answers 550"),)


async def test_two_hundred_files_come_in_one_poll_and_the_rest_in_the_next(ftp_host, desk) -> None:
    host = ftp_host()
    for number in range(203):
        put(host, f"{number:03}.xml", str(number).encode(), minute=number // 10)
    one = desk(host)
    assert len((await one.poll()).payloads) == 200
    assert names(await one.poll()) == ["200.xml", "201.xml", "202.xml"]
    assert (await one.poll()).unchanged


async def test_a_poll_brings_no_more_than_four_times_the_largest_file(ftp_host, desk) -> None:
    host = ftp_host()
    for number in range(6):
        put(host, f"{number}.xml", bytes(10_000), minute=number)
    one = desk(host)
    assert len((await one.poll()).payloads) == 4
    assert len((await one.poll()).payloads) == 2


async def test_the_address_in_an_answer_to_pasv_leads_nobody_elsewhere(ftp_host, desk) -> None:
    """The data comes from the machine that was checked; where the answer points nobody is called."""
    with socket.create_server(("127.0.0.2", 0)) as elsewhere:
        elsewhere.setblocking(False)
        host = ftp_host(settings={"masquerade_address": "127.0.0.2"})
        put(host, "a.xml")
        assert names(await desk(host).poll()) == ["a.xml"]
        with pytest.raises(BlockingIOError):
            elsewhere.accept()


@pytest.mark.parametrize("url", ["ftp://127.0.0.1:1/", "ftp://10.0.0.1/", "ftps://0x7f.1/",
                                 "ftpes://[::1]/", "ftp://[::ffff:127.0.0.1]/"])  # fmt: skip
async def test_an_address_that_is_not_opened_is_refused_before_anybody_is_called(
    ftp_host, desk, url: str
) -> None:
    one = desk(ftp_host(), url=url, allow_networks=())
    with pytest.raises(FetchError, match="its address is refused") as told:
        await one.poll()
    assert told.value.permanent


async def test_a_name_that_leads_to_a_closed_address_is_refused(
    ftp_host, desk, monkeypatch
) -> None:
    """X02: what is resolved is checked, and what was checked is called."""
    host = ftp_host()
    url = host.url.replace("127.0.0.1", "localhost")
    with pytest.raises(FetchError, match="its address is refused"):
        await desk(host, url=url, allow_networks=()).poll()
    assert host.commands == []
    put(host, "a.xml")
    assert names(await desk(host, url=url).poll()) == ["a.xml"]


async def test_a_server_that_greets_without_end_is_given_up(desk) -> None:
    async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while True:
                writer.write(b"220-welcome\r\n" * 1000)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]

        class Host:
            url = f"ftp://127.0.0.1:{port}/"

        with pytest.raises(FetchError, match="its answers have no end"):
            await desk(Host).poll()


async def test_what_a_server_says_is_never_repeated(desk) -> None:
    """X06."""

    async def insult(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"421 zqstranger <script>\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(insult, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]

        class Host:
            url = f"ftp://127.0.0.1:{port}/"

        with pytest.raises(FetchError, match=r"^the server answers 421$"):
            await desk(Host).poll()


async def test_one_session_at_a_time_is_open_to_a_host(ftp_host, desk) -> None:
    host = ftp_host()
    put(host, "a.xml")
    open_now: list[int] = []
    most: list[int] = []

    def come(handler, arg: str) -> None:
        open_now.append(1)
        most.append(len(open_now))

    host.on["USER"] = come
    host.settings["on_disconnect"] = lambda handler: open_now.pop()
    host.stop()
    host.start()
    one = desk(host)
    found = await asyncio.gather(*(one.fetch() for _ in range(4)))
    assert [names(each) for each in found] == [["a.xml"]] * 4
    assert len(most) == 4
    assert max(most) <= 2, "the last one's end may be seen after the next one's beginning"


async def test_another_address_is_another_directory(ftp_host, desk) -> None:
    host = ftp_host()
    put(host, "a.xml")
    one = desk(host)
    await one.poll()
    one.source = replace(one.source, url=f"{host.url}/*.xml")
    assert names(await one.poll()) == ["a.xml"]
