"""The duty record (業務記録) of each vehicle and day, made of its calls; the rest is left blank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dispatch.domain.route import VisitKind
from simulations.council.form import Form
from simulations.council.period import Day
from simulations.council.rows import VisitRow
from simulations.council.sheet import Cell, Sheet, columns, minute, words
from simulations.measures.drives import NO_SHOW
from simulations.tables import IDLE

HOME = "利用者宅等"
_KINDS = {
    VisitKind.BOARD: "乗車",
    VisitKind.ALIGHT: "降車",
    VisitKind.WAIT: "待機",
    VisitKind.BREAK: "休憩",
    VisitKind.END: "帰庫",
    NO_SHOW: "不在",
}
BLANK_ROWS = 3


def list_duty_records(day: Day) -> list[Form]:
    """One form for each vehicle."""
    vehicles = list(dict.fromkeys(visit.vehicle_id for visit in day.visits))
    return [_record(day, vehicle) for vehicle in vehicles]


def _record(day: Day, vehicle: str) -> Form:
    visits = sorted((one for one in day.visits if one.vehicle_id == vehicle), key=lambda one: one.sequence)
    names = {place.place_id: place.name for place in day.facts.places}
    title = f"業務記録 {day.facts.date} {vehicle}"
    return Form(
        title,
        (
            Sheet("duty", title, (), columns(("項目", 22), ("内容", 62)), tuple(_facts(visits, names))),
            Sheet(
                "calls",
                "主な経過地点",
                (),
                columns(("着", 10), ("発", 10), ("地点", 40), ("乗降", 12), ("車内(人)", 12, True)),
                tuple(_calls(day, visits, names)),
            ),
            Sheet(
                "abnormal",
                "遅延・事故・異常な出来事",
                ("記録から分かることの下に、気づいたことを記入してください。",),
                columns(("時刻", 12), ("内容と原因", 72)),
                tuple(_abnormal(day, vehicle)),
            ),
        ),
    )


def _facts(visits: Sequence[VisitRow], names: Mapping[str, str]) -> Iterator[tuple[Cell, ...]]:
    first = visits[0]
    idle = first.kind == IDLE
    last = visits[-1]
    metres = sum(visit.metres for visit in visits)
    yield words("運転者", "")
    yield words("運転者の交代", "")
    yield words("勤務の予定", f"{minute(first.shift_from_s)} から {minute(first.shift_until_s)} まで")
    yield words("業務の開始(場所・時刻)", "" if idle else f"勤務の始まり {minute(first.shift_from_s)}")
    yield words("業務の終了(場所・時刻)", "" if idle else f"{_place(last, names)} {minute(last.done_s)}")
    yield words("走行距離", f"{metres / 1000:.1f} km(計算上の距離)")
    yield words("距離計(始業・終業)", "")
    rests = [one for one in visits if one.kind == VisitKind.BREAK]
    told = "、".join(f"{_place(one, names)} {minute(one.began_s)}-{minute(one.done_s)}" for one in rests)
    yield words("休憩(場所・時刻)", told)


def _calls(day: Day, visits: Sequence[VisitRow], names: Mapping[str, str]) -> Iterator[tuple[Cell, ...]]:
    persons = {row.ride_id: row.persons or 0 for row in day.rides if row.ride_id}
    aboard: set[str] = set()
    for visit in visits:
        if visit.kind not in _KINDS:
            continue
        if visit.kind == VisitKind.BOARD:
            aboard.add(visit.ride_id)
        elif visit.kind == VisitKind.ALIGHT:
            aboard.discard(visit.ride_id)
        moved = visit.kind in (VisitKind.BOARD, VisitKind.ALIGHT)
        what = f"{_KINDS[visit.kind]}{f' {persons.get(visit.ride_id, 0)}人' if moved else ''}"
        inside = sum(persons.get(ride, 0) for ride in aboard)
        times = minute(visit.arrived_s), minute(visit.done_s)
        yield words(*times, _place(visit, names), what, str(inside))


def _abnormal(day: Day, vehicle: str) -> Iterator[tuple[Cell, ...]]:
    for one in day.abnormal:
        if one.vehicle_id in (None, vehicle):
            yield words(minute(one.at_s), one.what)
    for _ in range(BLANK_ROWS):
        yield words("", "")


def _place(visit: VisitRow, names: Mapping[str, str]) -> str:
    """A public place by its name; nobody's home is named."""
    return names.get(visit.place_id, HOME)
