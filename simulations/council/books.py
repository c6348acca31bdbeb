"""What running the service cost: by a town's books or rates, or by assumed rates, marked so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulations.costs import ASSUMED, DayWork
from simulations.town_costs import TownBooks

_BOOK_ITEMS = {
    "personnel_yen": "人件費",
    "fuel_yen": "燃料油脂費",
    "repair_yen": "車両修繕費",
    "depreciation_yen": "車両減価償却費",
    "insurance_yen": "保険料・公租公課",
    "facility_yen": "施設使用料",
    "system_yen": "予約・配車システム費",
    "admin_yen": "一般管理費",
    "other_yen": "その他の経費",
}
_RATE_ITEMS = {
    "vehicle_hour": ("人件費(乗務員)", "{rate:,.0f}円/車両時間"),
    "km": ("燃料油脂費・車両修繕費", "{rate:,.0f}円/km"),
    "vehicle_day": ("車両減価償却費・保険料", "{rate:,.0f}円/車両・日"),
    "admin_day": ("一般管理費(受付・システム)", "{rate:,.0f}円/日"),
}


@dataclass(frozen=True, slots=True)
class CostItem:
    """One line of the cost statement."""

    code: str
    name: str
    yen: float
    basis: str
    """How it was reckoned."""


@dataclass(frozen=True, slots=True)
class CostStatement:
    """What running the service cost in a period."""

    items: tuple[CostItem, ...]
    other_revenue_yen: int
    assumed: bool
    """Whether nobody has given figures: the rates are the program's own."""
    note: str = ""
    """Where the figures are from, as the town says."""

    @property
    def total_yen(self) -> float:
        """The operating cost."""
        return sum(item.yen for item in self.items)


def state_costs(town: TownBooks, work: Sequence[DayWork]) -> CostStatement:
    """The cost statement of days: by the books where there are any, else by the rates."""
    if town.books is not None:
        booked = town.books.model_dump()
        items = tuple(
            CostItem(code.removesuffix("_yen"), name, booked[code], "決算・帳簿による額")
            for code, name in _BOOK_ITEMS.items()
        )
        return CostStatement(items, town.other_revenue_yen, assumed=False, note=town.note or "")
    model = town.rates or ASSUMED
    days = [model.parts_yen(day) for day in work]
    rated = tuple(
        CostItem(code, name, sum(day[code] for day in days), basis.format(rate=getattr(model, f"{code}_yen")))
        for code, (name, basis) in _RATE_ITEMS.items()
    )
    note = town.note or ""
    return CostStatement(rated, town.other_revenue_yen, assumed=town.rates is None, note=note)
