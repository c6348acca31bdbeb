"""The check records (点呼記録簿) of each vehicle and day: as handed in, or blank to be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulations.council.form import Form
from simulations.council.office_records import CheckRecord
from simulations.council.period import Day
from simulations.council.sheet import Cell, Sheet, columns, minute, words

_BOTH = {
    "点呼の時刻": "at",
    "運転者": "driver",
    "点呼執行者(運行管理者・補助者)": "checked_by",
    "方法(対面・遠隔・電話)": "method",
    "アルコール検知器の使用": "detector_used",
    "酒気帯びの有無(検知器の値)": "alcohol",
}
_BEFORE = {
    "疾病・疲労・睡眠不足等": "health",
    "運転免許証の確認": "licence",
    "日常点検": "inspection",
    "乗務の可否": "fit",
    "距離計": "odometer_km",
    "指示事項": "instructions",
}
_AFTER = {
    "車両の状況": "vehicle_state",
    "道路の状況": "road_state",
    "運行の状況(事故・遅延・異常)": "events",
    "交替運転者への通告": "",
    "距離計": "odometer_km",
    "指示事項": "instructions",
}


def list_roll_calls(day: Day) -> list[Form]:
    """One form for each vehicle."""
    shifts = {visit.vehicle_id: (visit.shift_from_s, visit.shift_until_s) for visit in day.visits}
    return [_form(day, vehicle, *shift) for vehicle, shift in shifts.items()]


def _form(day: Day, vehicle: str, from_s: int, until_s: int) -> Form:
    title = f"点呼記録簿 {day.facts.date} {vehicle}"
    told = columns(("項目", 32), ("記録", 56))
    parts = []
    for part, name, at_s, items in (
        ("begin", "業務前点呼", from_s, _BOTH | _BEFORE),
        ("end", "業務後点呼", until_s, _BOTH | _AFTER),
    ):
        records = [one for one in day.checks if one.vehicle_id == vehicle and one.shift_part == part]
        rows = tuple(_rows(records, items, f"予定 {minute(at_s)}"))
        parts.append(Sheet("check", f"{name} {vehicle}", (), told, rows))
    return Form(title, tuple(parts))


def _rows(records: Sequence[CheckRecord], items: dict[str, str], planned: str) -> Iterator[tuple[Cell, ...]]:
    """Every record one after the other; without any, one that is blank."""
    yield words("勤務", planned)
    for record in records or [CheckRecord("", "")]:
        for name, field in items.items():
            yield words(name, str(getattr(record, field)) if field else "")
