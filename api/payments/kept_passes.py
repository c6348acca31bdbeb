"""Passes and coupon books in the database: sold by staff, held by riders, used by payments."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, func, insert, select

from api.payments.tables import PASS_USE, RIDER_PASS
from dispatch.domain.request import RiderId
from dispatch.policy.fare_table import HeldPass, PassProduct, bought

_HELD = TypeAdapter(HeldPass)


@dataclass(frozen=True, slots=True)
class Sale:
    """Who sold what to whom, and when."""

    area: str
    rider_id: RiderId
    product: PassProduct
    first_date: str
    sold_by: str
    at_unix_s: int


@dataclass(frozen=True)
class KeptPasses:
    """The passes, as one transaction sees them."""

    connection: Connection

    def sell(self, pass_id: str, sale: Sale) -> HeldPass:
        """Keep a pass or coupon book that was bought."""
        held = bought(sale.product, pass_id, sale.first_date)
        row = {
            "pass_id": pass_id,
            "area": sale.area,
            "rider_id": sale.rider_id,
            "product_id": sale.product.product_id,
            "price_yen": sale.product.price_yen,
            "held": _HELD.dump_json(held).decode(),
            "rides": sale.product.rides,
            "sold_by": sale.sold_by,
            "sold_at_s": sale.at_unix_s,
        }
        self.connection.execute(insert(RIDER_PASS).values(row))
        return held

    def list_held(self, rider_id: RiderId, area: str) -> list[HeldPass]:
        """The passes a rider has bought in an area, with the rides that are left, the first bought first."""
        mine = (RIDER_PASS.c.rider_id == rider_id) & (RIDER_PASS.c.area == area)
        rows = self.connection.execute(
            select(RIDER_PASS).where(mine).order_by(RIDER_PASS.c.sold_at_s, RIDER_PASS.c.pass_id)
        )
        return [self._held(row) for row in rows.all()]

    def find_pass(self, pass_id: str) -> HeldPass | None:
        """A pass, with the rides its coupon book has left."""
        mine = select(RIDER_PASS).where(RIDER_PASS.c.pass_id == pass_id)
        row = self.connection.execute(mine).first()
        return None if row is None else self._held(row)

    def use(self, payment_id: str, rides: Mapping[str, int]) -> str | None:
        """Say that a payment uses so many rides of these passes, in place of all it used before.

        Where a coupon book has not as many left, nothing changes and its id is returned.
        """
        locked = select(RIDER_PASS.c.pass_id, RIDER_PASS.c.rides).where(RIDER_PASS.c.pass_id.in_(rides))
        ordered = locked.order_by(RIDER_PASS.c.pass_id).with_for_update()
        for row in self.connection.execute(ordered).all():
            by_others = self._used(row.pass_id, but=payment_id)
            if row.rides is not None and row.rides - by_others < rides[row.pass_id]:
                return str(row.pass_id)
        self.connection.execute(delete(PASS_USE).where(PASS_USE.c.payment_id == payment_id))
        used = [
            {"pass_id": pass_id, "payment_id": payment_id, "rides": count}
            for pass_id, count in sorted(rides.items())
        ]
        if used:
            self.connection.execute(insert(PASS_USE), used)
        return None

    def _held(self, row: Row[*tuple[object, ...]]) -> HeldPass:
        kept = row._mapping
        held = _HELD.validate_python(json.loads(kept["held"]))
        if kept["rides"] is None:
            return held
        return replace(held, rides_left=kept["rides"] - self._used(kept["pass_id"]))

    def _used(self, pass_id: str, but: str = "") -> int:
        others = (PASS_USE.c.pass_id == pass_id) & (PASS_USE.c.payment_id != but)
        used = select(func.coalesce(func.sum(PASS_USE.c.rides), 0)).where(others)
        return int(self.connection.execute(used).scalar_one())
