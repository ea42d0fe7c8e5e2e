"""The desk's memory, as both verbs need it, and as a replay does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Protocol

from feeds.contracts.alarms import Alarms
from feeds.contracts.backlog import Backlog
from feeds.contracts.documents import Documents
from feeds.contracts.history import Histories
from feeds.contracts.hub import Subscribers
from feeds.contracts.likeness import Kinship, Stories
from feeds.contracts.outbox import Outbox
from feeds.contracts.pauses import Pauses
from feeds.contracts.retention import Retention
from feeds.contracts.search import Search
from feeds.contracts.websub import Subscriptions
from feeds.model import (
    Candidate,
    Channel,
    DeskItem,
    EditionRecord,
    Filing,
    Held,
    JournalLine,
    LedgerLine,
    Payload,
    Poll,
    Recorded,
    Ruled,
    Source,
    SourceState,
)

ERASED = ".erased"
"""The step of the journal that comes last: copy is removed."""
NO_SPACING: Mapping[str, timedelta] = MappingProxyType({})
Choose = Callable[[Sequence[SourceState]], tuple[SourceState, ...]]
"""Of sources that may be claimed those that are to be, in their order."""


class Store(
    Stories,
    Kinship,
    Retention,
    Outbox,
    Pauses,
    Subscriptions,
    Subscribers,
    Documents,
    Histories,
    Alarms,
    Backlog,
    Search,
    Protocol,
):
    """The desk's memory: one writer, any number of readers.

    Every method is one transaction unless it is called inside `transaction()`, which makes one
    of several. All raise StoreError.
    """

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is written together, or not at all."""
        ...

    def close(self) -> None: ...

    # sources

    def enrol(self, sources: Sequence[Source], now: datetime) -> None:
        """Gives every source that has no state one that is due now; others are left alone."""
        ...

    def claim(
        self,
        ids: Sequence[str],
        now: datetime,
        lease: timedelta,
        limit: int,
        *,
        early: bool = False,
        spacing: Mapping[str, timedelta] = NO_SPACING,
        choose: Choose = tuple,
    ) -> tuple[SourceState, ...]:
        """Leases up to `limit` of the sources `ids`, the longest due first, and of those what `choose`
        gives of all that may be claimed; it may be asked more than once.

        A source is claimed when it is due, not paused, and under no lease that still runs;
        `early` claims what is not due yet as well. Its fence counts one up, and `lease_until`
        and `last_poll` are on disk when this returns, and so is a `next_due` that is `spacing` of
        the source away: no crash makes a publisher asked twice in a row. The states returned carry
        the new fence and lease and the *previous* `last_poll` and `next_due`.
        """
        ...

    def release_claims(self, now: datetime) -> int:
        """Ends every lease, for a writer that knows it is alone; how many there were."""
        ...

    def state(self, source: str) -> SourceState | None: ...

    def states(self) -> Mapping[str, SourceState]: ...

    def save_state(self, state: SourceState) -> None:
        """Replaces a state as an operator's command asks, whatever its fence."""
        ...

    def make_due(self, source: str, now: datetime) -> None:
        """The source is due now, unless it was already."""
        ...

    def leave_word(self, config: str, sources: Sequence[str]) -> None:
        """Remembers that all that a config asked for has been done, `config` being its hash and
        `sources` those of its sources that are polled.
        """
        ...

    def at_rest(self, config: str, now: datetime) -> bool:
        """Whether word was left of this very config, and since then nothing of it is to be done:
        no source is due by `now` or under a lease, no channel, page or archive is to be released, no hub
        or cache to be told, and nobody is owed anything by our own hub.
        """
        ...

    # the desk

    def match(self, keys: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Held]:
        """For each of `keys`, a source and one of its own, by which an item is known, the item; also one
        whose copy has gone.
        """
        ...

    def record(self, polls: Sequence[Poll]) -> tuple[Poll, ...]:
        """Records polls: states, items, versions, keys, ledger, payloads, and which channels and
        pages have to be made anew.

        A poll whose fence is older than the store's is refused and left out of what is returned.
        No two items share an `updated`: one that would is moved within its second.
        A key that already points to an item is left pointing to it. A payload without a body is numbered
        and not kept, as if it had been dropped already.
        """
        ...

    def rule(self, filings: Sequence[Filing], at: datetime) -> tuple[Filing, ...]:
        """Records new versions that people decided on, as `record` does, outside of any poll."""
        ...

    def find(self, key: str) -> tuple[DeskItem, ...]:
        """The items whose id is `key`, or, where none is, whose wire guid is."""
        ...

    def items(
        self,
        *,
        channel: str = "",
        source: str = "",
        usable: bool = True,
        since: datetime | None = None,
        limit: int | None = None,
    ) -> Iterator[DeskItem]:
        """Items, newest `published` first; `usable` leaves out all that is not published, `since` what
        was received before.
        """
        ...

    def ledger(self, item: str) -> tuple[LedgerLine, ...]:
        """An item's ledger, oldest first."""
        ...

    def recorded(self, members: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], datetime]:
        """When versions, each an item's id and a revision, were recorded; without those that have gone."""
        ...

    def tell(self, lines: Sequence[tuple[str, LedgerLine]]) -> None:
        """Adds lines to the ledgers of items, by id, that go with no new version."""
        ...

    def versions(self, item: str, *, most: int | None = None) -> tuple[DeskItem, ...]:
        """Every recorded version of an item, oldest first; the newest alone where it says how many at most."""
        ...

    def holds(self, most: int) -> int:
        """How many items the desk holds, in whatever status; it counts to `most`."""
        ...

    def counts(self, source: str, since: datetime) -> int:
        """How many items of a source were first recorded since an instant."""
        ...

    # release

    def enrol_channels(
        self, channels: Sequence[Channel], digest: Mapping[str, str]
    ) -> tuple[str, ...]:
        """Makes rows for new channels and drops those that are gone; the ids of those that are
        gone, and of channels whose `digest` (hash of their selection) differs from the one stored:
        the items held need routing anew. A new one whose `formerly` names one that is gone goes on with its
        archive, unless its own id has had pages.
        """
        ...

    def reroute(self, routes: Mapping[str, Sequence[str]], digest: Mapping[str, str]) -> None:
        """Replaces the channels of items (item id to channel ids), marks every channel that
        changes dirty, and stores the digests.
        """
        ...

    def remake(self, digest: str) -> bool:
        """Where `digest` (hash of all that decides how things look) differs from the one stored:
        stores it, marks every channel dirty and every page as not made. Whether it did.
        """
        ...

    def dirty(self, now: datetime) -> tuple[str, ...]:
        """Channels whose content changed since their last release, or whose selection the
        passing of time has changed by now.
        """
        ...

    def mark_dirty(self, channels: Sequence[str]) -> None: ...

    def candidates(self, channel: str, limit: int, since: datetime) -> tuple[Candidate, ...]:
        """Routed, publishable items, newest `published` first: the newest `limit` and all that
        are younger than `since`.
        """
        ...

    def same_copy(self, roots: Sequence[str], channel: str = "") -> tuple[DeskItem, ...]:
        """Items that are the copy of one of `roots`, and those of `roots` that have copies; where a
        channel is named those that it takes and that are published.
        """
        ...

    def coverage(self, stories: Sequence[str], limit: int) -> Mapping[str, tuple[DeskItem, ...]]:
        """Of `stories` those that have, or had, several items, each with its items in whatever status: the
        newest `limit`, newest `published` first.
        """
        ...

    def withdrawn(self, channel: str, since: datetime, limit: int) -> tuple[DeskItem, ...]:
        """Items that stood in a channel for readers to see, and were withdrawn after an instant: the
        newest `limit`, newest `published` first.
        """
        ...

    def at_revision(self, members: Sequence[tuple[str, int]]) -> tuple[DeskItem, ...]:
        """Items as they were at the given revisions, in that order."""
        ...

    def publishable(self, ids: Sequence[str]) -> Mapping[str, int]:
        """Those of these items whose newest version stands in a channel, each with that revision."""
        ...

    def edition(self, channel: str) -> EditionRecord | None: ...

    def editions(self) -> Mapping[str, EditionRecord]: ...

    def changed_at(self, channel: str) -> datetime | None:
        """When an item of the channel was last recorded."""
        ...

    def save_edition(self, edition: EditionRecord) -> None: ...

    def clean(self, channels: Sequence[str]) -> None:
        """The channels are published as they stand."""
        ...

    def unpublished(
        self, now: datetime, limit: int, *, leaving: bool = False
    ) -> tuple[DeskItem, ...]:
        """Items whose newest version the pages do not show yet, oldest first: those in some
        channel that have no page at this revision, and those in none whose page still stands; of
        what is `leaving` only the latter. Those that were put off come in front of all others when their
        instant has come, and not before.
        """
        ...

    def put_off_pages(self, members: Sequence[tuple[str, int, datetime]]) -> None:
        """The pages of these items, at these revisions, are due from an instant on: until another
        version comes, or all are made anew.
        """
        ...

    def paged(self, members: Sequence[tuple[str, int]]) -> None:
        """The pages of these items stand at these revisions."""
        ...

    def was_withdrawn(self, page: str) -> bool:
        """Whether a story's page stood at this path and has been taken away, but for those that stood no
        longer than their stories are kept.
        """
        ...

    # archive and journal

    def payload(self, number: int) -> Payload | None:
        """An archived payload by the number that the ledger names."""
        ...

    def drop_payloads(self, before: datetime) -> int:
        """Removes archived payloads that were fetched before an instant; how many."""
        ...

    def enter(self, verb: str, target: str, reason: str, at: datetime) -> JournalLine:
        """Appends to the journal, once: a line of the same verb, target and instant stays the one."""
        ...

    def journal(self, after: int = 0, verb: str = "") -> tuple[JournalLine, ...]:
        """The journal's lines after a sequence number, those of a verb or of all, oldest first."""
        ...

    def has_entered(self, verb: str) -> bool:
        """Whether the journal has any line of `verb`."""
        ...

    def rulings(self, verbs: Sequence[str], targets: Sequence[str]) -> Mapping[str, JournalLine]:
        """Of `targets` those that the journal has one of `verbs` for, each with its last line."""
        ...

    def applied(self, step: str = "") -> int:
        """The sequence number up to which a step of the journal has been done; ``""`` is its
        application to the desk.
        """
        ...

    def have_applied(self, seq: int, step: str = "") -> None:
        """The step has been done up to this sequence number."""
        ...

    def erase(self, *, source: str = "", id_: str = "", until: datetime) -> int:
        """Removes the copy of an item, or of all of a source, received up to an instant, from items,
        versions, ledgers and archive, where every document of the source goes that may hold it; what is
        left is withdrawn. How many items that were.
        """
        ...

    def compact(self) -> None:
        """Leaves no byte of what was removed in the store's files, those included that a replay has left.
        Raises StoreError where somebody reads all the while, or there is no room.
        """
        ...


class Replays(Store, Protocol):
    """A store that can be made anew from its archive."""

    def replayable(self, since: datetime) -> Mapping[str, tuple[str, ...]]:
        """Items received since an instant whose every version the archive, or a ruling, can make
        again: by id the digests of their versions.
        """
        ...

    def events(self, ids: Iterable[str]) -> list[Recorded | Ruled]:
        """What made these items, in the order in which it was recorded."""
        ...

    def forget(self, ids: Iterable[str]) -> list[Mapping[str, Any]]:
        """Takes items out, to be made again; gives back what cannot be made again, for `restore`."""
        ...

    def record_again(
        self, filings: Sequence[Filing], at: datetime, payloads: Sequence[int]
    ) -> None:
        """Records versions as they were recorded once; a filing's `payload` counts in `payloads`."""
        ...

    def restore(self, left: Iterable[Mapping[str, Any]]) -> None:
        """Gives items back what `forget` has kept of them: notices, ledgers, their places in archives, and
        that they were seen.
        """
        ...
