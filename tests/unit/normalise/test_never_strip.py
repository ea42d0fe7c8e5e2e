"""In doubt keep the words: a leftover tag looks untidy, a lost clause is a wrong story."""

from collections.abc import Callable

import pytest

from feeds.model import Item

MakeItem = Callable[..., Item]

IANS = "Pune, Nov 2 (IANS) "
PROVIDERS = pytest.mark.parametrize("provider", ["IANS", "Xinhua", "Reuters"])


@PROVIDERS
@pytest.mark.parametrize(
    "opening",
    [
        "TEHRAN-based divers raised a bell from the bay.",
        "NATO said that its divers had raised a bell.",
        "Okafor — the mayor — said that a bell had been raised.",
        "IBM - which pays for it all - said that a bell had been raised.",
        "MOSCOW (Idaho) councillors have bought a bell.",
        "Delhi, Mumbai and Chennai recorded rain on Monday.",
        "Florence, 12 (pictured), heard the bell first.",
        'Rao: "We have the bell."',
        "May 9 -- a holiday -- passed without a bell.",
        'The plaque reads "PUNE, Nov 2 (IANS) A bell" and no more.',
        "By the time divers came, the bell had gone.",
        "By Friday the bell had gone.",
        "By Monday, Pune had a bell.",
        "Nov 2 (a Monday) was quiet in the harbour.",
        "Moscow, where the bell was cast, is far from here.",
        "Watch: Divers raise a bell",
        "Pune (pictured) has a harbour with a bell in it.",
        '"Pune: a city of bells" opens on Friday.',
        "(Monday's dive was the third.) A bell came up.",
        "Eds are people too, the desk said.",
        "(Adds up to 12 bells.) A bell came up.",
        "* A bell\n\n* A rope",
        "Bells of the bay\n\nDivers raised one.",
        "Rome, July 11 - the day of the bell - was hot.",
        "ROME, JULY 11-13 saw three bells.",
        "ROME - July 11 was hot.",
        "(Rome - July 11 was hot.) A bell came up.",
        "(July 11) A bell came up.",
        "JULY 11 - a day of bells.",
        "MONDAY, NOV 2 - The bell rang.",
        "CHRISTMAS, Dec 25 - The bell rang.",
        "JOHN SMITH, May 5 - The bell rang.",
        "RESULTS, Nov 2 - The bell won.",
        "HARBOUR FAIR, Nov 2 - 5 November at the pier.",
        "NATO, April 4 - the anniversary - is marked.",
        "(Updated, Nov 2) A bell came up.",
        "(Monday, Nov 2) A bell came up.",
        "(Born, May 4) A bell founder died.",
        "AMAZON (Amazon.com) - the retailer - sells bells.",
        "TONIGHT (ITV.com) - a film about bells.",
        "Question: Who raised the bell?",
        "Delhi Police: Two divers hurt.",
        "Covid-19: Bells are silent.",
        "By Train\n\nThe bell went by train.",
        "Director: Asha Nair. Music: nobody.",
        "Rao: We have the bell.",
        "新华社区图书馆3月15日电话通知读者。",
        "中新社北京7月9日电视节目单。",
    ],
)
def test_an_opening_that_only_looks_like_one_stays(
    opening: str, provider: str, the_item: MakeItem
) -> None:
    copy = f"{opening}\n\nIt rang once, they said."
    item = the_item(copy, provider=provider)
    assert item.body_text == copy
    assert item.dateline.text == item.dateline.city == item.byline == ""


@pytest.mark.parametrize("provider", ["IANS", "Xinhua"])
@pytest.mark.parametrize(
    "opening",
    [
        "Kumar (PTI) won the seat by 12 votes.",
        "Khan (PTI), who leads the province, has a bell.",
        "Guntur (AP) recorded its hottest day.",
        "Guntur (AP), Nov 2 was the hottest day.",
        "Nair (DPA) holds the contract for the bell.",
        "The list has Pune, Nov 2 (IANS) for its first entry.",
        "KABUL (AFP) police said that the bell had gone.",
    ],
)
def test_a_name_in_brackets_inside_a_sentence_is_no_tag(
    opening: str, provider: str, the_item: MakeItem
) -> None:
    item = the_item(f"{opening}\n\nIt rang once, they said.", provider=provider)
    assert item.body_text == f"{opening}\n\nIt rang once, they said."
    assert (item.dateline.text, item.via) == ("", ())


@pytest.mark.parametrize(
    "ending",
    [
        "It is safe to dive, the captain told IANS.",
        "It is safe to dive, the captain told IANS",
        '"It is safe to dive," he told IANS.',
        "The list was shown to an IANS correspondent.",
        "The list was shown to an IANS correspondent",
        "The poll was made by IANS-CVoter.",
        "The poll was made by IANS-CVoter",
        "IANS could not reach the captain.",
        "The captain was away, and IANS could not reach him",
        "The note was signed AK/BR",
        "The note was signed AK/BR.",
        "He shut the door, and that was the end",
        "That was the end.",
        "The hall is sold out. (Additional shows were added for March.)",
        "The bell was sold for 20 euros ($1 = 0.88 euros).",
        "The bell was sold for 20 euros. ($1 = 0.88 euros)",
        "Shares of the yard, Reuters <YRD.N>, rose.",
        "The film ends with the word Fin",
        "He lives in Guntur, AP",
        "He left PTI",
        "The officers were moved to AFP",
        "They have joined UNI Global Union",
        "Nobody has read the DPA",
        "Trade grew across MENA",
        "The figures are from Thomson Reuters",
        "She was taken to Xinhua Hospital",
        "He spoke at the TASS press centre",
        "Take it in the morning and/or\n\nand/or",
        "Copyright law was changed on Monday.",
        "Editor: we need it.",
        "___\n\nThe second bell hangs at the quay.",
        "He wrote to the Eds: adds nothing.",
        "That is where the road ends",
        "The road ends\n\nEnds of ropes",
        "The path is /srv/bell/",
        "It rang at 12. EFE has a bell",
        "The shortlist:\n\nReuters\n\nAP\n\nAFP",
        "The airlines are:\n\nBA\n\nAA",
        "Growth by region:\n\nASEAN 4.1\n\nMENA",
        "He likes St. AP",
        "It flew with BA. AA",
        "Divers say it.\n\nAP is",
        "The hall was full.\n\nPA won",
        "The poll is over. AAP wins Delhi polls",
        "The command is\n\n/start/",
        "The word is said\n\n/bell/",
        "The rebels met. PTI won 12 seats in",
        "The winners:\n\nrao/das",
        "The road runs north and south\n\nnorth/south",
        "The firm is private. (Reporting by companies is voluntary)",
        "The school is called so. UNI is in Iowa",
        "The contract is a bad one. dpa means something else",
        "He saw the degree. BSS London",
        "© is the sign that the makers put on the bell.",
    ],
)
def test_an_ending_that_only_looks_like_a_signoff_stays(ending: str, the_item: MakeItem) -> None:
    story = f"Divers raised a bell from the bay.\n\n{ending}"
    for copy in (IANS + story, f"{IANS}{story}\n\n--IANS\nms/vd"):
        item = the_item(copy)
        assert item.body_text == story
        assert item.via == ()


def test_an_attribution_as_the_very_last_words_stays_before_the_signoff(
    the_item: MakeItem,
) -> None:
    item = the_item(f"{IANS}It is safe to dive, the captain told IANS.\n\n--IANS")
    assert item.body_text == "It is safe to dive, the captain told IANS."
    assert item.signoff == "--IANS"


@pytest.mark.parametrize(
    "copy",
    [
        "Shares of the yard Reuters <YRD.N> rose.",
        "<p>Shares of the yard Reuters <YRD.N> rose.</p>",
        "<p>Shares of the yard Reuters &lt;YRD.N&gt; rose.</p>",
    ],
)
def test_a_stock_code_in_angle_brackets_is_text_and_no_tag(copy: str, the_item: MakeItem) -> None:
    assert the_item(copy).body_text == "Shares of the yard Reuters <YRD.N> rose."


@pytest.mark.parametrize(
    "headline",
    [
        "Urgent care centre opens in Pune",
        "Kill fees for film writers to rise",
        "Advisory council meets over a bell",
        "Correction officers learn to dive",
        "Hold music wins a prize",
        "Flash floods close the harbour",
        "Breaking records, divers raise a bell",
        "Update on the bell expected",
        "Repeat visitors welcome",
        "Lead pipes found under the harbour",
        "Withdrawn divers return to Pune",
        "Pune (LEAD ZONE) harbour reopens",
        "1st lead role for a diver",
        "KILL BILL RETURNS",
        "Kill, kill, kill: a film of the bay",
        "Kill: the film of the bay is out",
        "HOLD ON TO THE BELL",
        "WITHDRAWN DIVERS RETURN",
        "UPDATE",
        "Kill",
        "EMBARGO ON BELLS LIFTED",
        "Embargo on bells: the first year",
        "Embargoed bell: divers are angry",
        "HOLD FOR RELEASE DATE OF FILM",
        "News digest app wins a prize",
        "News agenda for divers is thin",
        "Fox News schedule for autumn is out",
        "Impressum duty: court fines a diver",
    ],
)
def test_a_headline_that_only_looks_as_if_it_had_a_head_stays(
    headline: str, the_item: MakeItem
) -> None:
    item = the_item(f"{IANS}Divers raised a bell.", headline=headline)
    assert item.headline == headline
    assert item.urgency is None
    assert (item.verdict, item.pubstatus) == ("new", "usable")


@pytest.mark.parametrize(
    "copy",
    [
        "Notes to editors\n\n" + "\n\n".join(f"Paragraph {n} of the story." for n in range(40)),
        "Note to the editor:\n\nDear Sir, I write about the bell.",
        "Notes to editors:\n\nPUNE, Nov 2 (PTI) The story itself.",
        "Contact Energy shares rose on Monday.\n\nThe index fell in 2024-2025.\n\nTraders were calm.",
        "Contact Sport was banned in 2010-2015 by the board.\n\nThe bell rang.",
        "Contacts: officials talked to rebels on 2026-11-02.\n\nA truce was agreed.",
        "For further information on the case: police have 2,345 6789 files.\n\nA man was held.",
        "Company contacts: none were found from 2010-2015, the court heard.",
    ],
)
def test_what_only_begins_like_notes_and_contacts_of_a_release_stays(
    copy: str, the_item: MakeItem
) -> None:
    story = f"Divers raised a bell from the bay.\n\n{copy}"
    item = the_item(story)
    assert item.body_text == story
    assert item.ednote == ""
