"""When turns begin, and how fast they are played: the figures of the TypeScript side."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest

from reactor_worker.worker.adaptive_rate import AdaptiveRate, bounded_rate
from reactor_worker.worker.frame_credits import FrameCredits
from reactor_worker.worker.frame_interval import FrameInterval
from reactor_worker.worker.look_ahead import LookAhead
from reactor_worker.worker.relayed_sound import RelayedSound
from reactor_worker.worker.rule_budget import RuleBudget
from reactor_worker.worker.time_limit import TimeExpired, within_time


def test_credit_is_bounded_by_what_may_be_in_transit() -> None:
    credits = FrameCredits(2)
    credits.spend(3)
    assert (credits.has_room, credits.ready_at) == (False, None)
    credits.grant(1)
    assert not credits.has_room
    credits.grant(10)
    credits.spend(2)
    assert not credits.has_room
    credits.reset()
    assert credits.ready_at == 0.0


def test_room_that_comes_later_is_used_after_its_wait_and_other_room_at_once() -> None:
    credits = FrameCredits(1)
    credits.spend(1)
    credits.allow(1, 5.0)
    before = time.monotonic()
    credits.grant(1)
    assert credits.ready_at is not None
    assert before + 5 <= credits.ready_at <= time.monotonic() + 5
    credits.spend(1)
    credits.allow(2, 5.0)
    assert credits.ready_at == 0.0


def test_fast_turns_begin_late_and_slow_ones_early() -> None:
    ahead, wait = LookAhead().measure(1, 0.010, 30)
    assert ahead == 1
    assert wait == pytest.approx(1 / 30 - 0.0125 - 0.005)
    ahead, wait = LookAhead().measure(1, 0.030, 30)
    # 37.5 ms are needed: two frames of 33 ms, of which one is still queued.
    assert ahead == 2
    assert wait == pytest.approx(2 / 30 - 0.0375 - 0.005)
    assert LookAhead().measure(1, 1.0, 30) == (2, 0.0)


def test_an_undeclared_rate_follows_the_work() -> None:
    rate = AdaptiveRate()
    assert rate.measure(1, 5.0) == 30
    assert rate.measure(1, 0.1) == pytest.approx(10)
    assert rate.measure(1, 0.05) == pytest.approx(1 / 0.085)
    assert (bounded_rate(1, 0), bounded_rate(1, 100)) == (60, 1)


def test_sound_that_was_read_is_told_from_sound_that_is_made() -> None:
    relayed = RelayedSound()
    assert relayed.covers(0.02, 0.02)
    assert not relayed.covers(0, 0.02)
    assert not relayed.covers(0.02, 0.1)


def test_the_interval_of_frames_ignores_one_outlier() -> None:
    interval = FrameInterval()
    assert interval.seconds == 0
    for now in (0, 0.04, 0.08, 1.0, 1.04):
        interval.frame(now)
    assert interval.seconds == pytest.approx(0.04)


def test_checks_that_run_into_their_limit_get_less_of_it() -> None:
    now = 0.0
    budget = RuleBudget(0.25, lambda: now)
    assert budget.limit == 0.25
    budget.expired(0.25)
    assert budget.limit == 0.025
    now = 0.4
    assert budget.limit == pytest.approx(0.1)


def spin() -> None:
    while True:
        pass


@pytest.mark.parametrize("work", [lambda: re.search(r"^(a+)+$", "a" * 60 + "!"), spin])
def test_work_that_never_ends_is_stopped(work: Callable[[], object]) -> None:
    with pytest.raises(TimeExpired):
        within_time(0.05, work)
    assert within_time(0.05, lambda: 5) == 5
