"""What the tests of registering share."""

import pytest

from tests.handlers.talk import ADMIN, TODAY


@pytest.fixture
def admin(world):
    return world.phone(ADMIN)


@pytest.fixture
def opened(world):
    """Reads what was registered of a hospital: phone, note, dates with their capacity."""

    async def read(name="한빛병원"):
        hospital = await world.read(lambda tx: tx.hospitals.by_key(name))
        if hospital is None:
            return None
        slots = await world.read(lambda tx: tx.slots.live(hospital=hospital.id, first=TODAY))
        return hospital.phone, hospital.note, [(str(s.day), s.capacity) for s in slots]

    return read
