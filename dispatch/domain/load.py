"""What takes up room in a vehicle: seats, wheelchair spaces and stowed walkers, counted apart."""

from __future__ import annotations

from dataclasses import dataclass

LARGEST_COUNT = 511
"""No vehicle or party counts more of one kind: the kernel packs the three counts into one word."""


@dataclass(frozen=True, slots=True)
class Load:
    """Seats, wheelchair spaces and walkers: what a party needs, or what a vehicle has."""

    seats: int
    wheelchairs: int = 0
    walkers: int = 0

    def __post_init__(self) -> None:
        for name in ("seats", "wheelchairs", "walkers"):
            count = getattr(self, name)
            if not 0 <= count <= LARGEST_COUNT:
                raise ValueError(f"{name} must be between 0 and {LARGEST_COUNT}, not {count}")

    def fits(self, capacity: Load) -> bool:
        """Whether an otherwise empty vehicle of this capacity can carry the load."""
        return (
            self.seats <= capacity.seats
            and self.wheelchairs <= capacity.wheelchairs
            and self.walkers <= capacity.walkers
        )

    def __add__(self, other: Load) -> Load:
        return Load(
            self.seats + other.seats, self.wheelchairs + other.wheelchairs, self.walkers + other.walkers
        )

    def __sub__(self, other: Load) -> Load:
        return Load(
            self.seats - other.seats, self.wheelchairs - other.wheelchairs, self.walkers - other.walkers
        )


NOTHING = Load(0)
