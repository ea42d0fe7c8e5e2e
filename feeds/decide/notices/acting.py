"""What a notice does: to the story that it means, to those it may mean, and to itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feeds.decide.notices.matching import Matched, Step
from feeds.decide.notices.naming import Reference
from feeds.decide.page import without_words
from feeds.decide.rulings import decided
from feeds.model import Decision, DeskItem, Filing, Item, PubStatus, Status

_ITSELF = "notices.itself/1"
_LONGEST = 1000
"""Characters of copy beyond which an item whose format and copy call it no notice is none."""
_MICROSECOND = timedelta(microseconds=1)


def may_be_one(item: Item) -> bool:
    """One cheap look: most items are no notices."""
    return (
        item.verdict is not Status.NEW
        or item.pubstatus is not PubStatus.USABLE
        or bool(item.ednote)
        or len(item.body_text) <= _LONGEST
    )


def acted(
    filings: Sequence[Filing],
    notices: Mapping[str, tuple[Reference, Matched]],
    held: Mapping[str, DeskItem],
    at: datetime,
) -> tuple[Filing, ...]:
    """The filings of a document, `notices` among them by id, with what these do. `held` has the stories that
    they name, as far as they are not of the same document.
    """
    made = {one.desk_item.id: one for one in filings}
    for id_, (reference, matched) in notices.items():
        for decision, story in _decisions(matched):
            if story in made:
                made[story] = _changed(made[story], decision)
            elif story in held and (again := _again(held[story], decision, at)) is not None:
                made[story] = again
        made[id_] = _itself(made[id_], reference, matched)
    return tuple(made.values())


def _decisions(matched: Matched) -> list[tuple[Decision, str]]:
    """What becomes of which story. Where it is not certain which is meant, none is withdrawn."""
    if matched.step is Step.MARK and matched.story:
        return []
    status = Status.HELD
    stories = [one.id for one in matched.candidates]
    if matched.story:
        status = Status.WITHDRAWN if matched.step is Step.WITHDRAW else Status.HELD
        stories = [matched.story]
    decision = Decision(status=status, rule=matched.rule, reason=matched.reason)
    return [(decision, story) for story in stories]


def _changed(filing: Filing, decision: Decision) -> Filing:
    """A story of the same document, which was not recorded yet."""
    if not _may_change(filing.desk_item, decision):
        return filing
    made = replace(filing.desk_item, status=decision.status, reason=decision.reason, channels=())
    if made.revision == 1:
        made = replace(made, page=without_words(made.page))
    return replace(filing, desk_item=made, decision=decision)


def _again(held: DeskItem, decision: Decision, at: datetime) -> Filing | None:
    if not _may_change(held, decision):
        return None
    return decided(held, decision, max(at, held.updated + _MICROSECOND))


def _may_change(held: DeskItem, decision: Decision) -> bool:
    """Nothing brings a withdrawn story back. There to be held is what is shown, and what its own copy holds,
    whose next version may let it out.
    """
    if held.status is Status.WITHDRAWN:
        return False
    by_its_copy = held.item.verdict is Status.HELD or held.item.pubstatus is PubStatus.WITHHELD
    return decision.status is Status.WITHDRAWN or held.status.publishes or by_its_copy


def _itself(filing: Filing, reference: Reference, matched: Matched) -> Filing:
    """The notice: it is no story, and where people have to look it waits for them."""
    alarm = f"{filing.desk_item.id}: {_why(reference, matched)}" if matched.alarm else ""
    if not reference.bare or not filing.desk_item.status.publishes:
        return replace(filing, alarm=alarm)
    decision = Decision(
        status=Status.HELD,
        rule=_ITSELF,
        reason=f"a notice to editors ({reference.verb}): {matched.reason}",
    )
    made = replace(filing.desk_item, status=decision.status, reason=decision.reason, channels=())
    return replace(filing, desk_item=made, decision=decision, alarm=alarm)


def _why(reference: Reference, matched: Matched) -> str:
    """Why people have to look, for the log: without the headlines and slugs that speak for a story."""
    if matched.story:
        return f"a notice to {reference.verb} waits; it names {matched.story}"
    return matched.reason
