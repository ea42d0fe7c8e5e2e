"""A document's items are read step by step, all of them at each: none takes after another."""

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model import Hints, Rights, Source, Text, WireItem
from feeds.normalise import normalise
from feeds.normalise.html import all_sanitised, sanitised
from feeds.normalise.plain import paragraphs
from feeds.normalise.words import read_short, text_of
from tests.unit.normalise.conftest import NOON

BASE = "http://wire.example/"
COPY = (
    "",
    "Divers raised a bell.",
    "<p>Pune, Nov 2 (IANS) A bell rang.</p><p>--IANS ms/vd</p>",
    "(Eds: Adds quotes)",
    "--IANS",
    "By Asha Nair\n\nPune, Nov 2 (IANS) Divers raised a bell.\n\nIt rang &amp; rang.",
    "<p>Tehran: Xinhua reported a bell.</p><img src='a.gif' width='1'><b> </b>",
    "&lt;p&gt;Escaped&lt;/p&gt;",
    " A bell  >\t2 m\r\n \r\nrang \xa0 twice ",
    "Bells\x08 rang",
)
TEXTS = st.builds(Text, value=st.sampled_from(COPY), html=st.booleans())
WIRES = st.builds(WireItem, guid=st.text("ab"), summary=TEXTS, body=TEXTS, base=st.just(BASE))


@settings(deadline=None)
@given(st.lists(WIRES, max_size=6))
def test_each_item_is_what_it_is_alone(wires: list[WireItem]) -> None:
    source = Source(id="wire", provider="IANS", rights=Rights.FULL, timezone="Asia/Kolkata")

    def read(some: list[WireItem]) -> tuple[object, ...]:
        return normalise(some, source=source, hints=Hints(), received=NOON)

    assert read(wires) == tuple(item for wire in wires for item in read([wire]))


@given(st.lists(TEXTS, max_size=6))
def test_each_text_is_cleaned_as_it_is_alone(texts: list[Text]) -> None:
    clean = all_sanitised((text, BASE) for text in texts)
    assert clean == [sanitised(text, BASE) for text in texts]


@given(
    st.builds(
        Text, value=st.sampled_from(COPY) | st.text("a&<> \t\r\n\xa0\x08é"), html=st.booleans()
    )
)
def test_a_short_text_has_the_words_of_its_markup(text: Text) -> None:
    clean = sanitised(text, BASE)
    found, words = read_short(text, BASE)
    assert (found or paragraphs(words), words) == (clean, text_of(clean))
