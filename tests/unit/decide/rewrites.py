"""A wire of invented stories, rewrites of them, and other stories in the same form.

Everything comes from a seed. A form is a list of paragraphs with places for names, figures and
turns of phrase; two stories of one form from one city on one day differ in nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

_ONSETS = """
b br ch d dr f fl g gr h j k kr l m n p pr r s sh st t tr v w y z
"""
_VOWELS = """
a e i o u ai ea oo ou
"""
_CODAS = """
l m n nd r rk rt s sk st t v x nov ski shi ley man ton dez wala rao
"""

# What may stand in the place of any word: whether it makes sense is nothing a hash would ask.
_OTHERS = """
ample anchor apron arbour attic autumn banner barrel basket beacon bellows blanket bottle bracket
bramble bucket butter cabin candle canvas carpet cedar chapel cherry chimney cinder cobble copper
corridor cottage cradle crimson crystal curtain cushion daisy dapple drizzle eagerly ember falcon
feather fiddle flannel fondly garland gently ginger glimmer granite gravel hammer harbour hazel
hollow honey hurdle icicle indigo ivory jacket jingle juniper kernel kettle kindle ladder lantern
lavender lemon linen lively lumber magnet maple marble meadow mellow mirror mitten mustard napkin
nectar nettle nimble nutmeg oakum olive orchard paddle pebble pepper pewter pillow pocket powder
pudding quarry quiver rabbit raisin ramble ribbon ripple rustle saddle saffron scatter shimmer
silver slender socket sparrow spindle splendid sprinkle stubble sturdy sudden sugar swiftly tangle
tassel temper thicket thimble thunder timber tinsel trellis tumble turnip valley velvet violet
waffle walnut wander whisper willow window winter wonder yellow yonder zigzag
"""

_CHOICES = {
    "said": ["said", "told", "reporters", "added", "noted", "explained", "stressed"],
    "big": ["large", "considerable", "sizeable", "serious", "substantial", "major"],
    "when": [
        "on Monday",
        "on Tuesday evening",
        "earlier in the day",
        "late in the night",
        "at midday",
    ],
    "crowd": ["a full house", "a thin crowd", "noisy supporters", "families with children"],
    "praise": ["composure", "patience", "courage in midfield", "quick thinking", "discipline"],
    "cause": [
        "a burst pipe",
        "a fallen cable",
        "poor drainage",
        "an overheated motor",
        "heavy rain",
    ],
    "hope": ["calm", "a quick inquiry", "fair compensation", "more staff", "better roads"],
    "goods": ["rice", "wheat", "onions", "potatoes", "mustard", "oil", "lentils", "tomatoes"],
    "crime": ["fraud", "forgery", "theft of public funds", "smuggling of timber", "bribery"],
    "topic": [
        "water supply",
        "night buses",
        "school meals",
        "street lighting",
        "refuse collection",
    ],
    "trade": ["cement", "tractors", "ceramic tiles", "bicycles", "medical glass", "batteries"],
}

FORMS: dict[str, str] = {
    "match": """
{A} beat {B} {n}-{m} {when} at the {ground} in {city}, with {P} scoring twice before {crowd}.
{P} opened the scoring in the {k}th minute after a long ball from {Q} split the defence.
{B} pressed hard after the break and had {i} attempts at goal, but goalkeeper {R} stood firm.
The equaliser that {B} had looked for came to nothing when {S} hit the post in the {j}th minute.
"We showed {praise}, and that decided the match," coach {T} {said} after the final whistle.
{B} coach {U} {said} his side had been punished for its mistakes and would have to learn from them.
Referee {V} showed {o} yellow cards and sent {W} off for a second foul shortly before the end.
The win takes {A} to {x} points from {y} matches, while {B} stay in the lower half of the table.
{A} next travel to {D}, while {B} receive {E} in the last round before the winter break.
An attendance of {z} was given for the match, which began late because of traffic in {city}.
""",
    "prices": """
Wholesale prices in {city} closed mixed {when}, traders at the central market {said}.
{goods} traded at {a} a quintal, up {b} from the previous session, on {big} demand from mills.
{goods2} lost {c} to close at {d} a quintal as arrivals reached {e} bags.
Gold of standard purity was quoted at {f} for ten grams, silver at {g} a kilogram.
The local currency closed at {h} to the dollar, against {l} the day before.
{P}, a broker with {F}, {said} that buyers were waiting for the harvest before placing orders.
Arrivals at the market stood at {r} tonnes, of which {s} tonnes went to buyers from outside the state.
The index of the exchange ended at {t} points after moving between {u} and {v} during the day.
{Q} of the {F2} traders' association {said} that prices might ease next week.
""",
    "court": """
A court in {city} sentenced {P} to {n} years in prison {when} for {crime}, prosecutors said.
Judge {Q} also ordered the defendant to pay {a} to {F}, where the offences took place.
According to the indictment, {P} had moved money to accounts held by {R} over a period of {k} months.
Defence lawyer {S} {said} the verdict ignored the evidence and announced an appeal.
Prosecutor {T} had asked for a {big} sentence, arguing that the trust of the public had been abused.
The case came to light when {U}, an auditor, found {b} in payments without any contract.
Investigators searched {i} offices in {D} and {E} and took away {c} files.
{R}, who was charged in the same case, was acquitted for lack of proof.
"{F} will continue to work with the authorities," {V}, a spokesman for the company, {said}.
The hearing lasted {j} days and heard {o} witnesses, among them former employees of {F}.
""",
    "fire": """
At least {n} people were hurt {when} when {cause} set off a fire at {F} in {city}, officials said.
The blaze began on the {k}th floor of the building in {D} Street and spread to a store next door.
Fire chief {P} {said} that {i} engines and {j} men needed {m} hours to bring it under control.
{Q}, who works on the floor below, {said} she heard a bang and then smelt smoke on the stairs.
The injured were taken to {R} Hospital, where {o} of them were treated for burns.
Mayor {S} visited the site in the evening and promised {hope} to the families.
The building, put up in {y4}, had last been inspected by {T} of the municipal office.
Damage was estimated at {a}, {U} of the insurer {G} {said}.
Neighbours complained that hydrants in {E} Lane had been without pressure for {x} weeks.
Police opened an inquiry and asked witnesses to call the station at {D} Street.
""",
    "council": """
The council of {city} voted {n} to {m} {when} for a plan to spend {a} on {topic} over {k} years.
Councillor {P}, who brought in the motion, {said} the quarter of {D} had waited too long.
{Q} of the opposition called the plan too dear and {said} that {b} would have been enough.
Work is to begin in {E} and to reach {D} by the end of the year {y4}, an official {said}.
The treasurer, {R}, warned that reserves would fall to {c} unless fees rose by {i} percent.
Some {z} residents had signed a petition started by {S}, a teacher from {G} Road.
{T}, who speaks for the shopkeepers, {said} that {big} road works would keep customers away.
The contract is expected to go to {F}, which has done similar work in {H}.
A first report on progress is due in {j} months, and the council will then vote again.
""",
    "results": """
{F}, a maker of {trade} based in {city}, reported a quarterly profit of {a} {when}, up {i} percent.
Revenue came to {b}, against {c} a year before, as orders from {D} grew by {j} percent.
Chief executive {P} {said} that the plant in {E} was working at full capacity.
"We see {big} demand and are hiring {k} people," {P} {said} in a call with analysts.
Finance chief {Q} {said} debt had been cut to {d}, and that interest would fall by {m} percent.
Shares of {F} rose {o} percent to {e} on the exchange, the biggest gain since {y4}.
{R}, an analyst at {G}, {said} the figures were better than the {f} that had been expected.
The board, led by {S}, proposed a dividend of {g} a share, payable in the spring.
{F} also named {T}, who comes from the rival {H}, as head of sales.
For the whole year the company now expects revenue between {h} and {l}.
""",
    # Few places, much that never changes: what a bulletin of yesterday and of today look like.
    "weather": """
The maximum temperature in {city} stood at {a} degrees {when}, the weather office said.
The minimum settled at {b} degrees, and the humidity at half past eight was {i} percent.
The sky will be cloudy during the morning, with light winds from the west in the afternoon.
Rain or thunder may follow late in the night over the hills and along the coast of the district.
Fishermen are advised not to put out to sea, as waves may rise to {m} metres near the harbour.
The sun rose over the city at {h} and will set at {l}, an official of the office {said}.
Farmers were told to bring in what is ripe and to open the drains of fields that lie low.
""",
    "roadworks": """
{D} Road in {city} will be closed to vehicles from {when} because of repairs, the police said.
Drivers are asked to use the ring road or to leave their cars at home and take the train.
Buses that usually stop in the street will halt at {E} Square for as long as the work lasts.
Residents may enter with a pass that is given out at the station against proof of their address.
The work was put off several times, as the pipes below the surface had to be replaced first.
{P} of the traffic police {said} that officers would be posted at every crossing.
Ambulances and the fire brigade will be let through at any time of day and night.
""",
}


BULLETINS = ("weather", "roadworks")
"""Forms with next to no names and figures."""


@dataclass(frozen=True)
class Story:
    form: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


def name(dice: Random) -> str:
    return "".join(
        dice.choice(_ONSETS.split()) + dice.choice(_VOWELS.split())
        for _ in range(dice.randint(1, 2))
    ).capitalize() + dice.choice(_CODAS.split())


def person(dice: Random) -> str:
    return f"{name(dice)} {name(dice)}"


def figure(dice: Random) -> str:
    whole = dice.randint(100, 99_999)
    return dice.choice((f"{whole:,}", f"{whole / 100:.2f}", f"{whole / 10:.1f}"))


def story(dice: Random, form: str, city: str) -> Story:
    """One story of a form, from a city."""
    places: dict[str, str] = {"city": city, "ground": f"{name(dice)} Ground"}
    places |= {letter: person(dice) for letter in "PQRSTUVW"}
    places |= {letter: name(dice) for letter in "ABDEGH"}
    places |= {"F": f"{name(dice)} {name(dice)} Works", "F2": name(dice)}
    places |= {letter: str(dice.randint(1, 9)) for letter in "nmo"}
    places |= {letter: str(dice.randint(10, 89)) for letter in "ijkxy"}
    places |= {letter: figure(dice) for letter in "abcdefghlrstuvz"}
    places |= {"y4": str(dice.randint(1950, 2030)), "goods2": dice.choice(_CHOICES["goods"])}
    places |= {key: dice.choice(values) for key, values in _CHOICES.items()}
    lines = FORMS[form].strip().splitlines()
    return Story(form, tuple(line.format_map(places) for line in lines))


def wire(dice: Random, *, of_each: int, forms: Sequence[str] = tuple(FORMS)) -> list[Story]:
    """Stories of each form, all from one city on one day."""
    city = name(dice)
    return [story(dice, form, city) for form in forms for _ in range(of_each)]


def city_of(seed: int) -> str:
    """The city that `wire` takes with fresh dice of this seed."""
    return name(Random(seed))


# --- what other houses make of a story -----------------------------------------------------


def cut(one: Story, dice: Random) -> Story:
    """The end of it left out, as for space, and perhaps a paragraph in the middle."""
    kept = list(one.paragraphs[: dice.randint(len(one.paragraphs) * 6 // 10, len(one.paragraphs))])
    if len(kept) > 6 and dice.random() < 0.5:
        del kept[dice.randrange(2, len(kept))]
    return Story(one.form, tuple(kept))


def reordered(one: Story, dice: Random) -> Story:
    rest = list(one.paragraphs[1:])
    dice.shuffle(rest)
    return Story(one.form, (one.paragraphs[0], *rest))


def led_anew(one: Story, dice: Random) -> Story:
    """A lead of the house's own in front of the rest."""
    some = re.findall(r"[A-Z]\w+", one.text)
    words = [*dice.sample(_OTHERS.split(), 14), *dice.sample(some, 3)]
    dice.shuffle(words)
    return Story(one.form, (" ".join(words).capitalize() + ".", *one.paragraphs[1:]))


_EDITS = (
    ("percent", "per cent"), ("said", "stated"), ("according to", "as per"), ('"', "”"),
    ("before", "prior to"), ("about", "around"), ("a year", "one year"), ("had been", "was"),
    ("people", "persons"), ("began", "started"), ("among them", "including"), (",", ""),
)  # fmt: skip


def edited(one: Story, dice: Random) -> Story:
    """A house's spelling, its marks, its words for what all say."""
    chosen = dice.sample(_EDITS, 8)

    def edit(text: str) -> str:
        for old, new in chosen:
            text = text.replace(old, new) if old != "," else re.sub(r",(?!\d)", new, text)
        return text

    return Story(one.form, tuple(edit(p) for p in one.paragraphs))


def exchanged(one: Story, dice: Random, *, part: float = 0.3) -> Story:
    """Other words in so many of the positions, spread evenly; names and figures are no exception."""
    debt = dice.random()
    paragraphs = []
    for paragraph in one.paragraphs:
        words = paragraph.split(" ")
        for at, word in enumerate(words):
            debt += part
            if debt >= 1:
                debt -= 1
                words[at] = _other(word, dice)
        paragraphs.append(" ".join(words))
    return Story(one.form, tuple(paragraphs))


def _other(word: str, dice: Random) -> str:
    if word[:1].isdigit() and dice.random() < 0.5:
        return figure(dice)
    new = dice.choice(_OTHERS.split()) if dice.random() < 0.5 else name(dice).lower()
    return new.capitalize() if word[:1].isupper() else new


Rewrite = Callable[[Story, Random], Story]


def _after_another(*steps: Rewrite) -> Rewrite:
    def rewrite(one: Story, dice: Random) -> Story:
        for step in steps:
            one = step(one, dice)
        return one

    return rewrite


REWRITES: dict[str, Rewrite] = {
    "cut": cut,
    "reordered": reordered,
    "new lead": led_anew,
    "house edits": edited,
    "words exchanged": exchanged,
    "cut, reordered, new lead, edits": _after_another(led_anew, cut, reordered, edited),
    "all at once": _after_another(led_anew, cut, reordered, edited, exchanged),
}


def rewrites(one: Story, dice: Random) -> Iterator[tuple[str, Story]]:
    for title, rewrite in REWRITES.items():
        yield title, rewrite(one, dice)
