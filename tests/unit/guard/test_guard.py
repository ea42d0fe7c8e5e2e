"""May we talk to this address? X01, X04, X05, X07, X31."""

from __future__ import annotations

import ipaddress

import pytest

from feeds.guard import check_url, literal, refusal

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.100.100.200", "0.0.0.0", "0.1.2.3", "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1",
        "198.51.100.7", "203.0.113.9", "192.88.99.1",
        "::1", "::", "fe80::1", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1",
        "100::1", "4000::1", "abcd::1", "::1:0:0:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe", "2001:0:7f00:1::1", "2001:10::1", "3fff::1",
        "::a9fe:a9fe", "2002:c0a8:101::1", "64:ff9b::a00:1", "64:ff9b:1::808:808", "::ffff:100.100.100.200",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    """X04."""
    assert refusal(ipaddress.ip_address(address), ())


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111",
     "64:ff9b::808:808", "2002:808:808::1", "::ffff:8.8.8.8"],
)  # fmt: skip
def test_a_public_address_is_not(address: str) -> None:
    """X04: DNS64 goes on working."""
    assert refusal(ipaddress.ip_address(address), ()) == ""


def test_the_operator_opens_named_ranges_only() -> None:
    """X07."""
    assert refusal(ipaddress.ip_address("127.0.0.5"), LOOPBACK) == ""
    assert refusal(ipaddress.ip_address("::ffff:127.0.0.5"), LOOPBACK) == ""
    assert refusal(ipaddress.ip_address("10.0.0.1"), LOOPBACK)
    assert refusal(ipaddress.ip_address("::1"), LOOPBACK)
    # Of two addresses in one, that of the other end counts as well.
    teredo = "2001:0:7f00:1:0:0:f5ff:fffe"
    assert "10.0.0.1 is private" in refusal(ipaddress.ip_address(teredo), LOOPBACK)
    assert refusal(ipaddress.ip_address("64:ff9b:1::7f00:1"), LOOPBACK)
    local = (ipaddress.ip_network("64:ff9b:1::/48"),)
    assert refusal(ipaddress.ip_address("64:ff9b:1::7f00:1"), local) == ""


@pytest.mark.parametrize(
    "text",
    ["127.0.0.1", "127.1", "127.0.1", "0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1",
     "0177.1", "127.0.0.1.", "017700000001", "127\u30020\u30020\u30021", "0x7f\uff611", "127.0.0.1\u3002",
     "\uff11\uff12\uff17.\uff10.\uff10.\uff11", "\u2460\u2461\u2466.1", "127\uff0e1"],
)  # fmt: skip
def test_every_spelling_of_an_address_is_that_address(text: str) -> None:
    """X05."""
    assert literal(text) == ipaddress.ip_address("127.0.0.1")


@pytest.mark.parametrize("text", ["example.com", "1.2.3.4.5", "256.1.1.1", "08.1.1.1", "a.b", ""])
def test_a_name_is_no_address(text: str) -> None:
    assert literal(text) is None


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://x.example/", "gopher://x.example/", "data:text/plain,x",
     "jar:http://x.example/", "feed://x.example/", "http://", "http:///x", "http://a@b.example/",
     "http://a:b@127.0.0.1/", "http://b.example%2F%23/", "http://x.example/\r\nX: y",
     "http://x.example/ y", "http://x.example\\@y.example/", "http://x.example:99999/",
     "http://127.0.0.1/", "http://[::1]/", "http://0x7f.1/", "http://2130706433/", "//x.example/",
     "http://127\u30020\u30020\u30021/", "http://localhost\uff0f.x.example/", "http://256.1.1.1/", "http://1.2.3.4.5/",
     "http://x.example.0x7f/", "http://x.0x/", "http://08.1.1.1/", "http://\u0661\u0662\u0667.0.0.1/"],
)  # fmt: skip
def test_an_address_that_leads_astray_is_refused(url: str) -> None:
    """X01, X05, X31."""
    assert check_url(url, allowed=(), redirect=False)


def test_a_redirect_uses_the_ordinary_ports_but_a_source_may_name_another() -> None:
    """X01."""
    assert check_url("http://x.example:8080/", allowed=(), redirect=False) == ""
    assert check_url("http://x.example:8080/", allowed=(), redirect=True)
    assert check_url("https://x.example:443/", allowed=(), redirect=True) == ""
    assert check_url("http://127.0.0.1:8080/", allowed=LOOPBACK, redirect=True) == ""
