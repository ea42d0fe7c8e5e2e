"""Notes to editors: what a desk tells other desks in the copy itself, and nobody is to print.

(Eds: Adds quotes)    Eds: Adds quotes.    (ATTN: ADDS details in para 4)    before or under the story
(Adds details)    UPDATES with two more bells    (Graphic+Picture)           before the dateline alone
# Notebook ... not intended for publication    Notes to editors, in a line of its own    to the end
"""

from __future__ import annotations

import re

from feeds.finding import finder
from feeds.normalise.envelope import dateline as datelines
from feeds.normalise.envelope.agencies import Agencies
from feeds.normalise.envelope.verdicts import NOTHING, Said, correction

_LONGEST = 600
_LONGEST_LINE = 400
_CALLS = (
    "Eds", "EDS", "ATTN", "Attn", "ATTENTION", "Attention editors", "Attention, editors",
    "Attention Editors", "Note to editors", "Note to Editors", "NOTE TO EDITORS",
)  # fmt: skip
SIGNS = tuple(f"{bracket}{call}" for bracket in ("", "(", "[", "( ") for call in _CALLS)
"""What a note begins with that says to whom it is."""

_calls = finder(_CALLS)
_CALL = rf"(?:{'|'.join(_CALLS)})(?:\s+note)?\.?\s*(?::|--|[-–—](?=\s))"
_INSIDE = rf"(?:[^()\[\]]|\([^()]{{0,200}}\)|\[[^\[\]]{{0,200}}\]){{0,{_LONGEST}}}?"
_MARKED = re.compile(rf"[(\[]\s*{_CALL}{_INSIDE}[)\]]\.?|(?P<line>[(\[]?\s*{_CALL}[^\n]*)")
_AT_END = re.compile(
    rf"(?:(?<=\s)|(?<=\A))(?:[(\[]\s*{_CALL}{_INSIDE}[)\]]\.?)\s*\Z"
    rf"|(?:(?<=\n)|(?<=\A))[(\[]?\s*{_CALL}[^\n]{{0,{_LONGEST_LINE}}}\s*\Z"
)
_SENTENCE_END = re.compile(r"[.!?)\]]\s+(?=\w)")

# What the rest of them begin with: only a dateline behind it tells such a note from copy.
_DOES = (
    "Adds|Adding|Updates|Updating|Corrects|Correcting|Refiles|Refiling|Repeats|Repeating|Recasts|Recasting|"
    "Rewrites|Clarifies|Changes|Removes|Fixes|Deletes|Drops|Restores|Resends|Inserts|Includes|Releads|"
    "Writes through|New throughout|Combines|Edits|Trims"
)
STARTS = ("(", "[", *sorted({call[:2] for call in _CALLS}))
UNMARKED_STARTS = (
    "(",
    "N ",
    "Ni",
    "Ve",
    "ve",
    *sorted({one[:2].upper() for one in _DOES.split("|")}),
)
"""What notes of either kind begin with: two letters, or another sign."""
# (In this Dec. 8 story, corrects ...)    (The Dec. 1 story was refiled to ...)
_OF_A_STORY = r"[^()]{0,200}?\b(?:story|item|article|version|headline|paragraphs?|report)\b"
_CHANGED = r"[^()]{0,300}?\b(?:correct(?:s|ed)|refile[sd]|clarifies|removes|repeats|fixes)\b"
_UNMARKED = re.compile(
    rf"\(\s*(?:{_DOES}|{_DOES.upper()})\b{_INSIDE}\)\.?(?=\s)"
    rf"|\(+\s*(?:In|The|This)\b(?={_OF_A_STORY})(?={_CHANGED}){_INSIDE}\)+\.?(?=\s)"
    rf"|(?:{_DOES.upper()})\s[^\n]{{2,200}}(?=\n)"
    r"|(?:N\s?i\s?e\s?u\s?w bericht, )?[Vv]ervangt:[^\n]{2,200}(?=\n)"
    r"|\((?:(?:Graphic|Picture|Photo|Video|Map|File)s?(?:\s?[+,/&]\s?)?)+\)(?=\s*\n)"
)
_CORRECTS = re.compile(
    rf"[(\[]?\s*(?:{_CALL}\s*)?(?i:correct(?:s|ing|ion)\b)"
    r"|\(+\s*(?:In|The|This)\b[^()]{0,300}?\bcorrect(?:s|ed)\b"
)
_CORRECTION = correction("a note to editors says that it is a correction")

_NOT_FOR_PRINT = (
    r"(?:The following information is not intended for publication"
    r"|Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt)"
)
# A line of its own under a press release; all that stands below it goes with it.
_PRESS_NOTES = re.compile(r"\nN(?i:otes? (?:to|for) (?:the )?editors?)\s*:?\s*\n")
_may_begin_press_notes = finder(f"\nN{o}{t}" for o in "oO" for t in "tT")
# It has an end before it, or what stands below is a numbered list or tells how to reach somebody.
_ENDED = re.compile(r"(?:\A|\n)\W*(?i:ends?)\W*\Z")
_NUMBERED = re.compile(r"\s*(?:\(?[0-9]{1,2}[.)]|[-*•·–])\s")
# Whom to ask, under a press release: short lines to the end.
_CONTACTS = re.compile(
    r"(?<=\n)(?:For (?:more|further|additional) (?:information|details)\b[^\n:]{0,60}"
    r"|(?:(?:Media|MEDIA|Press|PRESS|Investors?|Company)(?:/\w{2,12})?\s)?(?:[Cc]ontacts?|CONTACTS?)"
    r"(?:\s(?:[Ii]nformation|[Dd]etails|[Dd]ata))?)"
    r"(?P<lead>\s?:(?!//)[^\n]{0,200}|\s[A-Z][^\n]{2,100})(?P<lines>(?:\n+[^\n]{1,120}){0,14})\s*\Z"
)
# An address, or a number that is no date and no span of years.
_REACHED = re.compile(
    r"[\w.+-]@\w|\b(?i:tel|phone|telephone|mobile|fax)\b|\+[0-9][0-9 ().-]{6,}"
    r"|(?<![0-9-])\(?[0-9]{2,5}\)?[ .-][0-9]{3,4}[ .-][0-9]{3,4}(?![0-9-])"
)
_SENTENCE = re.compile(r"(?:\S+\s+){4,}\S+[.!?।][\"”’)]*\s*\Z")
_FIRST_OF_THEM = 3
_MOST_CONTACTS = 1200
CONTACT_SIGNS = ("ontact", "ONTACT", "information", "details")
"""One of them stands in what leads to contacts."""
_NOTEBOOK = re.compile(
    r"\n#+\s*(?:Notebook|Notizblock)\s*\n"
    rf"|\n(?:(?:Notebook|Notizblock)\s*\n(?:[^\n]*\n+){{0,40}}?)?{_NOT_FOR_PRINT}"
)


def marked(text: str, place: int, agencies: Agencies) -> int:
    """Where a note ends that begins at `place` and says to whom it is; `place` where there is none."""
    if not text.startswith(SIGNS, place) or (hit := _MARKED.match(text, place)) is None:
        return place
    if hit["line"] is None:
        return hit.end()
    # Lines that were joined: the note ends where a dateline begins.
    for end in _SENTENCE_END.finditer(text, place, hit.end()):
        if datelines.printed(text[end.end() : end.end() + 200], agencies) is not None:
            return end.end()
    return hit.end() if len(hit[0]) <= _LONGEST_LINE else place


def unmarked(text: str, place: int) -> int:
    """The same of one that does not say so: nothing but a dateline behind it tells it from copy."""
    hit = _UNMARKED.match(text, place)
    return place if hit is None else hit.end()


def closing(text: str, story: int, end: int) -> int:
    """Where the note begins with which the text up to `end` closes; `end` where there is none. One before the
    place where the story begins is none of those.
    """
    start = max(story, end - _LONGEST)
    if not _calls(text[start:end]):
        return end
    hit = _AT_END.search(text, start, end)
    return end if hit is None else hit.start()


def contacts(text: str, end: int) -> int:
    """Where the contacts begin with which the text up to `end` closes; `end` where there are none. Their first
    lines say how to reach somebody, and none of them is a sentence.
    """
    hit = _CONTACTS.search(text, max(0, end - _MOST_CONTACTS), end)
    if hit is None:
        return end
    lines = [hit["lead"], *filter(None, map(str.strip, hit["lines"].split("\n")))]
    named = hit["lead"].lstrip().startswith(":")
    reached = lines[: _FIRST_OF_THEM if named else 1]
    if not any(map(_REACHED.search, reached)) or any(map(_SENTENCE.match, lines)):
        return end
    return hit.start()


def has_press_notes(text: str) -> bool:
    """Whether a text has the line that `press` goes by."""
    return bool(_may_begin_press_notes(text)) and _PRESS_NOTES.search(text) is not None


def press(text: str, agencies: Agencies) -> int:
    """Where the notes to editors of a press release begin, with all that stands under them; the text's length
    where there are none.
    """
    hit = _PRESS_NOTES.search(text)
    if hit is None:
        return len(text)
    before, rest = text[: hit.start()], text[hit.end() :]
    is_end = _ENDED.search(before) is not None or _NUMBERED.match(rest) is not None
    if not is_end and (_REACHED.search(rest) is None or len(rest) >= len(before)):
        return len(text)
    if datelines.printed(rest[:_LONGEST].lstrip(), agencies) is not None:
        return len(text)  # another story
    return hit.start() + 1


def notebook(text: str) -> int:
    """Where the notebook begins that dpa puts under its copy; the text's length where there is none."""
    hit = _NOTEBOOK.search(text)
    return len(text) if hit is None else hit.start() + 1


def said_by(notes: tuple[str, ...]) -> Said:
    """What notes say of the item: Reuters, AP and PTI explain a correction in one."""
    return _CORRECTION if any(_CORRECTS.match(note) for note in notes) else NOTHING
