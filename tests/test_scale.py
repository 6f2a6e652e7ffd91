"""The arithmetic of `docs/scale.md`: units, prices, limits, and the simulation beside theory."""

from collections import Counter

import pytest

from benchmarks import calls, scale, scale_limits, scale_log, scale_prices, scale_queue
from benchmarks.scale_log import Record
from benchmarks.scale_matter import Matter, play
from benchmarks.scale_queue import Setting, Times
from benchmarks.scale_units import Event, moved

EVENT = Event(
    kind="messages",
    calls=Counter(GetItem=1, TransactWriteItems=1, SendMessageBatch=1),
    reads=1,
    writes=9,
    woken=1,
    provider=0,
    said=500,
    lines=2,
    hot=Counter(HEAD=2, CONTACT=2, ROSTER=1, TALLY=1, work=1, COUNTER=1, due=2),
)
MATTER = Matter(
    events=(EVENT, EVENT._replace(kind="look"), EVENT._replace(kind="drain", provider=1)),
    tick=EVENT._replace(kind="tick", woken=0),
    texts_in=1,
    texts_out=2,
    to_customer=1,
    to_agents=1,
    segments_in=1,
    kept=1000,
    passing=1000,
    metrics=9,
    desk=2000,
)
TIMES = Times(webhook=0.03, look=0.06, drain=0.25, cold=0.6)
RECORD = Record(memory=1000, processor=0.01)


def test_a_whole_matter_costs_what_its_parts_cost():
    matter = play()
    costs = {cost.event: cost for cost in calls.costs()}
    for event, name in (
        (matter.of("messages")[0], "customer's text, new thread"),
        (matter.of("look")[0], "inbox's worker looks: two agents are told"),
        (matter.of("drain")[0], "a thread's first text to an agent"),
    ):
        assert (event.reads, event.writes) == (costs[name].reads, costs[name].writes)
        assert event.calls == Counter(costs[name].calls)
    for event in matter.events:
        assert event.hot.total() == event.writes
    assert len(matter.of("statuses")) == 2 * matter.texts_out
    assert sum(event.provider for event in matter.events) == matter.texts_out - 1, "one in TwiML"
    assert scale.clock(matter).writes == costs["the clock, with nothing to do"].writes


@pytest.mark.parametrize(
    ("was", "now", "units"),
    [
        (None, None, 0),
        (None, "a", 1),
        ("a", None, 1),
        ("a", "a", 0),
        ("a", "b", 2),
    ],
)
def test_an_index_costs_what_moves_in_it(was, now, units):
    assert moved((was, was), (now, now)) == units


def test_an_index_costs_one_unit_where_an_item_changes_in_its_place():
    assert moved(("place", "old"), ("place", "new")) == 1


def test_requests_are_cheaper_by_the_hundred_million():
    assert scale_prices.banded(1_000_000) == pytest.approx(3.50)
    assert scale_prices.banded(333_000_000) == pytest.approx(333 * 3.50)
    assert scale_prices.banded(334_000_000) == pytest.approx(333 * 3.50 + 2.80)


def test_a_month_grows_with_the_texts_and_the_provider_is_nearly_all_of_it():
    months = [scale_prices.month(MATTER, MATTER.tick, desk) for desk in scale_prices.DESKS]
    whole = [scale_prices.whole(parts) for parts in months]
    assert whole == sorted(whole)
    for parts, cost in zip(months[1:], whole[1:], strict=True):
        assert parts["the provider"] > 100 * cost


def test_as_many_are_under_way_as_come_in_the_time_that_they_take():
    once = sum(scale_prices.duration(event) for event in MATTER.events) / 1000
    assert scale_prices.busy(MATTER, 1 / once) == pytest.approx(1)


def test_limits_come_lowest_first_and_a_faster_number_bears_more():
    found = {one.what: one.texts for one in scale_limits.limits(MATTER, RECORD)}
    assert list(found.values()) == sorted(found.values())
    slow = found["one number to customers, 1 segment/s"]
    assert slow == pytest.approx(3 * 3600 / scale_limits.PEAK)
    assert found["one number to customers, toll-free, 3/s"] == pytest.approx(3 * slow)


def test_the_item_of_the_desk_holds_so_many_agents():
    larger = MATTER._replace(desk=MATTER.desk + 400)
    assert scale_limits.agents(MATTER, larger, 2) == (400 * 1024 - 2000) / 200


@pytest.mark.parametrize("spread", [0, 1])
def test_the_simulated_wait_is_that_of_theory(spread):
    found = scale_queue.simulated_wait(0.6, spread, n=100_000)
    assert found == pytest.approx(scale_queue.wait_of_queue(0.6, 1.0, spread), rel=0.05)


def test_a_worker_whose_queue_takes_no_time_is_a_plain_server():
    wakes = scale_queue.burst(500, 60)
    assert scale_queue.worker(wakes, 0.1, hop=0) == pytest.approx(scale_queue.serial(wakes, 0.1))


def test_a_wake_up_that_finds_nothing_still_takes_its_turn():
    assert scale_queue.worker([0, 0.1, 5.0], look=1.0, hop=0.5) == [1.5, 2.5, 6.5]


def test_processes_start_cold_once_and_a_full_pool_waits():
    left = scale_queue.pool([0, 0, 10, 10, 10], service=1, cold=2, most=2)
    assert left == [3, 3, 11, 11, 12]


def test_the_same_seed_plays_the_same_and_nothing_is_early():
    questions = scale_queue.burst(200)
    found = scale_queue.play(questions, TIMES, Setting())
    assert found == scale_queue.play(questions, TIMES, Setting())
    assert len(found.acknowledged) == 200
    assert len(found.relayed) == 400
    assert min(found.acknowledged) >= TIMES.webhook - 1e-6
    assert min(found.relayed) >= TIMES.webhook + TIMES.look + TIMES.drain - 1e-6


def test_a_burst_leaves_a_number_at_its_rate():
    questions = scale_queue.burst(600)
    slow = scale_queue.play(questions, TIMES, Setting(later_customer=0))
    fast = scale_queue.play(questions, TIMES, Setting(later_customer=0, rate=100))
    assert max(slow.acknowledged) == pytest.approx(600 - 60, abs=5)
    assert max(fast.acknowledged) < 2


def test_the_log_is_read_in_time_up_to_its_limit_and_is_behind_for_good_above():
    page = scale_log.page_seconds(RECORD)
    most = scale_log.in_time(RECORD) * 3600 / scale_limits.PEAK
    assert scale_log.lag(most * 0.9, page) < 5
    assert scale_log.lag(most * 1.3, page) > 600
