"""What the town posts for everybody to read is the table and nothing else."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from dispatch.domain.saying import spoken_yen
from dispatch.policy.fare_table import SINCE_EVER, FareTable
from dispatch.policy.posted_fares import posted_fares
from tests.dispatch.policy.fare_tables import a_table, a_table_of_bands, tables


def test_a_flat_fare_with_its_discount_free_riders_and_passes() -> None:
    assert posted_fares(a_table(), "ja") == (
        "2026年10月1日から(2026年8月20日承認)",
        "大人 500円、乗合になったとき300円",
        "こども 200円、乗合になったとき100円",
        "障がいのある方 250円、乗合になったとき150円",
        "介助の方 500円、乗合になったとき300円",
        "幼児 200円、乗合になったとき100円",
        "介助の方は障がいのある方1名につき1名まで無料",
        "幼児は大人・障がいのある方1名につき2名まで無料",
        "1か月定期券 3,000円(大人、1か月有効)",
        "回数券 3,000円(大人・こども、11回分)",
    )
    english = posted_fares(a_table(), "en")
    assert english[:2] == ("From 2026-10-01 (approved 2026-08-20)", "Adult: ¥500; if shared, ¥300")
    assert english[6] == "Companion: up to 1 free with each Rider with a disability"
    assert english[8:] == (
        "Monthly pass: ¥3,000 (Adult, valid 1 month)",
        "Coupon: ¥3,000 (Adult or Child, 11 rides)",
    )


def test_bands_are_told_by_their_kilometres() -> None:
    table = replace(a_table_of_bands(), effective_from=SINCE_EVER)
    assert posted_fares(table, "ja") == ("大人 3kmまで300円、5kmまで500円、それより遠くは700円",)
    assert posted_fares(table, "en") == ("Adult: ¥300 up to 3km, ¥500 up to 5km, ¥700 beyond",)


@given(tables())
def test_every_fare_of_a_table_is_posted(table: FareTable) -> None:
    text = "\n".join(posted_fares(table, "en"))
    assert all(
        spoken_yen(yen, "en") in text for fare in table.classes for yen in (*fare.yen, *fare.pooled_yen)
    )
