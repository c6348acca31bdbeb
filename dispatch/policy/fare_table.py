"""What rides cost: fare tables by class and distance, each agreed on a date and in force from a date on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dispatch.domain.calendar_date import day_number, last_day_of_months
from dispatch.domain.saying import Said

SINCE_EVER = "0001-01-01"


class NoFareTable(ValueError):
    """No fare table is in force on a date."""


@dataclass(frozen=True, slots=True)
class ClassFare:
    """What one rider of a class pays in each distance band, alone and where the ride was shared."""

    fare_class: str
    name: Said
    yen: tuple[int, ...]
    pooled_yen: tuple[int, ...]
    """The same as `yen` where there is no pooled discount."""
    free_with: frozenset[str] = frozenset()
    """Classes of which each rider brings `free_each` riders of this class free of charge."""
    free_each: int = 0

    def __post_init__(self) -> None:
        if len(self.yen) != len(self.pooled_yen):
            raise ValueError(f"{self.fare_class}: as many pooled fares as fares expected, one for each band")
        if any(not 0 <= pooled <= alone for pooled, alone in zip(self.pooled_yen, self.yen, strict=True)):
            raise ValueError(
                f"{self.fare_class}: a pooled fare between 0 and the fare expected: a discount only lowers it"
            )
        if (self.free_each > 0) != bool(self.free_with) or self.fare_class in self.free_with:
            raise ValueError(
                f"{self.fare_class}: free riders need both: with which other classes, and how many each"
            )


@dataclass(frozen=True, slots=True)
class PassProduct:
    """A pass for so many months, or a coupon book of so many rides, which riders of some classes may buy."""

    product_id: str
    name: Said
    price_yen: int
    fare_classes: frozenset[str]
    valid_months: int | None = None
    """None for a coupon book that does not expire."""
    rides: int | None = None
    """Rides of a coupon book; None for a pass, which counts none."""

    def __post_init__(self) -> None:
        if self.valid_months is None and self.rides is None:
            raise ValueError(
                f"{self.product_id}: a pass is valid for so many months, or a coupon book holds so many rides"
            )


@dataclass(frozen=True, slots=True)
class HeldPass:
    """A pass or coupon book in a rider's hands: what was bought stays good after the fares have changed."""

    pass_id: str
    name: Said
    fare_classes: frozenset[str]
    valid_from: str
    valid_until: str | None
    """The last date it is good for."""
    rides_left: int | None = None

    def is_good_on(self, service_date: str) -> bool:
        """Whether it may be used on a date."""
        ended = self.valid_until is not None and service_date > self.valid_until
        return self.valid_from <= service_date and not ended and self.rides_left != 0


@dataclass(frozen=True, slots=True)
class FareTable:
    """One version of the fares, as the fare council agreed it; a change is a new version."""

    version: str
    approved_on: str | None
    """None where the town has not told."""
    effective_from: str
    band_limits_m: tuple[int, ...]
    """The longest direct road of each band but the last, which has no end; empty for a flat fare."""
    classes: tuple[ClassFare, ...]
    """The first is that of a rider of whom nothing else is known."""
    products: tuple[PassProduct, ...] = ()

    def __post_init__(self) -> None:
        day_number(self.effective_from)
        if self.approved_on is not None and day_number(self.approved_on) > day_number(self.effective_from):
            raise ValueError(
                f"approved on {self.approved_on}, after it takes effect on {self.effective_from}"
            )
        if any(near >= far for near, far in pairwise((0, *self.band_limits_m))):
            raise ValueError("band limits in metres that grow from above 0 expected")
        _check_classes(self)

    def band_of(self, metres: int) -> int:
        """The band of a ride; a ride as long as a band's limit still lies in it."""
        if metres < 0:
            raise ValueError(f"a way of 0 m or more expected, not {metres} m")
        return sum(metres > limit_m for limit_m in self.band_limits_m)

    def get_class(self, fare_class: str) -> ClassFare:
        """A class by its name; raises ValueError that lists the names there are."""
        for fare in self.classes:
            if fare.fare_class == fare_class:
                return fare
        known = ", ".join(fare.fare_class for fare in self.classes)
        raise ValueError(f"no fare class {fare_class!r} in the fares {self.version}: {known} expected")

    def find_product(self, product_id: str) -> PassProduct | None:
        """A pass or coupon book on sale, by its id."""
        return next((product for product in self.products if product.product_id == product_id), None)


@dataclass(frozen=True)
class Tariff:
    """All versions of a town's fares, in the order in which they take effect; none is ever changed."""

    tables: tuple[FareTable, ...]

    def __post_init__(self) -> None:
        for name, of_each in (
            ("version", [table.version for table in self.tables]),
            ("effective_from", [table.effective_from for table in self.tables]),
        ):
            twice = sorted({value for value in of_each if of_each.count(value) > 1})
            if twice:
                raise ValueError(f"{name} {twice[0]!r} stands twice, every fare table needs its own")
        object.__setattr__(self, "tables", tuple(sorted(self.tables, key=lambda t: t.effective_from)))

    def on(self, service_date: str) -> FareTable:
        """The table in force on the date of the ride, whatever the date of booking."""
        day_number(service_date)
        in_force = [table for table in self.tables if table.effective_from <= service_date]
        if not in_force:
            raise NoFareTable(
                f"no fares are in force on {service_date}; give a table that takes effect before"
            )
        return in_force[-1]


def bought(product: PassProduct, pass_id: str, first_date: str) -> HeldPass:
    """A pass or coupon book just bought, good from a date on."""
    months = product.valid_months
    last = None if months is None else last_day_of_months(first_date, months)
    return HeldPass(pass_id, product.name, product.fare_classes, first_date, last, product.rides)


def _check_classes(table: FareTable) -> None:
    names = [fare.fare_class for fare in table.classes]
    if not names:
        raise ValueError("at least one fare class expected")
    _refuse_twice("fare class", names)
    _refuse_twice("pass", [product.product_id for product in table.products])
    for fare in table.classes:
        if len(fare.yen) != len(table.band_limits_m) + 1:
            raise ValueError(
                f"{fare.fare_class}: {len(table.band_limits_m) + 1} fares expected, "
                f"one for each distance band, not {len(fare.yen)}"
            )
    named = {fare.fare_class: fare.free_with for fare in table.classes}
    named |= {product.product_id: product.fare_classes for product in table.products}
    for who, classes in named.items():
        unknown = sorted(classes - set(names))
        if unknown:
            raise ValueError(f"{who}: no fare class {unknown[0]!r}; {', '.join(names)} expected")


def _refuse_twice(what: str, names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{what} {twice[0]!r} stands twice in a fare table")
