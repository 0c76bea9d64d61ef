"""What a balancer's log says: how many requests were answered in time, how fast, and the gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, quantiles

from tests.gates.processes.balancer import Balancer, Passed

IN_TIME = 5.0
OK = 200


@dataclass(frozen=True)
class Seen:
    """Of the requests that Telegram made; seconds. `gap` is the longest time without a 200."""

    requests: int
    in_time: int
    p50: float
    p95: float
    longest: float
    gap: float
    passed_on: int
    broken: int
    copies: int

    @property
    def share(self) -> float:
        """Per cent answered 200 in time."""
        return 100 * self.in_time / self.requests

    def __str__(self) -> str:
        return (
            f"requests {self.requests}, answered 200 within {IN_TIME:.0f} s {self.in_time}"
            f" ({self.share:.2f} %), p50/p95/longest {self.p50 * 1000:.0f}/{self.p95 * 1000:.0f}/"
            f"{self.longest * 1000:.0f} ms, longest gap {self.gap:.2f} s, passed on"
            f" {self.passed_on}, broken {self.broken}, copies {self.copies}"
        )


def seen(balancer: Balancer) -> Seen:
    """Of everything so far."""
    answers, took = balancer.answers, [each.seconds for each in balancer.answers]
    return Seen(
        requests=len(answers),
        in_time=sum(each.status == OK and each.seconds <= IN_TIME for each in answers),
        p50=median(took),
        p95=quantiles(took, n=20)[-1],
        longest=max(took),
        gap=_longest_gap(answers),
        passed_on=sum(each.status in {0, 503} for each in balancer.attempts),
        broken=sum(each.status not in {0, 503, OK} for each in balancer.attempts),
        copies=len(balancer.copies),
    )


def _longest_gap(answers: Sequence[Passed]) -> float:
    """Between one 200 and the next."""
    ends = sorted(each.at + each.seconds for each in answers if each.status == OK)
    return max((b - a for a, b in pairwise(ends)), default=0.0)
