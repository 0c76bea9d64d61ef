"""A short run of the state machine, whose long runs and many mistakes are `prove model`."""

from tests.gates.model import VARIANTS, Job, play


def test_in_any_order_everything_is_as_the_books_say():
    played = play(Job(seed=1, runs=5))

    assert played.found is None, played.trace
    assert played.runs >= 5


def test_a_mistake_in_taking_places_is_found():
    mistake = next(iter(VARIANTS))

    assert play(Job(seed=1, runs=5, variant=mistake)).found is not None
