"""A poll of a mailbox against a real server: what comes, that nothing is changed, and what becomes of a
server that hangs, dies or asks for a password in the clear.
"""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.errors import FetchError
from feeds.model import Auth


def mail(subject: str, words: str = "The ferry left.") -> bytes:
    return f"Subject: {subject}\r\nMessage-ID: <{subject}@wire>\r\n\r\n{words}\r\n".encode()


def bodies(found) -> list[str]:
    heads = (payload.body.decode().partition("\r\n")[0] for payload in found.payloads)
    return [head.removeprefix("Subject: ") for head in heads]


@pytest.mark.parametrize("scheme", ["imap", "imaps"])
async def test_messages_come_once_the_oldest_first_and_no_flag_changes(
    imap_host, desk, trusted, scheme: str
) -> None:
    host = imap_host(scheme)
    host.append(mail("Ferry"), minute=1)
    host.append(mail("Rain"), minute=2)
    before = host.flags()
    one = desk(host)
    found = await one.poll()
    assert bodies(found) == ["Ferry", "Rain"]
    assert found.payloads[0].modified_at == datetime(2026, 11, 2, 11, 1, tzinfo=UTC)
    assert found.payloads[0].url.startswith(f"{host.url};UIDVALIDITY=")
    assert host.flags() == before
    assert all(b"Seen" not in line for line in before)
    assert (await one.poll()).unchanged
    host.append(mail("Sun"))
    assert bodies(await one.poll()) == ["Sun"]
    assert not any("SELECT" in line for line in host.commands)


async def test_a_message_comes_whole_for_its_parser(imap_host, desk) -> None:
    host = imap_host()
    host.deliver("a.xml", b"<nitf/>")
    (payload,) = (await desk(host).poll()).payloads
    assert payload.media_type == "message/rfc822"
    assert b"Please find our copy attached." in payload.body
    assert b'filename="a.xml"' in payload.body


async def test_another_uidvalidity_makes_everything_new(imap_host, desk) -> None:
    host = imap_host()
    host.append(mail("Ferry"))
    host.append(mail("Rain"))
    one = desk(host)
    first = await one.poll()
    host.anew()
    host.append(mail("Ferry"))
    again = await one.poll()
    assert bodies(again) == ["Ferry"]
    assert again.payloads[0].url != first.payloads[0].url
    assert (await one.poll()).unchanged


async def test_a_message_above_the_limit_is_named_once_and_not_asked_for(imap_host, desk) -> None:
    host = imap_host()
    host.append(mail("Flood", "x" * 10_000))
    host.append(mail("Rain"))
    one = desk(host)
    found = await one.poll()
    assert bodies(found) == ["Rain"]
    assert [why for _, why in found.faults] == ["is larger than 10000 bytes"]
    assert sum("BODY.PEEK" in line for line in host.commands) == 1
    assert (await one.poll()).faults == ()


async def test_so_many_messages_come_in_one_poll_and_the_rest_in_the_next(
    imap_host, desk, monkeypatch
) -> None:
    monkeypatch.setattr("feeds.fetch.imapclient.MOST_FILES", 4)
    host = imap_host()
    with host.session() as own:
        for number in range(6):
            own.append(host.mailbox, "", None, mail(str(number), "x"))
    one = desk(host)
    assert bodies(await one.poll()) == ["0", "1", "2", "3"]
    assert bodies(await one.poll()) == ["4", "5"]


async def test_a_wrong_password_is_told_and_tried_again_in_its_time(imap_host, desk) -> None:
    host = imap_host()
    with pytest.raises(FetchError, match="refuses the user name or the password") as told:
        await desk(host, auth=Auth(username="news", password="zqwrong")).poll()
    assert not told.value.permanent
    assert "zq" not in str(told.value)


async def test_a_mailbox_that_is_not_there_is_told(imap_host, desk) -> None:
    host = imap_host()
    with pytest.raises(FetchError, match="the mailbox is not there"):
        await desk(host, url=host.url.replace(host.mailbox, "Else%22%20where")).poll()


async def test_the_inbox_is_meant_where_no_mailbox_is_named(imap_host, desk) -> None:
    host = imap_host()
    assert (await desk(host, url=host.url.removesuffix(host.mailbox)).poll()).unchanged
    assert any('EXAMINE "INBOX"' in line for line in host.commands)


# --- TLS


async def test_tls_is_used_where_it_is_offered(imap_host, desk, trusted) -> None:
    host = imap_host(starttls=True)
    host.append(mail("Ferry"))
    assert bodies(await desk(host).poll()) == ["Ferry"]


async def test_a_certificate_that_nobody_vouches_for_is_not_valid(imap_host, desk) -> None:
    host = imap_host(starttls=True)
    with pytest.raises(FetchError, match=r"^its certificate is not valid$"):
        await desk(host).poll()


async def test_a_certificate_of_another_name_is_not_valid_and_hears_no_password(
    imap_host, desk, monkeypatch, certificate_of_another: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate_of_another))
    host = imap_host("imaps", certificate=certificate_of_another)
    with pytest.raises(FetchError, match=r"^its certificate is not valid$"):
        await desk(host).poll()
    assert host.commands == []


async def test_outside_an_opened_range_no_password_goes_in_the_clear(
    imap_host, desk, monkeypatch
) -> None:
    host = imap_host()
    monkeypatch.setattr("feeds.fetch.dial.is_inside", lambda *_: False)
    with pytest.raises(FetchError, match=r"^it offers no TLS$"):
        await desk(host).poll()
    assert not any("AUTHENTICATE" in line or "LOGIN" in line for line in host.commands)


# --- servers that hang, die and lie


@pytest.mark.parametrize(
    "answer",
    [b"* OK zqhello\r\n" * 100_000, b"* 1 FETCH (BODY[] {99999999999}\r\n", b"zqhello\r\n" * 20],
)
async def test_a_server_that_says_what_nobody_asked_for_is_given_up(desk, answer: bytes) -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK zqready\r\n")
        try:
            while await reader.readline():
                for _ in range(10):
                    writer.write(answer)
                    await writer.drain()
        except ConnectionError:
            pass
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]

        class Host:
            url = f"imap://127.0.0.1:{port}/"
            auth = Auth(username="news", password="zqsecret")

        with pytest.raises(FetchError) as told:
            await desk(Host).poll()
    assert "zq" not in str(told.value)
    assert "took longer" not in str(told.value)


async def test_an_address_that_is_not_opened_is_refused(imap_host, desk) -> None:
    host = imap_host()
    with pytest.raises(FetchError, match="its address is refused") as told:
        await desk(host, allow_networks=()).poll()
    assert told.value.permanent
    assert host.commands == []


async def test_another_address_is_another_mailbox(imap_host, desk) -> None:
    host = imap_host()
    host.append(mail("Ferry"))
    one = desk(host)
    await one.poll()
    one.source = replace(one.source, url=f"{host.url}/")
    assert bodies(await one.poll()) == ["Ferry"]
