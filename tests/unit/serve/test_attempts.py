"""Whose password is looked at next, and who is told to come again."""

from __future__ import annotations

import asyncio

import pytest

from feeds.serve.desk.attempts import MOST_WAITING, Attempts

HOUR = 3600.0


async def looked_at(attempts: Attempts, address: str, order: list[str], *, well: bool) -> None:
    async with attempts.look(address) as look:
        assert look is not None
        order.append(address)
        look.well = well


async def test_next_is_who_has_logged_in_or_typed_fewest_wrong_ones_and_in_turn_the_first() -> None:
    """X33: and among equals the last that came."""
    attempts, order = Attempts(lambda: 0.0), []
    for address in ("twice wrong", "twice wrong", "once wrong", "known", "known too"):
        await looked_at(attempts, address, [], well=address.startswith("known"))
    await looked_at(attempts, "known too", [], well=False)
    async with asyncio.TaskGroup() as group, attempts.look("first"):
        for address in ("known", "twice wrong", "new", "newer", "once wrong", "known too"):
            group.create_task(looked_at(attempts, address, order, well=False))
            await asyncio.sleep(0)
        gone = group.create_task(looked_at(attempts, "gone away", order, well=False))
        await asyncio.sleep(0)
        gone.cancel()
    assert order == ["known too", "known", "newer", "twice wrong", "new", "once wrong"]


async def test_a_wrong_password_of_an_hour_ago_puts_nobody_behind_others() -> None:
    """X33."""
    now = [0.0]
    attempts, order = Attempts(lambda: now[0]), []
    await looked_at(attempts, "editor", [], well=False)
    now[0] = HOUR + 1
    async with asyncio.TaskGroup() as group, attempts.look("first"):
        for address in ("new", "newer", "editor"):
            group.create_task(looked_at(attempts, address, order, well=False))
            await asyncio.sleep(0)
    assert order[0] == "editor"


@pytest.mark.parametrize(("wrong", "remembered"), [(1, 4096), (0, 2 * MOST_WAITING)])
async def test_whoever_tries_again_is_kept_out_by_no_crowd_in_which_each_is_new(
    monkeypatch: pytest.MonkeyPatch, wrong: int, remembered: int
) -> None:
    """X33: whatever was typed before, and though more come than are remembered."""
    monkeypatch.setattr("feeds.serve.desk.attempts._REMEMBERED", remembered)
    attempts, order = Attempts(lambda: 0.0), []
    for _ in range(wrong):
        await looked_at(attempts, "editor", [], well=False)
    done = asyncio.Semaphore(0)

    async def tries(address: str) -> None:
        async with attempts.look(address) as look:
            if look is not None:
                order.append(address)
                await done.acquire()

    async with asyncio.TaskGroup() as group:
        for turn in range(3 * MOST_WAITING):
            strangers = [f"{turn}.{number}" for number in range(MOST_WAITING + 2)]
            for address in (*strangers[2:], "editor", *strangers[:2]):
                if not attempts.is_in_hand(address):
                    group.create_task(tries(address))
                    await asyncio.sleep(0)
            done.release()
            for _ in range(5):
                await asyncio.sleep(0)
        for _ in range(MOST_WAITING):
            done.release()
    assert "editor" in order


async def test_who_was_put_out_and_comes_again_stands_before_all_that_came_later() -> None:
    """X33: a crowd in which each is new keeps out nobody who tries again."""
    attempts, order = Attempts(lambda: 0.0), []

    async def tries(address: str) -> None:
        async with attempts.look(address) as look:
            order.append(f"{address}{'' if look is not None else ' is put out'}")

    async def come(group: asyncio.TaskGroup, *addresses: str) -> None:
        for address in addresses:
            group.create_task(tries(address))
            await asyncio.sleep(0)
        await asyncio.sleep(0)

    others = [str(number) for number in range(MOST_WAITING)]
    async with asyncio.TaskGroup() as group, attempts.look("first"):
        await come(group, *others[1:], "editor", others[0])
        assert order == ["editor is put out"]
    assert len(order) == 1 + MOST_WAITING
    async with asyncio.TaskGroup() as group, attempts.look("first"):
        await come(group, "new", "editor", "newer")
    assert order[-1] == "new"
    assert {*order[-3:]} == {"new", "newer", "editor"}


async def test_a_turn_that_does_not_come_is_told_and_one_that_is_given_back_is_the_next_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """X33."""
    monkeypatch.setattr("feeds.serve.desk.attempts.PATIENCE", 0.01)
    attempts = Attempts(lambda: 0.0)
    async with attempts.look("first"), attempts.look("second") as look:
        assert look is None
    async with attempts.look("second") as look:
        assert look is not None
    assert not attempts.is_in_hand("first")
