"""Whatever the address and its spelling: the guard against what the C library reads, and against a table
that was written by other hands, in another form.
"""

from __future__ import annotations

import ipaddress
import socket

from hypothesis import example, given, settings
from hypothesis import strategies as st

from feeds.guard import check_url, literal, refusal

WORDS = st.integers(0, 0xFFFFFFFF)
LOW = st.sampled_from(
    [0, 1, 0x7F000001, 0x0A000001, 0xA9FEA9FE, 0x64646464, 0xC0A80001, 0xFFFFFFFF]
)
EDGES = st.sampled_from([
    "0.0.0.0", "0.255.255.255", "1.0.0.0", "9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0",
    "100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0", "126.255.255.255", "127.0.0.0",
    "127.255.255.255", "128.0.0.0", "169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0",
    "172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0", "191.255.255.255", "192.0.0.0",
    "192.0.0.255", "192.0.1.0", "192.0.2.255", "192.88.98.255", "192.88.99.0", "192.167.255.255",
    "192.168.0.0", "192.169.0.0", "198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0",
    "198.51.100.0", "203.0.113.255", "203.0.114.0", "223.255.255.255", "224.0.0.0", "240.0.0.0",
    "255.255.255.255",
]).map(ipaddress.IPv4Address)  # fmt: skip
IPV4 = EDGES | (WORDS | LOW).map(ipaddress.IPv4Address)


def is_public_4(address: ipaddress.IPv4Address) -> bool:
    """As the RFCs tell it, octet by octet: 1122, 1918, 6598, 3927, 6890, 5737, 7526, 2544, 5771, 1112."""
    a, b, c, _ = address.packed
    if a in {0, 10, 127} or a >= 224:
        return False
    if a == 100:
        return not 64 <= b < 128
    if a == 169:
        return b != 254
    if a == 172:
        return not 16 <= b < 32
    if a == 192:
        return b != 168 and (b, c) not in {(0, 0), (0, 2), (88, 99)}
    if a == 198:
        return b not in {18, 19} and (b, c) != (51, 100)
    return (a, b, c) != (203, 0, 113)


def is_public_6(address: ipaddress.IPv6Address) -> bool:
    """As the text of the address tells it: RFC 4291, 6890, 6052, 8215, 3056, 4380, 3849, 9637, 9602."""
    text = address.exploded.replace(":", "")
    tail = ipaddress.IPv4Address(int(text[24:], 16))
    if text[:24] in {"0" * 20 + "ffff", "0" * 16 + "ffff0000", "0064ff9b" + "0" * 16}:
        return is_public_4(tail)  # mapped, translated, NAT64
    if text[:24] == "0" * 24:
        return int(text, 16) > 1 and is_public_4(tail)  # compatible
    if text[:4] == "2002":
        return is_public_4(ipaddress.IPv4Address(int(text[4:12], 16)))
    if text[:8] == "20010000":
        client = ipaddress.IPv4Address(0xFFFFFFFF ^ int(text[24:], 16))
        return is_public_4(client) and is_public_4(ipaddress.IPv4Address(int(text[8:16], 16)))
    if text[:4] == "2001" and int(text[4:8], 16) < 0x200:
        return False
    if text[:8] == "20010db8" or text[:5] == "3fff0":
        return False
    return text[0] in "23"


def carried(inner: ipaddress.IPv4Address) -> list[str]:
    """An IPv4 address inside of IPv6, in every way there is."""
    value, other = int(inner), 0x08080808
    high, low = value >> 16, value & 0xFFFF
    turned = value ^ 0xFFFFFFFF
    return [
        f"::ffff:{inner}", f"::{inner}", f"::ffff:0:{inner}", f"64:ff9b::{inner}",
        f"2002:{high:x}:{low:x}::1", f"2002:{high:x}:{low:x}:1:2:3:4:5",
        f"2001:0:{high:x}:{low:x}:0:0:{~other >> 16 & 0xFFFF:x}:{~other & 0xFFFF:x}",
        f"2001:0:{other >> 16:x}:{other & 0xFFFF:x}:8000:0:{turned >> 16:x}:{turned & 0xFFFF:x}",
    ]  # fmt: skip


@settings(max_examples=1500)
@given(IPV4)
def test_an_ipv4_address_is_refused_exactly_where_the_other_table_has_it(
    address: ipaddress.IPv4Address,
) -> None:
    """X04, X05."""
    assert (refusal(address, ()) == "") is is_public_4(address)


@settings(max_examples=1500)
@given(
    st.integers(0, 2**128 - 1).map(ipaddress.IPv6Address)
    | st.builds(
        lambda prefix, rest, tail: ipaddress.IPv6Address(prefix << 96 | rest << 32 | tail),
        st.sampled_from([0, 0x64FF9B, 0x20010000, 0x20010DB8, 0x200101FF, 0x20010200, 0x20027F00, 0x3FFF0000,
                         0x3FFF0FFF, 0x3FFF1000, 0x5F000000, 0xFC000000, 0xFE800000, 0xFEC00000, 0xFF020000,
                         0x26064700, 0x1FFFFFFF, 0x40000000, 0x01000000]),
        st.sampled_from([0, 0xFFFF, 0xFFFF0000, 1, 1 << 32, 0x1000000000000]),
        WORDS | LOW,
    )
)  # fmt: skip
@example(ipaddress.IPv6Address("64:ff9b:1::808:808"))
@example(ipaddress.IPv6Address("64:ff9b::808:808"))
def test_an_ipv6_address_is_refused_exactly_where_the_other_table_has_it(
    address: ipaddress.IPv6Address,
) -> None:
    """X04, X05."""
    assert (refusal(address, ()) == "") is is_public_6(address)


@settings(max_examples=500)
@given(IPV4)
def test_no_ipv6_form_hides_an_ipv4_address(inner: ipaddress.IPv4Address) -> None:
    """X04; CVE 30. What is public stays so, or DNS64 would break."""
    for text in carried(inner):
        refused = refusal(ipaddress.ip_address(text), ()) != ""
        own = text.startswith("::") and int(ipaddress.ip_address(text)) <= 1
        assert refused is not (is_public_4(inner) and not own), text


NUMERALS = st.sampled_from(["{}", "0{:o}", "00{:o}", "0x{:x}", "0X{:X}", "0x00{:x}"])


@st.composite
def spellings(draw: st.DrawFn) -> tuple[str, ipaddress.IPv4Address]:
    """An address, and one of the ways in which inet_aton(3) reads it."""
    address = draw(IPV4)
    parts = draw(st.integers(1, 4))
    octets = list(address.packed)
    numbers = [*octets[: parts - 1], int.from_bytes(bytes(octets[parts - 1 :]), "big")]
    text = ".".join(draw(NUMERALS).format(number) for number in numbers)
    dots = draw(st.sampled_from([".", "\u3002", "\uff0e", "\uff61"]))
    return text.replace(".", dots) + draw(st.sampled_from(["", ".", dots])), address


@settings(max_examples=500)
@given(spellings())
def test_any_spelling_of_an_address_is_judged_as_that_address(
    spelt: tuple[str, ipaddress.IPv4Address],
) -> None:
    """X05; CVE 44."""
    text, address = spelt
    assert literal(text) == address
    assert (check_url(f"http://{text}/", allowed=(), redirect=False) == "") is is_public_4(address)


@settings(max_examples=1500)
@given(st.text("0123456789abcfxX.", max_size=18))
def test_what_the_c_library_takes_for_an_address_the_guard_takes_for_the_same(text: str) -> None:
    """X05. And what neither does, and ends as a number does, is asked of no resolver."""
    try:
        read = ipaddress.IPv4Address(socket.inet_aton(text))
    except OSError:
        read = None
    if read is not None:
        assert literal(text) == read
    last = text.removesuffix(".").rpartition(".")[2]
    if literal(text) is None and last.isdigit():
        assert check_url(f"http://{text}/", allowed=(), redirect=False)
