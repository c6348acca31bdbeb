"""Fare tables of small towns, for tests."""

from __future__ import annotations

from hypothesis import strategies as st

from dispatch.domain.saying import Said
from dispatch.policy.fare_table import ClassFare, FareTable, HeldPass, PassProduct

RIDE_DATE = "2026-12-02"
ADULT, CHILD, INFANT = Said("大人", "Adult"), Said("こども", "Child"), Said("幼児", "Infant")
DISABILITY, COMPANION = Said("障がいのある方", "Rider with a disability"), Said("介助の方", "Companion")
MONTHLY = PassProduct("monthly", Said("1か月定期券", "Monthly pass"), 3000, frozenset({"adult"}), 1)
COUPONS = PassProduct(
    "coupons", Said("回数券", "Coupon"), 3000, frozenset({"adult", "child"}), valid_months=None, rides=11
)


def a_table(version: str = "2026", effective_from: str = "2026-10-01", adult_yen: int = 500) -> FareTable:
    """Flat: alone 500 yen, shared 300; children less; infants free, one companion free per disability."""
    return FareTable(
        version,
        "2026-08-20" if effective_from >= "2026-08-20" else None,
        effective_from,
        (),
        (
            ClassFare("adult", ADULT, (adult_yen,), (300,)),
            ClassFare("child", CHILD, (200,), (100,)),
            ClassFare("disability", DISABILITY, (250,), (150,)),
            ClassFare("companion", COMPANION, (adult_yen,), (300,), frozenset({"disability"}), 1),
            ClassFare("infant", INFANT, (200,), (100,), frozenset({"adult", "disability"}), 2),
        ),
        (MONTHLY, COUPONS),
    )


def a_table_of_bands() -> FareTable:
    """300, 500 or 700 yen up to 3 km, up to 5 km and beyond; no pooled discount."""
    yen = (300, 500, 700)
    adult = ClassFare("adult", ADULT, yen, yen)
    return FareTable("bands", None, "2026-10-01", (3000, 5000), (adult,))


@st.composite
def tables(draw: st.DrawFn) -> FareTable:
    """Any table: up to four bands and five classes, some of which ride free with others."""
    limits = sorted(draw(st.sets(st.integers(1, 30_000), max_size=3)))
    names = ["adult", "child", "senior", "resident", "companion"][: draw(st.integers(1, 5))]
    classes = []
    for name in names:
        yen = tuple(draw(st.integers(0, 2000)) for _ in range(len(limits) + 1))
        pooled = tuple(draw(st.integers(0, alone)) for alone in yen)
        others = frozenset(draw(st.sets(st.sampled_from(names)))) - {name}
        free_each = draw(st.integers(1, 2)) if others else 0
        classes.append(ClassFare(name, Said(name, name), yen, pooled, others, free_each))
    return FareTable("any", None, "2026-10-01", tuple(limits), tuple(classes))


@st.composite
def rides(draw: st.DrawFn) -> tuple[FareTable, list[str], int, list[HeldPass]]:
    """A table, a party, a way in metres and the passes the party holds."""
    table = draw(tables())
    names = [fare.fare_class for fare in table.classes]
    party = draw(st.lists(st.sampled_from(names), min_size=1, max_size=6))
    held = [
        HeldPass(
            f"P{number}",
            Said("券", "Pass"),
            frozenset(draw(st.sets(st.sampled_from(names), min_size=1))),
            draw(st.sampled_from(["2026-11-01", RIDE_DATE, "2026-12-03"])),
            draw(st.sampled_from([None, "2026-12-01", RIDE_DATE])),
            draw(st.sampled_from([None, 0, 1, 3])),
        )
        for number in range(draw(st.integers(0, 4)))
    ]
    return table, party, draw(st.integers(0, 40_000)), held
