"""What does a request make conditional, and what do the answers say of the validators? (RFC 9110, 13)

an ETag that is another one each time, on the same body      after ten of them it is sent no more, where there
                                                             is a Last-Modified: beside an If-None-Match a server
                                                             has to pass that over (C09)
a 304 each time for a week                                   the body is asked for once as if we had none (C10)
an ETag that stays while the body changes                    counted; what counts is the body (C08)
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from feeds.decide.spread import phase
from feeds.model import Asking, EtagFault, Fetched, Source, SourceState, Validators

_MOST_USELESS = 10
_WHOLE_AGAIN = timedelta(days=7)
_WHOLE_SPREAD = timedelta(days=1)
_BARE_APART = timedelta(days=1)


def sent(source: Source, state: SourceState, now: datetime) -> Validators:
    """The validators that the next request carries."""
    known = state.validators
    if not source.is_web or known == Validators():
        return known
    if _is_to_be_bare(source, state.asking, now):
        return Validators()
    if state.asking.useless_etags >= _MOST_USELESS and known.last_modified:
        return replace(known, etag="")
    return known


def kept(known: Validators, fetched: Fetched) -> Validators:
    """The validators to keep after an answer: a 304 takes none away, whatever was sent (C05)."""
    if not fetched.unchanged:
        return fetched.validators
    return Validators(
        etag=fetched.validators.etag or known.etag,
        last_modified=fetched.validators.last_modified or known.last_modified,
        address=known.address,
    )


def asked(asking: Asking, known: Validators, carried: Validators, now: datetime) -> Asking:
    """What is remembered of a request, whatever came of it: `known` is what we had, `carried` what it
    had of that.
    """
    bare = known != Validators() and carried == Validators()
    return replace(asking, bare=now) if bare else asking


def answered(
    asking: Asking, carried: Validators, fetched: Fetched, *, same_body: bool, now: datetime
) -> Asking:
    """What is remembered of an answer that was no error."""
    useless = asking.useless_etags
    if fetched.unchanged:
        useless = 0 if carried.etag else useless
    elif etag_fault(carried, fetched, same_body=same_body) is EtagFault.USELESS:
        useless = min(useless + 1, _MOST_USELESS)
    elif carried == Validators():
        useless = min(useless, _MOST_USELESS - 1)  # it gets one more chance
    # A clock that has been set back since has left an instant ahead.
    whole = asking.whole if fetched.unchanged and asking.whole is not None else now
    return Asking(useless_etags=useless, whole=min(whole, now), bare=asking.bare)


def etag_fault(carried: Validators, fetched: Fetched, *, same_body: bool) -> EtagFault:
    """What is wrong with the ETag of a whole answer, compared weakly (RFC 9110, 8.8.3.2; C14)."""
    if fetched.unchanged or not fetched.payloads or not carried.etag:
        return EtagFault.NONE
    etag = fetched.validators.etag
    if _opaque(carried.etag) == _opaque(etag):
        return EtagFault.NONE if same_body else EtagFault.LIES
    return EtagFault.USELESS if etag and same_body else EtagFault.NONE


def _is_to_be_bare(source: Source, asking: Asking, now: datetime) -> bool:
    if asking.whole is None or now - asking.whole < _WHOLE_AGAIN + _WHOLE_SPREAD * phase(source.id):
        return False
    return asking.bare is None or not timedelta(0) <= now - asking.bare < _BARE_APART


def _opaque(etag: str) -> str:
    return etag.removeprefix("W/")
