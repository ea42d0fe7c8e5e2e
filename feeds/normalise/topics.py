"""Subjects as IPTC Media Topics: the seventeen at the top, by the names and codes that wires have for them.

Media Topics took over the numbers of the Subject Codes before them, so that the first two digits of an old
code are those of its topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from feeds.model import Subject

SCHEME = "http://cv.iptc.org/newscodes/mediatopic/"

# Number, IPTC's name, what wires call it.
_ROWS = (
    ("01", "arts, culture, entertainment and media", "arts; culture; entertainment; media; film; music"),
    ("02", "crime, law and justice", "crime; law; justice; courts"),
    ("03", "disaster, accident and emergency incident", "disaster; disasters; accident; accidents"),
    ("04", "economy, business and finance", "business; economy; finance; markets; business and finance"),
    ("05", "education", ""),
    ("06", "environment", "climate; climate change"),
    ("07", "health", "medicine; public health"),
    ("08", "human interest", "oddities; odd news"),
    ("09", "labour", "labor; employment"),
    ("10", "lifestyle and leisure", "lifestyle; leisure; travel"),
    ("11", "politics and government", "politics; government; elections"),
    ("12", "religion", "faith"),
    ("13", "science and technology", "science; technology; tech; sci-tech"),
    ("14", "society", "social issues"),
    ("15", "sport", "sports; cricket; football"),
    ("16", "conflict, war and peace", "war; conflict; unrest; unrest, conflicts and war"),
    ("17", "weather", ""),
)  # fmt: skip
_TOPICS = {
    number: Subject(code=f"medtop:{number}000000", name=name, scheme=SCHEME)
    for number, name, _ in _ROWS
}
_BY_NAME = {
    called.strip(): number
    for number, name, others in _ROWS
    for called in (name, *others.split(";"))
    if called.strip()
}
# medtop:20000411 says nothing of its topic; subj:15054000 and 15054000 do.
# Without a prefix a number of eight digits may be anything: all old codes but the finest end in three noughts.
_TOP = "(0[1-9]|1[0-7])"
_CODE = re.compile(
    rf"(?:subj|iptc|iptccat|subject)[.:]{_TOP}[0-9]{{6}}|{_TOP}[0-9]{{3}}000|medtop:{_TOP}0{{6}}"
)


def with_topics(subjects: Iterable[Subject]) -> list[Subject]:
    """Subjects, and behind them the topics that they belong to and do not name yet."""
    given = list(subjects)
    stated = {subject.code for subject in given}
    topics = {number: None for subject in given if (number := _topic(subject.code, subject.name))}
    return given + [_TOPICS[number] for number in topics if _TOPICS[number].code not in stated]


@lru_cache(maxsize=4096)
def _topic(code: str, name: str) -> str:
    hit = _CODE.fullmatch(code)
    if hit is not None:
        return str(next(filter(None, hit.groups())))
    return _BY_NAME.get(" ".join(name.casefold().replace("&", "and").split()), "")
