"""The circuit breaker by itself, on a clock of the test's own."""

import pytest

from jobs.circuit_breaker import CircuitBreaker


class Watch:
    """A monotonic clock that moves when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


def opened(watch: Watch, **settings: float) -> CircuitBreaker:
    breaker = CircuitBreaker("part", after=3, monotonic=watch, **settings)
    for _ in range(3):
        assert breaker.allow_request()
        breaker.record_failure()
    return breaker


def test_it_is_closed_and_lets_everything_through(watch: Watch) -> None:
    breaker = CircuitBreaker("part", monotonic=watch)

    allowed = [breaker.allow_request() for _ in range(100)]

    assert all(allowed)
    assert breaker.state == "closed"


def test_it_opens_after_failures_in_a_row_and_refuses_at_once(watch: Watch) -> None:
    breaker = opened(watch)

    assert breaker.state == "open"
    assert not breaker.allow_request()


def test_a_success_in_between_begins_the_count_anew(watch: Watch) -> None:
    breaker = CircuitBreaker("part", after=3, monotonic=watch)

    for _ in range(10):
        breaker.record_failure()
        breaker.record_failure()
        breaker.record_success()

    assert breaker.state == "closed"


def test_after_the_rest_one_probe_passes_and_the_others_are_refused(watch: Watch) -> None:
    breaker = opened(watch, rest=1.0)

    watch.now += 1.0
    allowed = [breaker.allow_request() for _ in range(5)]

    assert allowed == [True, False, False, False, False]
    assert breaker.state == "half_open"


def test_a_probe_that_succeeds_closes_it(watch: Watch) -> None:
    breaker = opened(watch)
    watch.now += 1.0
    breaker.allow_request()

    breaker.record_success()

    assert breaker.state == "closed"
    assert breaker.allow_request()
    assert breaker.allow_request()


def test_the_rest_doubles_up_to_a_limit_and_is_short_again_after_a_success(watch: Watch) -> None:
    breaker = opened(watch, rest=1.0, longest=5.0)

    rests = []
    for _ in range(4):
        rests.append(_rest_until_a_probe(breaker, watch))
        breaker.record_failure()
    _rest_until_a_probe(breaker, watch)
    breaker.record_success()
    for _ in range(3):
        breaker.record_failure()
    after_a_success = _rest_until_a_probe(breaker, watch)

    assert rests == [1.0, 2.0, 4.0, 5.0]
    assert after_a_success == 1.0


def test_calls_from_before_it_opened_do_not_make_the_rest_longer(watch: Watch) -> None:
    breaker = opened(watch, rest=1.0)

    for _ in range(20):
        breaker.record_failure()

    assert _rest_until_a_probe(breaker, watch) == 1.0


def test_a_probe_that_is_never_heard_of_again_bars_nobody_for_ever(watch: Watch) -> None:
    breaker = opened(watch, rest=1.0, longest=30.0)
    watch.now += 1.0
    breaker.allow_request()

    watch.now += 30.0

    assert breaker.allow_request()


def _rest_until_a_probe(breaker: CircuitBreaker, watch: Watch) -> float:
    began = watch.now
    while not breaker.allow_request():
        watch.now += 0.5
    return watch.now - began
