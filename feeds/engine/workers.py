"""Worker processes: documents are read where they can hurt nothing but their own worker.

A worker has a limit on memory; each document has one on time, which the worker keeps itself, whatever
becomes of who wants it read. A worker that dies or hangs costs the document it was reading and no other
(X12, R14), and every worker is replaced after some hundred documents, so that what a library leaks does not
grow for ever.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import multiprocessing
import signal
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from feeds.errors import DeadlyError, ParseError
from feeds.model import Payload, Reading, Source

if TYPE_CHECKING:
    from pebble import ProcessFuture, ProcessPool

T = TypeVar("T")
Read = Callable[[Payload, Source], Reading]

_TURN = 20.0
"""Seconds that a worker's end and the start of the next may take, on a machine that is busy."""

_IN_VAIN = 2
"""Pools, one after the other, that may read nothing: of the next not much is to be hoped."""

_GONE = (concurrent.futures.BrokenExecutor, concurrent.futures.CancelledError)

_PRELOAD = ["feeds.pipeline.read", "feeds.parse.feed", "lxml.etree", "nh3"]


class Workers:
    """A `Reader` in worker processes, started with the first document.

    `reader` gives the function that they read with; it is asked with the first document, too, since
    to import it is dear. `lost` is told of each document whose worker was lost: how (`WorkerLost`), and the
    source.
    """

    def __init__(
        self,
        reader: Callable[[], Read],
        *,
        count: int = 2,
        seconds: float = 10.0,
        memory: int = 512 * 1024 * 1024,
        documents: int = 500,
        lost: Callable[[str, str], None] = lambda *_: None,
    ) -> None:
        self._reader = reader
        self._count = count
        self._seconds = seconds
        self._memory = memory
        self._documents = documents
        self._lost = lost
        self._pool: ProcessPool | None = None
        self._pools = 0
        """Made since a document was last read."""
        self._deadly: Counter[str] = Counter()
        self._waiting = 0

    async def read(self, payload: Payload, source: Source) -> Reading:
        """The payload's items. Raises ParseError; DeadlyError when its worker dies or hangs (R14)."""
        return await self.run(self._reader(), payload, source)

    async def run(
        self, read: Callable[[Payload, Source], T], payload: Payload, source: Source
    ) -> T:
        """What another function reads of a payload, within the same limits. Raises as `read` does."""
        try:
            return await self._run(read, payload, source)
        except _GONE:
            # All workers are gone with what makes them, or one died before it was heard of which document
            # it had. That says nothing of this one: new workers read it.
            pass
        try:
            return await self._run(read, payload, source)
        except _GONE:
            raise ParseError("the processes that read documents died", payload.media_type) from None

    async def _run(
        self, read: Callable[[Payload, Source], T], payload: Payload, source: Source
    ) -> T:
        from pebble import ProcessExpired

        future = self._schedule(read, payload, source)
        self._waiting += 1
        # Of a pool that breaks down, what stands in its queue is never heard of again.
        turns = self._waiting // self._count + 1
        deadline = asyncio.timeout(turns * (self._seconds + _TURN))
        try:
            async with deadline:
                found: T = await asyncio.wrap_future(future)
        except TimeoutError:
            if not deadline.expired():
                raise
            self._lost("pool", source.id)
            self._abandon()
            raise ParseError("no process has read it in time", payload.media_type) from None
        except ProcessExpired as died:
            hung = died.exitcode == -signal.SIGALRM
            self._lost("hung" if hung else "died", source.id)
            self._deadly[source.id] += 1
            raise DeadlyError(
                f"reading it took longer than {self._seconds:g} s"
                if hung
                else f"the process that read it died (exit status {died.exitcode})",
                payload.media_type,
            ) from None
        except _GONE:
            self._lost("pool", source.id)
            raise
        except ParseError:  # one that was read, and is refused
            self._has_read()
            raise
        except (MemoryError, RecursionError) as fault:
            self._deadly[source.id] += 1
            raise DeadlyError(
                f"reading it needs too much memory ({type(fault).__name__})", payload.media_type
            ) from None
        finally:
            self._waiting -= 1
        self._has_read()
        return found

    def _has_read(self) -> None:
        self._pools = 0
        self._deadly.clear()

    def _abandon(self) -> None:
        """The next document gets new workers; these end by themselves, if they still can."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool = None

    def _schedule(
        self, read: Callable[[Payload, Source], T], payload: Payload, source: Source
    ) -> ProcessFuture[T]:
        """The document's place in the queue; of a new pool where the old one has broken down."""
        for pool in (self._pool, None):
            try:
                at_work = pool if pool is not None and pool.active else self._start()
                return at_work.schedule(_within, args=[self._seconds, read, payload, source])
            except RuntimeError:
                if pool is None:
                    raise
        raise AssertionError("a new pool takes a document or says why not")

    @property
    def able(self) -> bool:
        """Whether documents are read, as far as that has been tried: processes that are gone are made anew with
        the next one, and that nobody has sent any for hours is no fault.
        """
        return self._pools <= _IN_VAIN

    @property
    def deadly(self) -> Mapping[str, int]:
        """Documents that ended or hung who read them, or left him no memory, by source: all since one was last read."""
        return self._deadly

    def close(self) -> None:
        """Ends the workers at once; what they were reading is read again at the next poll."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None

    def _start(self) -> ProcessPool:
        from pebble import ProcessPool

        self.close()
        self._pools += 1
        # Not fork: the daemon has threads, and a child must not inherit its sockets and locks.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOAD)
        self._pool = ProcessPool(
            max_workers=self._count,
            max_tasks=self._documents,
            initializer=_limit,
            initargs=[self._memory],
            context=context,
        )
        return self._pool


def _within(
    seconds: float, read: Callable[[Payload, Source], T], payload: Payload, source: Source
) -> T:
    """What is read; where that takes longer, the kernel ends this process, be it deep in C."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return read(payload, source)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _limit(memory: int) -> None:
    """Limits this process; a Ctrl-C at the terminal is the parent's to deal with."""
    import resource

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
