"""Kills, holds and corrections that name no id: what they ask, and what they name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.decide.notices import matched, reference
from feeds.decide.notices.forms import Verb
from feeds.model import Item, PubStatus, Status
from tests.unit.decide.notices import NOON, MakeItem, a_story, an_item_of, judged, read

PIECES = (
    "Please kill ", "the story ", "slugged ", "BC-BELL", "dpa 157", " \"Bell\" ", "headlined ", "is withdrawn", ". ", "\n", "KILL ",
    "of Nov 2 ", "of 31/02/2026 ", "Feb 30 ", "at 10:15 ", "25:99 ", "Die Meldung ", "कृपया ", "“", "”", "'", "(", ")", "१४", "²", "00000 ",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "headline", "provider", "verb"),
    [
        ("Please kill the story slugged BC-Bay-Bell, V9991. A kill is mandatory.", "x", "AP", Verb.KILL),
        ('The story headlined "Divers raise a bell" is withdrawn.', "x", "Reuters", Verb.KILL),
        ('The Nov 2 story headlined Divers raise a bell is withdrawn as it was wrong.', "x", "Reuters", Verb.KILL),
        ("ADVISORY: Please disregard the alert on bells at 0712 GMT.", "ADVISORY-Bells", "Reuters", Verb.KILL),
        ('Kindly ignore IANS story No. 23 headlined "A bell".', "x", "IANS", Verb.KILL),
        ("PTI has withdrawn its story about a bell.", "x", "PTI", Verb.KILL),
        ("The Press Trust of India is withdrawing the story on bells.", "x", "PTI", Verb.KILL),
        ('Please consider the story headlined "A bell" as annulled.', "x", "TASS", Verb.KILL),
        ('Subscribers are requested to kill the item "A bell rises".', "x", "ANI", Verb.KILL),
        ("The item slugged BELL stands cancelled.", "x", "Kyodo", Verb.KILL),
        ("KILL BC-Bay-Bell, moved Nov. 2. The account is not confirmed.", "BC-Bay-Bell-Kill", "AP", Verb.KILL),
        ("IANS story No.23 'A bell' stands withdrawn. Inconvenience regretted.", "x", "IANS", Verb.KILL),
        ("The above story 'A bell' may please be killed.", "x", "IANS", Verb.KILL),
        ("We are withdrawing the story titled 'A bell'. Please take it down.", "x", "ANI", Verb.KILL),
        ('Kyodo News asks subscribers to kill the item K045 "Bell raised".', "x", "Kyodo", Verb.KILL),
        ('KILL Kyodo 045 "Divers raise a bell".', "x", "Kyodo", Verb.KILL),
        ("Achtung: Bitte die Meldung dpa 0157 «Glocke gehoben» nicht verwenden.", "x", "dpa", Verb.KILL),
        ('Nous annulons la dépêche "La cloche remonte" de 10h15.', "x", "AFP", Verb.KILL),
        ("Atención abonados: anulen la noticia titulada «Sube la campana».", "x", "EFE", Verb.KILL),
        ("समाचार 'नदी से घंटा निकला' को निरस्त समझा जाए।", "x", "IANS", Verb.KILL),
        ('Si prega di annullare la notizia "Sale la campana".', "x", "ANSA", Verb.KILL),
        ("PTI subscribers are requested to put on hold the story DES12 NAT-BELL.", "x", "PTI", Verb.HOLD),
        ('The story "A bell" should not be used until it is verified.', "x", "Reuters", Verb.HOLD),
        ("Wir bitten Sie, die Meldung «Glocke gehoben» (dpa 0157) zurückzuhalten.", "x", "dpa", Verb.HOLD),
        ("A story on Nov. 2 about a bell misstated its weight.", "Correction: Bay-Bell", "AP", Verb.CORRECT),
        ("The figures are being checked.", "KILL: Divers raise a bell", "PTI", Verb.KILL),
        ("Bitte verwenden Sie die Meldung dpa 0157 „Glocke gehoben“ nicht.", "x", "dpa", Verb.KILL),
        ('dpa zieht die Meldung "Glocke gehoben" von 10.15 Uhr zurück.', "x", "dpa", Verb.KILL),
        ('Die Meldung "Glocke gehoben" wird hiermit zurückgezogen.', "x", "APA", Verb.KILL),
        ("Prière d'annuler la dépêche titrée « La cloche remonte ».", "x", "AFP", Verb.KILL),
        ('La dépêche "La cloche remonte" est annulée.', "x", "AFP", Verb.KILL),
        ('Rogamos anulen la noticia titulada "Sube la campana".', "x", "EFE", Verb.KILL),
        ('La noticia "Sube la campana" queda anulada.', "x", "EFE", Verb.KILL),
        ("कृपया 'नदी से घंटा निकला' शीर्षक वाला समाचार निरस्त करें।", "x", "IANS", Verb.KILL),
        ("Просим аннулировать сообщение «Колокол подняли».", "x", "TASS", Verb.KILL),
        ("请勿采用题为《潜水员打捞铜钟》的稿件。", "x", "Xinhua", Verb.KILL),
        ('HOLD HOLD HOLD\n\nPlease hold item dpa 157 "A bell".', "x", "dpa", Verb.HOLD),
        ("Please withhold the story slugged BELL.", "x", "ANI", Verb.HOLD),
        ("Please do not use the story slugged BELL until further notice.", "x", "PTI", Verb.HOLD),
        ('The story headlined "A bell" is on hold.', "x", "Reuters", Verb.HOLD),
        ("Bitte verwenden Sie die Meldung dpa 0157 vorerst nicht.", "x", "dpa", Verb.HOLD),
        ("कृपया 'नदी से घंटा निकला' शीर्षक वाला समाचार रोक लें।", "x", "IANS", Verb.HOLD),
        ("In the story slugged BELL moved at 10:15, please read 40 kg instead of 60.", "x", "IANS", Verb.CORRECT),
        ("In a story Nov. 2 about a bell, the AP erroneously gave its weight.", "Correction: Bay-Bell story", "AP", Verb.CORRECT),
        ("In der Meldung dpa 0157 muss es im zweiten Absatz 40 Kilo heißen.", "x", "dpa", Verb.CORRECT),
        ('Dans la dépêche "La cloche remonte" lire 40 kg au lieu de 60.', "x", "AFP", Verb.CORRECT),
        ('En la noticia "Sube la campana" donde dice 60 debe decir 40.', "x", "EFE", Verb.CORRECT),
        ("Eds: In the story slugged BELL please read 40 kg instead of 60.", "x", "IANS", Verb.CORRECT),
    ],
)  # fmt: skip
def test_a_notice_says_what_is_to_be_done(
    text: str, headline: str, provider: str, verb: Verb
) -> None:
    found = read(text, headline, provider)
    assert (found.verb, found.bare, found.explicit) == (verb, True, True)


def test_a_notice_names_slug_number_headline_day_and_time() -> None:
    found = read(
        'Attention subscribers: Please kill the story DEL23 BIZ-LIFTS slugged "Lift prices to double" '
        "issued by PTI on Nov 1 at 1112 hrs. The error is regretted.",
        "KILL: Lift prices to double",
        "PTI",
    )
    assert found.numbers == ("DEL23",)
    assert found.slugs == ("BIZ-LIFTS",)
    assert "Lift prices to double" in found.own_headlines
    assert (found.days, found.clock, found.offset) == ((date(2026, 11, 1),), "11:12", None)


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ('The story headlined "Fire after quake. Two dead" is withdrawn.', "Fire after quake. Two dead"),
        ("The story headlined Divers raise a bell is withdrawn.", "Divers raise a bell"),
        ('Please kill item dpa 157 "Divers raise a bell".', "Divers raise a bell"),
        ('Please kill the "Divers raise a bell" story.', "Divers raise a bell"),
        ("Please kill our story “Divers raise a bell”.", "Divers raise a bell"),
        ("Please kill this story.\nHeadline: Divers raise a bell\nSlug: BELL", "Divers raise a bell"),
    ],
)  # fmt: skip
def test_a_headline_is_named_in_quotes_or_behind_a_word_that_says_so(
    text: str, headline: str
) -> None:
    assert read(text).headlines == (headline,)


@pytest.mark.parametrize(
    "text",
    [
        'Please kill the story slugged BELL. A substitute headlined "Divers raise no bell" will follow.',
        'Please kill the story slugged BELL and use the story headlined "Divers raise no bell".',
        'Please kill the story slugged BELL because our report "Divers raise no bell" says otherwise.',
        'Please kill the story slugged BELL. It is replaced by "Divers raise no bell", item 158.',
    ],
)
def test_the_story_that_takes_its_place_is_not_the_one_that_is_killed(text: str) -> None:
    right = a_story("right", "Divers raise no bell", slugline="BELL-2NDLEAD", number="158")
    assert judged(text, right).story == ""
    assert judged(text, right, a_story(slugline="BELL")).story == "bell"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Please kill the Nov 1 story slugged BELL.", (date(2026, 11, 1),)),
        ("Please kill the story slugged BELL of 1 November.", (date(2026, 11, 1),)),
        ("Please kill the story slugged BELL of Dec 31.", (date(2026, 12, 31),)),
        ("Please kill the story slugged BELL of 2026-11-01.", (date(2026, 11, 1),)),
        ("Please kill the story slugged BELL of 01/11/2026.", (date(2026, 1, 11), date(2026, 11, 1))),
        ("Please kill yesterday's story slugged BELL.", (date(2026, 11, 1),)),
        ("Please kill Saturday's story slugged BELL.", (date(2026, 10, 31),)),
        ("Please kill the story slugged BELL of Feb 30.", ()),
        ("Please kill the story slugged BELL because the fair is on Nov 5.", ()),
    ],
)  # fmt: skip
def test_the_day_is_that_of_the_story(text: str, days: tuple[date, ...]) -> None:
    assert read(text).days == days


def test_a_kill_in_a_note_to_editors_leaves_the_copy_below_it_standing() -> None:
    found = read(
        "(Eds: Please kill the story slugged BELL; this one takes its place)\n\nPune, Nov 2 (IANS) A bell."
    )
    assert (found.verb, found.bare, found.slugs) == (Verb.KILL, False, ("BELL",))


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("PUNE, Nov 2 (Reuters) - Divers raised a bell of 40 kg.", "CORRECTED-Divers raise a bell"),
        ("(Corrects weight in 2nd paragraph to 40, not 60)\n\nPUNE, Nov 2 (Reuters) - A bell.", "A bell"),
        (("In a story Nov. 2 about a bell, the AP erroneously gave its weight. A corrected version is below:\n\n"
         "PUNE (AP) - Divers raised a bell."), "Correction: Bay-Bell story"),
    ],
)  # fmt: skip
def test_a_correction_that_carries_the_story_is_no_notice(text: str, headline: str) -> None:
    assert reference(an_item_of(text, headline, "Reuters")) is None


ORDINARY = [
    ("Police kill three in raid on report of theft", "Police killed three men on Monday, a report said."),
    ("Kill fees for film writers to rise", "The guild said that a kill fee is due for each story."),
    ("Army withdraws from the bay", "The army withdrew its troops from the bay after a story in a paper."),
    ("Bank withdraws notes", "The bank has withdrawn its notes from the market, the report said."),
    ("Daily withdraws story about mayor", "The Daily has withdrawn its story about the mayor."),
    ("Reuters retracts story", "Reuters has withdrawn its story about the bell, the Daily wrote."),
    ("Editor told to kill the story", '"Please kill the story," the editor told his desk.'),
    ("A note on the door", "Please kill the story was all that the note said."),
    ("Front page held", "Please hold the front page: a story of ink."),
    ("Hold music wins a prize", "Please hold your applause, the story is not over."),
    ("Paper takes story down", 'The story headlined "Bell" was withdrawn by the Daily on Monday.'),
    ("Paper takes story down", 'The story headlined "Bell" has been withdrawn, the Daily said on Monday.'),
    ("Paper takes story down", 'The story headlined "Bell" has been withdrawn from its website.'),
    ("Series ends", 'The item headed "Bell" is killed off in the second act.'),
    ("Report off the shelves", "The report on the killing is withdrawn from sale."),
    ("Troops out", "Troops withdrawn from the border were killed."),
    ("Kill Kill Kill opens", "The film Kill Kill Kill opens on Friday."),
    ("Newspaper prints correction", "The paper printed a correction of its story about the mayor on Monday."),
    ("How a correction came to be", "In the story the hero should have been a diver, the critic wrote."),
    ("Minister corrects himself", "The minister corrected his statement: it is 40 crore, not 60 crore."),
    ("Court annuls order", "The court annulled the order headlined in the papers as a victory."),
    ("Recall of lifts", "The maker has cancelled the item from its list of lifts."),
    ("Ferry cancelled", "The ferry of 10:15 is cancelled because of fog."),
    ("Ignore rumours, says mayor", "Please ignore the rumours, the mayor said in a report."),
    ("Agency killed", "Lawmakers killed the bill that would have made an agency."),
    ("Advisory council meets on bees", "The council advised growers to hold back sprays."),
    ("Correction officers strike", "Correction officers held a rally against the report on Monday."),
    ("Withdrawn divers return to Pune", "The divers came back on Monday."),
    ("Minister zieht Bericht zurück", "Der Minister zieht den Bericht über die Glocke zurück, sagte er."),
    ("Gericht annulliert Bescheid", "Die Nachricht vom Urteil kam am Montag, der Bescheid ist aufgehoben."),
    ("Le concert est annulé", "Le concert de samedi est annulé, selon une information de la mairie."),
    ("La feria queda anulada", "La feria queda anulada por la lluvia, según la información del alcalde."),
    ("सरकार ने आदेश रद्द किया", "सरकार ने समाचार पत्रों पर लगा आदेश रद्द कर दिया।"),
    ("खबर फैली", "नाव डूबने की खबर के बाद मेला रद्द कर दिया गया।"),
    ("Summe korrigiert", "In der Nachricht an die Eltern heißt es, die Schule öffne am Montag."),
    ("News advisory for Monday", "Politics\n\n-- Lawmakers vote on archive bill"),
    ("Author asks for mercy", "The author begged readers: please do not kill the story with spoilers."),
    ("Hackers post fake kill notice", "Hackers sent a fake notice to kill a story, the agency said."),
    ("Kill list", "The kill list has 157 names, item 23 of the charge sheet says."),
    ("Bank warns", 'The bank asked customers to ignore the report "Bank to close" on Monday.'),
    ("Bank warns", 'Customers are advised to ignore the report "Bank to close".'),
    ("Story draws attention", "Attention turned to the story headlined 'Bell' after it was removed."),
    ("Senator asks", "Please remove the line, a senator asked of the report titled 'Bell'."),
    ("Writers strike", "We have a story No. 12 to tell and nobody will cancel it, a writer sang."),
    ("Court holds", "The court held that the article titled 'Bell' was fair."),
    ("Play cancelled", "The play titled 'Bell' is cancelled and tickets are paid back."),
    ("Law annulled", "The law titled 'Bells and Towers' is annulled as of Monday."),
    ("Film withdrawn", "The film headlined by R. Deshmane is withdrawn as of Friday."),
    ("Band cancels", "The band cancels its lead single 'Bell' after a report of theft."),
    ("Agency under fire", "IANS is a school in Pune whose report 'Bell' was withdrawn by its board."),
    ("Buch zurückgezogen", "Der Verlag zieht das Buch mit dem Titel «Glocke» zurück."),
    ("Livre retiré", "L'éditeur retire le livre intitulé « La cloche » de la vente."),
    ("Libro retirado", "La editorial retira el libro titulado «La campana»."),
    ("法院撤销判决", "据消息，法院撤销了判决。请勿使用手机。"),
    ("Hold on the item", "The senator placed a hold on item 157, the nomination of a judge."),
]  # fmt: skip


@pytest.mark.parametrize(("headline", "text"), ORDINARY)
@pytest.mark.parametrize("dateline", ["", "Pune, Nov 2 (IANS) "])
def test_a_story_about_killing_withdrawing_or_correcting_is_no_notice(
    headline: str, text: str, dateline: str
) -> None:
    assert reference(an_item_of(dateline + text, headline)) is None


def test_what_stands_further_down_is_the_storys_own() -> None:
    story = f"{'Divers raised a bell from the bay. ' * 30}\n\nPlease kill the story slugged BELL. It did."
    assert reference(an_item_of(story)) is None


def test_a_format_that_cancels_an_unknown_item_withdraws_nothing_else(an_item: MakeItem) -> None:
    item = an_item(pubstatus=PubStatus.CANCELED, verdict=Status.WITHDRAWN)
    ref = reference(item)
    assert ref is not None
    assert not ref.explicit
    found = matched(ref, [a_story("ferry", item.headline)])
    assert (found.story, [one.id for one in found.candidates]) == ("", ["ferry"])
    nothing = matched(ref, [a_story()])
    assert (nothing.candidates, nothing.alarm) == ((), False)


@pytest.mark.parametrize(
    "head", ["KILL KILL KILL", "KILL KILL KILL =", "Pune-Bell/ KILL KILL KILL ="]
)
def test_what_stands_under_a_head_is_read(head: str) -> None:
    text = f"{head}\n\nPlease kill item dpa 157. It is wrong."
    assert judged(text, a_story(number="dpa0157"), provider="dpa").story == "bell"
    named = f"{head}\n\nDivers raise a bell of Nov 2"
    assert judged(named, a_story(), provider="dpa").story == "bell"


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(tuple(Status)))
def test_any_text_is_a_notice_or_none_and_names_what_can_be_compared(
    pieces: list[str], verdict: Status
) -> None:
    text = "".join(pieces)
    item = Item(
        guid="", source="s", provider="dpa", headline=text[:80], body_text=text, ednote=text
    )
    ref = reference(replace(item, verdict=verdict, verdict_reason="x", versioncreated=NOON))
    if ref is not None:
        stories = [a_story(), a_story("two", "Bell", slugline="BC-BELL", number="dpa0157")]
        found = matched(ref, stories)
        assert found.alarm or found.story or not ref.explicit
        assert found.story in {"", *(one.id for one in found.candidates)}
