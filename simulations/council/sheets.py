"""The tables of the pack for the council."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.domain.reason import ReasonClass
from simulations.council.contents import Contents
from simulations.council.demand_counts import list_requests, refused_hours, refused_reasons
from simulations.council.figures import HIDDEN, NOT_KNOWN
from simulations.council.money_sheets import cost_sheet, feeder_sheet
from simulations.council.sheet import Cell, Sheet, amount_cell, columns, count_cell, figure_cell, word, words
from simulations.council.suppression import LEAST
from simulations.council.unmet_map import squares_sheet
from simulations.day_record import Purpose
from simulations.measures.inquiries import Outcome
from simulations.report.texts import CLASSES, OUTCOMES, REASONS

HIDING = (
    f"{HIDDEN}: {LEAST - 1}人(件)以下の数と、それを差し引きで求められる数は示しません。"
    "割合は、示せない数に当たるとき「未満」「超」の範囲で示します。"
)
GROUPS = {
    "利用": (
        *("days", "passengers", "passengers_per_day", "riders", "requests", "needs", "bookings"),
        *("channel_share_phone", "channel_share_app", "channel_share_driver"),
    ),
    "予約の取りやすさ": (
        *("booking_success", "booking_success_raw", "success_within_30", "unmet_needs", "unmet_no_offer"),
        *("unmet_declined", "refusals_raw", "shift_min_mean", "shift_min_p95"),
    ),
    "約束と待ち時間": (
        *("promise_kept", "promise_kept_vehicle", "promise_kept_as_told", "promises_amended"),
        *("promises_missed", "wait_now_mean", "wait_now_p95", "wait_adv_mean", "wait_adv_p95"),
        *("detour_mean", "detour_p95", "no_show_rate", "late_cancel_rate"),
    ),
    "車両の効率": (
        *("vehicle_hours", "driven_km", "loaded_km", "loaded_km_ratio", "runs", "pooling_runs"),
        *("pooling_riders", "pax_per_vehicle_hour", "km_per_pax", "direct_km_ratio", "synthetic_km_share"),
    ),
    "収支": (
        *("operating_cost", "fare_revenue", "other_revenue", "deficit", "cost_recovery", "cost_per_ride"),
        "public_cost_per_ride",
    ),
}
NOT_IN_TABLES = {
    "電話所要時間": "電話受付の記録から転記してください",
    "キャンセル待ち成立率": "運行日の記録から転記してください",
}
PURPOSES = {
    Purpose.HOSPITAL: "通院",
    Purpose.SHOPPING: "買い物",
    Purpose.SCHOOL: "通学・学童",
    Purpose.OTHER: "その他",
    Purpose.UNKNOWN: "不明",
}


def council_sheets(contents: Contents) -> list[Sheet]:
    """The tables in the order of the report."""
    return [
        kpi_sheet(contents),
        days_sheet(contents),
        purpose_sheet(contents),
        outcome_sheet(contents),
        reason_sheet(contents),
        hour_sheet(contents),
        unmet_sheet(contents),
        squares_sheet(contents),
        cost_sheet(contents),
        feeder_sheet(contents),
    ]


def kpi_sheet(contents: Contents) -> Sheet:
    """Every figure with its definition beside it."""
    return Sheet(
        "kpi",
        "指標と定義",
        ("分母が0の比率は「–」と表示します。95%は95パーセンタイル(値の間は直線で補う)です。", HIDING),
        columns(("指標", 26), ("値", 13, True), ("単位", 9), ("定義", 78)),
        tuple(_kpi_rows(contents)),
    )


def _kpi_rows(contents: Contents) -> Iterator[tuple[Cell, ...]]:
    for group, codes in GROUPS.items():
        yield words(group)
        known = contents.period.registered is not None and group == "利用"
        for code in (*codes, *(("registered",) if known else ())):
            figure = contents.figures[code]
            yield (
                word(figure.told.name),
                figure_cell(figure),
                word(figure.told.unit),
                word(figure.told.definition),
            )
    yield words("この資料の記録からは分からない指標")
    if contents.period.registered is None:
        yield words("登録者数", NOT_KNOWN, "人", "利用登録の台帳から転記してください")
    for name, why in NOT_IN_TABLES.items():
        yield words(name, NOT_KNOWN, "", why)


def days_sheet(contents: Contents) -> Sheet:
    """Each day by itself."""
    rows = tuple(
        (
            word(day.key),
            _count(contents, f"day.{day.key}.requests"),
            _count(contents, f"day.{day.key}.passengers"),
            amount_cell(f"day.{day.key}.driven_km", drive.metres / 1000, 1),
            amount_cell(f"day.{day.key}.vehicle_hours", drive.vehicle_s / 3600, 1),
            amount_cell(f"day.{day.key}.runs", drive.runs),
        )
        for day, drive in zip(contents.period.days, contents.driven, strict=True)
    )
    told = columns(
        *(("運行日", 18), ("申込(件)", 12, True), ("利用者数(人)", 14, True)),
        *(("走行距離(km)", 14, True), ("車両時間(時間)", 15, True), ("便", 9, True)),
    )
    return Sheet("days", "運行日ごとの実績", _seeds_note(contents), told, rows)


def _seeds_note(contents: Contents) -> tuple[str, ...]:
    if contents.period.simulated:
        return ("計算で再現した日です。日付の後の番号は、利用者の現れ方を決める乱数の種です。",)
    return ()


def purpose_sheet(contents: Contents) -> Sheet:
    """Passengers by what they travelled for."""
    rows = [(word(name), _count(contents, f"purpose.{one}")) for one, name in PURPOSES.items()]
    rows.append((word("計"), _count(contents, "passengers")))
    told = columns(("利用目的", 30), ("利用者数(人)", 14, True))
    return Sheet("purposes", "利用目的", ("同伴の人を含む延べ人数です。",), told, tuple(rows))


def outcome_sheet(contents: Contents) -> Sheet:
    """What became of the requests."""
    rows = [(word(OUTCOMES[one].ja), _count(contents, f"outcome.{one}")) for one in Outcome]
    rows.append((word("計"), _count(contents, "requests")))
    notes = ("「辞退」は、提案した時刻を利用者が選ばなかった申込です。",)
    return Sheet("outcomes", "申込の結果", notes, columns(("結果", 30), ("件数", 14, True)), tuple(rows))


def reason_sheet(contents: Contents) -> Sheet:
    """Refusals by their reasons."""
    rows = [
        (
            word(REASONS[one].ja),
            word(CLASSES[one.reason_class].ja),
            _count(contents, f"refusals.reason.{one}"),
        )
        for one in refused_reasons(list(list_requests(contents.period)))
    ]
    rows.append((word("計"), word(""), _count(contents, "refusals_raw")))
    told = columns(("断りの理由", 30), ("区分", 22), ("件数", 14, True))
    return Sheet(
        "reasons", "断りの理由", ("断って終わった申込の件数です(重複をまとめる前)。",), told, tuple(rows)
    )


def hour_sheet(contents: Contents) -> Sheet:
    """Refusals by class and hour."""
    hours = refused_hours(list(list_requests(contents.period)))
    rows = [
        (
            word(CLASSES[one].ja),
            *(_count(contents, f"refusals.{one}.{hour:02}") for hour in hours),
            _count(contents, f"refusals.class.{one}"),
        )
        for one in ReasonClass
    ]
    totals = (_count(contents, f"refusals.hour.{hour:02}") for hour in hours)
    rows.append((word("計"), *totals, _count(contents, "refusals_raw")))
    told = columns(("区分", 22), *((f"{hour}時", 7, True) for hour in hours), ("計", 8, True))
    notes = ("希望した時刻の属する時間帯ごとに、断って終わった申込を数えています。",)
    return Sheet("hours", "断りの区分と時間帯", notes, told, tuple(rows), wide=True)


def unmet_sheet(contents: Contents) -> Sheet:
    """Needs that stayed refused, by the class of the last refusal."""
    rows = [(word(CLASSES[one].ja), _count(contents, f"unmet.{one}")) for one in ReasonClass]
    rows.append((word("断られたまま成立しなかった移動希望 計"), _count(contents, "unmet_no_offer")))
    rows.append(
        (word("うち未充足需要(車両・席・乗降場所の不足、天候などの出来事)"), _count(contents, "unmet_needs"))
    )
    told = columns(("最後の断りの区分", 50), ("件数", 14, True))
    notes = ("同じ人・同じ発着地・同じ日の申込を1件と数えています。",)
    return Sheet("unmet", "未充足需要", notes, told, tuple(rows))


def _count(contents: Contents, code: str) -> Cell:
    return count_cell(code, contents.counts[code], contents.hidden)
