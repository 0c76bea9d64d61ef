"""Draft of a hospital during registration, as stored in the dialogue row.

Values were validated when they were read; the operation decides when the draft is complete.
"""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from domain.model import Dialogue, Hospital

TOPIC_NAME = "hospital"
STEPS = ("name", "days", "places", "phone", "note", "preview")
"""All questions, in order."""


class HospitalDraft(BaseModel):
    """Answers so far. `steps` are the questions of this dialogue, `month` the one shown,
    `revising`: a question is asked again from the preview, `unread`: words of the line that were
    not read, `fresh`: it is another hospital than those with a name like it, `doubted`: what was
    typed and may be no answer, `which`: the days of which one is meant. Unknown values of a newer
    release are kept.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    steps: tuple[str, ...] = STEPS
    name: str = ""
    days: tuple[date, ...] = ()
    capacity: int = 0
    phone: str | None = None
    note: str | None = None
    month: date | None = None
    revising: bool = False
    unread: tuple[str, ...] = ()
    fresh: bool = False
    doubted: str = ""
    which: tuple[date, ...] = ()

    def after(self, step: str) -> str:
        """The next question."""
        if self.revising:
            return STEPS[-1]
        known = [s for s in self.steps if s in STEPS]
        return known[known.index(step) + 1]

    def before(self, step: str) -> str:
        """The previous question; the first one stays. Without dates, capacity is skipped."""
        if self.revising:
            return STEPS[-1]
        asked = [s for s in self.steps if s in STEPS and (s != "places" or self.days)]
        return asked[max(0, asked.index(step) - 1)] if step in asked else asked[0]

    def asking(self, step: str) -> "HospitalDraft":
        """A copy that also asks that question."""
        steps = tuple(s for s in STEPS if s in self.steps or s == step)
        return self.model_copy(update={"steps": steps})

    def having(self, **answers: object) -> "HospitalDraft":
        """A copy with more answers."""
        return self.model_copy(update=answers)

    def nothing_for(self, known: Hospital | None) -> bool:
        """Whether it would change nothing of the existing hospital; for a new one: whether it has
        no dates.
        """
        if self.days or known is None:
            return not self.days
        return self.phone in (None, known.phone) and self.note in (None, known.note)

    def facts(self) -> dict[str, object]:
        """JSON values for the dialogue row."""
        return self.model_dump(mode="json")


def draft_of(dialogue: Dialogue) -> HospitalDraft:
    """Draft from the stored values."""
    return HospitalDraft.model_validate(dialogue.facts)


def steps_for(missing: Sequence[str]) -> tuple[str, ...]:
    """The missing answers; if all required ones are there, phone and note too."""
    if "name" in missing and "days" in missing:
        return STEPS
    return (*missing, "preview")
