"""Releases that may not run beside this one: what each does where the other is."""

import asyncio
from dataclasses import dataclass

from tests.gates.processes.mixed_replicas import (
    Build,
    Ended,
    do,
    empty_databases,
    ended,
    fleet,
    released,
    this_one,
)
from tests.gates.processes.old_release import commit_of
from tests.gates.processes.replicas import telegram

BEFORE = ("0.1.0", "0.2.0")
"""Releases whose audit has no key."""


@dataclass(frozen=True)
class Refusals:
    """What the two did that may not run beside each other: exit codes, and what they said."""

    release: str
    started: bool
    beside: Ended
    migrating: Ended
    after: Ended
    verified: Ended

    @property
    def is_clean(self) -> bool:
        """Refused in a sentence, three times; else nothing was in the way. The audit has the row of
        the release before, that of the migration, and that of the key.
        """
        refused = (
            self.beside.refuses("its schema is older than this release's: python -m bot migrate")
            and self.migrating.refuses("stop every bot first")
            and self.after.refuses("which needs a release of schema ")
        )
        sealed = self.verified.code == 0 and "audit: 3 rows" in self.verified.lines[0]
        return self.started and refused and sealed

    def __str__(self) -> str:
        alone = "starts" if self.started else "DOES NOT START"
        return (
            f"release {self.release}: by itself it {alone};"
            f" beside it this one: {self.beside}; migrating: {self.migrating};"
            f" on the new schema: {self.after}; audit: {self.verified}"
        )


async def refusals(release: str, old: Build) -> Refusals:
    """On databases of its own, from the release's first start to the sealed audit."""
    new = this_one()
    with empty_databases() as shared:
        async with telegram() as phones:
            await asyncio.to_thread(do, old, shared, phones, "migrate")
            async with fleet(shared, phones, [old]) as there:
                started = bool(there.stage.balancer.ready)
                [stranger] = await phones.people(1)
                await stranger.say("/roster")  # leaves a row in the audit
                await stranger.until(lambda _: True, within=30)
                beside = await asyncio.to_thread(ended, new, shared, phones, "run")
                migrating = await asyncio.to_thread(ended, new, shared, phones, "migrate")
                await there.stage.stop()
            await asyncio.to_thread(do, new, shared, phones, "migrate")
            after = await asyncio.to_thread(ended, old, shared, phones, "run")
            async with fleet(shared, phones, [new]) as there:
                await there.stage.stop()
            verified = await asyncio.to_thread(ended, new, shared, phones, "audit", "verify")
    return Refusals(release, started, beside, migrating, after, verified)


def refused(release: str) -> bool:
    """Whether it and this one refuse each other. Raises NoRelease."""
    commit = commit_of(release)
    with released(commit) as old:
        packages = "the packages at hand" if old.python == this_one().python else "its own"
        print(f"release {release}: {commit[:12]}, with {packages}", flush=True)
        outcome = asyncio.run(refusals(release, old))
    print(outcome, flush=True)
    return outcome.is_clean
