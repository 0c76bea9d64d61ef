"""What is known so far of a hospital that is being registered, as the dialogue's row keeps it.

Checks nothing: what is typed was read before, and the core decides when all is known.
"""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from domain.model import Dialogue, Hospital

TOPIC_NAME = "hospital"
STEPS = ("name", "days", "places", "phone", "note", "preview")
"""Everything that can be asked, in order."""


class HospitalDraft(BaseModel):
    """The answers so far. `steps` are the questions of this dialogue, `month` the one shown;
    `revising`: one of them is asked again, from the preview. What a newer release asked as well is
    kept for it.
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

    def after(self, step: str) -> str:
        """The question that follows."""
        if self.revising:
            return STEPS[-1]
        known = [s for s in self.steps if s in STEPS]
        return known[known.index(step) + 1]

    def before(self, step: str) -> str:
        """The question before; the first one stays where it is. Without dates no places are
        asked.
        """
        if self.revising:
            return STEPS[-1]
        asked = [s for s in self.steps if s in STEPS and (s != "places" or self.days)]
        return asked[max(0, asked.index(step) - 1)] if step in asked else asked[0]

    def asking(self, step: str) -> "HospitalDraft":
        """The same, where that question is asked too."""
        steps = tuple(s for s in STEPS if s in self.steps or s == step)
        return self.model_copy(update={"steps": steps})

    def having(self, **answers: object) -> "HospitalDraft":
        """The same with more answered."""
        return self.model_copy(update=answers)

    def nothing_for(self, known: Hospital | None) -> bool:
        """Whether it would change nothing of the hospital there is; without one and without dates
        there is nothing to register either.
        """
        if self.days or known is None:
            return not self.days
        return self.phone in (None, known.phone) and self.note in (None, known.note)

    def facts(self) -> dict[str, object]:
        """JSON values for the row."""
        return self.model_dump(mode="json")


def draft_of(dialogue: Dialogue) -> HospitalDraft:
    """What the row keeps."""
    return HospitalDraft.model_validate(dialogue.facts)


def steps_for(missing: Sequence[str]) -> tuple[str, ...]:
    """Only what is missing is asked; if that is everything, phone and note are asked as well."""
    if "name" in missing and "days" in missing:
        return STEPS
    return (*missing, "preview")
