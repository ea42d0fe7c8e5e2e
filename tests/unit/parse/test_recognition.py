"""What is it? The content tells, whatever name, address and media type say."""

import contextlib
import importlib
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from feeds.errors import ParseError
from feeds.model import WIRE_FORMATS, Payload
from feeds.parse import parse, recognise
from tests.processor import within

MakePayload = Callable[..., Payload]

RSS = (
    '<rss version="2.0"><channel><title>Wire</title>'
    "<item><title>Café: a bell</title></item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>'
    "<entry><title>Café: a bell</title></entry></feed>"
)
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
    "<channel><title>Wire</title></channel><item><title>Café: a bell</title></item></rdf:RDF>"
)
JSON = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "Wire",'
    ' "items": [{"id": "1", "title": "Café: a bell"}]}'
)
TEXT = "Café: a bell\n\nDivers raised a bell from the bay.\n"
DECLARATION = '<?xml version="1.0"?>'


@pytest.mark.parametrize(
    ("document", "format_"),
    [(RSS, "rss20"), (ATOM, "atom10"), (RDF, "rss10"), (JSON, "json11"), (TEXT, "wiretext")],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("blanks", ["", "\n", "\r\n \t"])
def test_the_content_says_what_it_is(
    document: str, format_: str, mark: str, blanks: str, a_payload: MakePayload
) -> None:
    for url in ("file:///wire/5", "file:///wire/5.html", "file:///wire/5.json"):
        found = parse(a_payload(mark + blanks + document, url=url))
        assert found.format == format_
        assert [item.headline.value for item in found.items] == ["Café: a bell"]


@pytest.mark.parametrize("document", [RSS, ATOM, RDF, JSON])
@pytest.mark.parametrize(
    "media_type", ["", "text/html", "text/plain", "application/octet-stream", "image/png", "x"]
)
def test_what_the_server_calls_it_does_not_matter(
    document: str, media_type: str, a_payload: MakePayload
) -> None:
    assert len(parse(a_payload(document, media_type=media_type)).items) == 1


@pytest.mark.parametrize("document", [RSS, ATOM, RDF])
@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-16", True), ("utf-16", False), ("utf-16-le", True), ("utf-16-be", True)],
)
def test_utf_16_is_recognised_by_its_mark_or_by_its_first_signs(
    document: str, encoding: str, declared: bool, a_payload: MakePayload
) -> None:
    start = f'<?xml version="1.0" encoding="{encoding}"?>' if declared else ""
    found = parse(a_payload((start + document).encode(encoding)))
    assert [item.headline.value for item in found.items] == ["Café: a bell"]


@pytest.mark.parametrize(
    ("encoding", "headline"),
    [
        ("windows-1251", "Колокол"),
        ("koi8-r", "Колокол"),
        ("iso-8859-1", "Café"),
        ("windows-1252", "Café – “bell”"),
        ("gb2312", "一口钟"),
        ("big5", "一口鐘"),
        ("shift_jis", "鐘が鳴る"),
        ("euc-kr", "종"),
    ],
)
def test_the_encoding_that_a_document_declares_is_the_one_it_is_read_in(
    encoding: str, headline: str, a_payload: MakePayload
) -> None:
    document = RSS.replace("Café: a bell", headline)
    body = f'<?xml version="1.0" encoding="{encoding}"?>{document}'.encode(encoding)
    assert parse(a_payload(body)).items[0].headline.value == headline


def test_the_servers_word_on_the_encoding_goes_before_the_documents(a_payload: MakePayload) -> None:
    body = RSS.encode("iso-8859-1")
    found = parse(a_payload(body, media_type="text/xml; charset=iso-8859-1"))
    assert found.items[0].headline.value == "Café: a bell"


def test_xml_without_a_word_on_its_encoding_is_utf_8_even_as_text_xml(
    a_payload: MakePayload,
) -> None:
    """RFC 7303."""
    found = parse(a_payload(RSS, media_type="text/xml"))
    assert found.items[0].headline.value == "Café: a bell"


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html><head><title>Wire</title></head><body>Sign in</body></html>",
        "<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>",
        "<html lang=en><body>Sign in</body></html>",
        "<HTML>",
        "<head><meta charset=utf-8></head>",
        "<body>Sign in</body>",
        "\n  <!-- saved --> <!-- twice -->\n<html>",
        "\ufeff<!DOCTYPE html>",
    ],
)
@pytest.mark.parametrize("url", ["https://wire.example/rss", "file:///wire/5.xml"])
def test_an_html_page_is_refused_as_one(page: str, url: str, a_payload: MakePayload) -> None:
    """C37."""
    with pytest.raises(ParseError) as refused:
        parse(a_payload(page, url=url, media_type="text/html"))
    assert "not a feed" in str(refused.value)
    assert "HTML page" in str(refused.value)
    assert "text/html" in str(refused.value)
    assert "Sign in" not in str(refused.value)


@pytest.mark.parametrize(
    "page",
    [
        '<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "y"><html xmlns="http://www.w3.org/1999/xhtml"/>',
        '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"/>',
    ],
)
def test_a_page_of_xhtml_is_refused_as_a_page(page: str, a_payload: MakePayload) -> None:
    with pytest.raises(ParseError, match="HTML page"):
        parse(a_payload(page))


@pytest.mark.parametrize("body", [b"", b" \r\n\t ", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n"])
def test_an_empty_document_is_refused_as_one(body: bytes, a_payload: MakePayload) -> None:
    with pytest.raises(ParseError, match="empty"):
        parse(a_payload(body))


@pytest.mark.parametrize(
    "body",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<opml version='2.0'><body/></opml>",
        b"<a><b>c</b></a>",
        b"<",
        b"<?xml",
        b'{"error": "sign in"}',
        b"[]",
        b"[1, 2]",
        b'{"items": {"id": 1}}',
        b"{",
        b"Too many requests",
        b"\x1f\x8b\x08\x00\x00\x00",
        bytes(range(256)),
        b"\x00\x00\x00\x00",
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_what_comes_from_the_web_and_is_no_feed_is_refused(
    body: bytes, a_payload: MakePayload
) -> None:
    with pytest.raises(ParseError) as refused:
        parse(a_payload(body, media_type="application/x-news"))
    assert str(refused.value)
    assert refused.value.media_type == "application/x-news"


@pytest.mark.parametrize(
    "body", [bytes(range(256)), b"\x89PNG\r\n\x1a\n\x00\x00", b"Bell\n\n\x00\x01\x02 story"]
)
def test_a_file_that_is_no_text_is_refused_with_the_line(body: bytes, a_file: MakePayload) -> None:
    with pytest.raises(ParseError, match="no text") as refused:
        parse(a_file(body))
    assert refused.value.position.startswith("line ")


def test_plain_text_is_a_story_in_a_directory_and_no_feed_on_the_web(
    a_payload: MakePayload, a_file: MakePayload
) -> None:
    assert parse(a_file(TEXT)).format == "wiretext"
    with pytest.raises(ParseError, match="not a feed"):
        parse(a_payload(TEXT, media_type="text/html"))


def test_wire_text_in_utf_16_is_recognised(a_file: MakePayload) -> None:
    found = parse(a_file("Divers raise a bell\n\nIt rang once.".encode("utf-16")))
    assert found.format == "wiretext"
    assert found.items[0].headline.value == "Divers raise a bell"


def test_a_notice_before_a_feed_does_not_hide_it(a_payload: MakePayload) -> None:
    for document in (RSS, ATOM, RDF):
        found = parse(a_payload(f"Notice: undefined index in feed.php\n{document}"))
        assert [item.headline.value for item in found.items] == ["Café: a bell"]


@pytest.mark.parametrize("charset", ["undefined", "null", "hex", "idna", "none"])
def test_a_character_set_that_is_none_says_nothing_of_a_feed(
    charset: str, a_payload: MakePayload
) -> None:
    for document in (RSS, ATOM, RDF):
        found = parse(a_payload(document, media_type=f"text/xml; charset={charset}"))
        assert [item.headline.value for item in found.items] == ["Café: a bell"]


def test_a_named_format_is_taken_at_its_word(a_payload: MakePayload) -> None:
    assert parse(a_payload(JSON), format="jsonfeed").format == "json11"
    assert parse(a_payload(RSS), format="feed").format == "rss20"
    assert parse(a_payload(TEXT), format="wiretext").format == "wiretext"
    for wrong, name in ((RSS, "jsonfeed"), (JSON, "feed"), (TEXT, "feed"), (TEXT, "jsonfeed")):
        with pytest.raises(ParseError):
            parse(a_payload(wrong), format=name)
    assert len(WIRE_FORMATS) == len(set(WIRE_FORMATS))
    for name in WIRE_FORMATS[1:]:
        module = importlib.import_module(f"feeds.parse.{name}")
        assert callable(getattr(module, f"parse_{name}"))


def test_a_feed_without_items_is_no_fault(a_payload: MakePayload) -> None:
    """C38."""
    empty = RSS.partition("<item>")[0] + "</channel></rss>"
    assert parse(a_payload(empty)).items == ()
    assert parse(a_payload('{"items": []}')).items == ()


def test_what_is_there_of_a_document_that_was_cut_off_is_read(a_payload: MakePayload) -> None:
    two = RSS.partition("</channel>")[0] + "<item><title>A rope"
    headlines = [item.headline.value for item in parse(a_payload(two)).items]
    assert headlines[0] == "Café: a bell"


def test_an_error_crosses_process_borders_whole(a_payload: MakePayload) -> None:
    with pytest.raises(ParseError) as refused:
        parse(a_payload('{"items": [\n}', media_type="application/json"))
    copy = pickle.loads(pickle.dumps(refused.value))
    assert (copy.message, copy.media_type, copy.position) == (
        refused.value.message,
        "application/json",
        refused.value.position,
    )
    assert str(copy) == str(refused.value)


# Entities of a document's own making: X10.

SUBSETS = {
    "laughs": "".join(
        ['<!ENTITY a0 "ha">', *(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))]
    ),
    "long entity": f'<!ENTITY a11 "{"ha" * 50_000}">',
    "external entity": '<!ENTITY a11 SYSTEM "file:///etc/hostname">',
    "entity from the web": '<!ENTITY a11 PUBLIC "x" "http://127.0.0.1:1/x">',
    "parameter entity": '<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p;',
    "nothing": "",
    "declarations": '<!ELEMENT rss ANY><!ATTLIST title type CDATA "html">',
}
ATTACKS = [pytest.param(f"<!DOCTYPE rss [{subset}]>", id=name) for name, subset in SUBSETS.items()]


@pytest.mark.parametrize("doctype", ATTACKS)
@pytest.mark.parametrize("document", [RSS, ATOM, RDF])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_a_document_that_defines_entities_is_refused(
    doctype: str, document: str, encoding: str, a_payload: MakePayload
) -> None:
    laughing = document.replace("Café", "&a11;" * 20)
    body = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>{doctype}{laughing}'
    with pytest.raises(ParseError, match="DOCTYPE"):
        parse(a_payload(body.encode(encoding)))


@pytest.mark.parametrize(
    "start",
    [
        "", "\n", "<!-- a comment with <tags> in it -->", "<?xml-stylesheet href='x.css'?>",
        "<!-- <rss> --><?x y?>\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE rss [<!ENTITY a 'ha'>]>", "<!doctype rss [<!entity a 'ha'>]>",
        "<!DOCTYPE\nrss\n[\n<!ENTITY a 'ha'>\n]>", "<!DOCTYPE rss SYSTEM 'x.dtd' [<!ENTITY a 'ha'>]>",
    ],
)  # fmt: skip
def test_entities_are_found_wherever_they_are_defined(
    start: str, doctype: str, a_payload: MakePayload
) -> None:
    for declaration in (DECLARATION, ""):
        for document in (RSS, RSS.replace("Café", "&a;")):
            with pytest.raises(ParseError, match="DOCTYPE"):
                parse(a_payload(f"{declaration}{start}{doctype}{document}"))


def test_an_instruction_before_a_doctype_does_not_hide_it(a_payload: MakePayload) -> None:
    subset = '<!DOCTYPE rss [<!ATTLIST title type CDATA "html">]>'
    for start in ("<?x <rss ?>", '<?xml version="1.0"?><?x <a ?>'):
        with pytest.raises(ParseError, match="DOCTYPE"):
            parse(a_payload(start + subset + RSS))


@pytest.mark.parametrize("start", ["", "<?xml version='1.0'?>", "<!-- <rss> -->"])
def test_a_sign_in_a_name_does_not_end_a_doctype(start: str, a_payload: MakePayload) -> None:
    doctype = "<!DOCTYPE rss PUBLIC '>' 'x' [<!ENTITY a 'ha'>]>"
    with pytest.raises(ParseError, match="DOCTYPE"):
        parse(a_payload(start + doctype + RSS.replace("Café", "&a;")))


def test_a_doctype_far_into_a_document_is_found(a_payload: MakePayload) -> None:
    far = f"<!--{'x' * (4 * 1024 * 1024)}--><!DOCTYPE rss [<!ENTITY a 'ha'>]>"
    with pytest.raises(ParseError, match="DOCTYPE"):
        parse(a_payload(far + RSS.replace("Café", "&a;")))


def test_utf_7_hides_nothing(a_payload: MakePayload) -> None:
    document = "<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>" + RSS
    body = b'<?xml version="1.0" encoding="utf-7"?>' + document.encode("utf-7")
    with pytest.raises(ParseError):
        parse(a_payload(body))


def test_a_plain_doctype_is_read_over_and_nothing_is_fetched_for_it(
    a_payload: MakePayload,
) -> None:
    """X10: the one of RSS 0.91 is common. What it defines elsewhere stays undefined."""
    for doctype in (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:1/x.dtd">',
        '<!DOCTYPE rss SYSTEM "file:///etc/hostname">',
        "<!DOCTYPE rss>",
    ):  # fmt: skip
        found = parse(a_payload(f"{DECLARATION}{doctype}{RSS}"))
        assert [item.headline.value for item in found.items] == ["Café: a bell"]
        undefined = parse(a_payload(f"{DECLARATION}{doctype}{RSS.replace('a bell', '&x;')}"))
        assert "Café" in undefined.items[0].headline.value


def test_no_document_reads_a_file_of_ours(a_payload: MakePayload, tmp_path: Path) -> None:
    """X10."""
    ours = tmp_path / "ours.txt"
    ours.write_text("nobody's business")
    included = (
        '<description><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text"'
        f' href="{ours.as_uri()}"/></description></item>'
    )
    defined = f"<!DOCTYPE rss SYSTEM '{ours.as_uri()}'>{RSS.replace('Café', '&ours;')}"
    for document in (RSS.replace("</item>", included), defined):
        found = parse(a_payload(document))
        assert len(found.items) == 1
        assert "business" not in repr(found)


def test_copy_that_speaks_of_a_doctype_defines_none(a_payload: MakePayload) -> None:
    found = parse(a_payload(RSS.replace("Café: a bell", "<![CDATA[<!DOCTYPE html> at 30]]>")))
    assert found.items[0].headline.value == "<!DOCTYPE html> at 30"


def test_elements_in_elements_without_end_do_no_harm(a_payload: MakePayload) -> None:
    for depth in (100, 5_000):
        deep = f"<description>{'<a>' * depth}{'</a>' * depth}</description></item>"
        found = parse(a_payload(RSS.replace("</item>", deep)))
        assert [item.headline.value for item in found.items] == ["Café: a bell"]


def test_more_items_than_any_reader_wants_are_refused(a_payload: MakePayload) -> None:
    """X11."""
    start, _, end = RSS.partition("<item><title>Café: a bell</title></item>")
    many = "<item><title>x</title></item>" * 2001
    with pytest.raises(ParseError, match="2000"):
        parse(a_payload(start + many + end))
    assert len(parse(a_payload(start + many[: 2000 * len("<item><title>x</title></item>")] + end)).items) == 2000  # fmt: skip
    with pytest.raises(ParseError, match="2000"):
        parse(a_payload('{"items": [' + ",".join(["{}"] * 2001) + "]}"))


@pytest.mark.parametrize("word", [b"<!---->", b"<!-- -->\n", b"<!--", b"<?a?>", b"<!DOCTYPE a>"])
def test_recognising_takes_no_longer_where_a_word_comes_again_and_again(
    word: bytes, a_payload: Callable[..., Payload]
) -> None:
    for end in (b"x", b"<x"):
        with within(1), contextlib.suppress(ParseError):
            recognise(a_payload(word * 400 + end))
