"""The report's vehicle timeline: who drove empty, drove loaded, stood at a door or rested, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from dispatch.domain.fleet import Vehicle, VehicleId
from dispatch.domain.route import VisitKind
from simulations.day_record import DayRecord
from simulations.measures.drives import Stay
from simulations.measures.history import DayHistory

PER_SHEET = 40
"""Vehicles on one drawing, so that each fits a printed page."""
KINDS = ("empty", "loaded", "service", "rest")

_LEFT, _WIDTH, _TOP, _ROW = 84.0, 1000.0, 24.0, 22.0

Spans = list[tuple[int, int]]


def draw_timelines(record: DayRecord, history: DayHistory) -> list[str]:
    """One SVG for each so many vehicles; its classes are coloured by the page's style."""
    by_vehicle: dict[VehicleId, list[Stay]] = defaultdict(list)
    for stay in history.stays:
        by_vehicle[stay.vehicle_id].append(stay)
    if not record.vehicles:
        return []
    ends = [stays[-1].done_s for stays in by_vehicle.values()]
    from_s = min(vehicle.shift.hours.from_s for vehicle in record.vehicles) // 3600 * 3600
    until_s = -(-max(ends + [vehicle.shift.hours.until_s for vehicle in record.vehicles]) // 3600) * 3600
    sheets = [record.vehicles[i : i + PER_SHEET] for i in range(0, len(record.vehicles), PER_SHEET)]
    return [_sheet(vehicles, by_vehicle, from_s, until_s) for vehicles in sheets]


def _sheet(
    vehicles: Sequence[Vehicle], by_vehicle: dict[VehicleId, list[Stay]], from_s: int, until_s: int
) -> str:
    per_s = (_WIDTH - _LEFT - 26) / (until_s - from_s)
    height = _TOP + _ROW * len(vehicles) + 6
    parts = [_hours(from_s, until_s, per_s, height)]
    lines: dict[str, list[str]] = {kind: [] for kind in ("shift", *KINDS)}
    for row, vehicle in enumerate(vehicles):
        y = _TOP + _ROW * (row + 0.5)
        parts.append(
            f'<text class="vehicle" x="{_LEFT - 8:g}" y="{y + 4:g}">{_escaped(vehicle.vehicle_id)}</text>'
        )
        hours = vehicle.shift.hours
        spans = {"shift": [(hours.from_s, hours.until_s)], **_spans(by_vehicle[vehicle.vehicle_id])}
        for kind, when in spans.items():
            for begin_s, end_s in _joined(when):
                x, width = _LEFT + (begin_s - from_s) * per_s, (end_s - begin_s) * per_s
                lines[kind].append(f"M{x:.1f} {y:g}h{max(width, 0.4):.1f}")
    parts += [f'<path class="{kind}" d="{"".join(drawn)}"/>' for kind, drawn in lines.items() if drawn]
    return (
        f'<svg class="timeline" viewBox="0 0 {_WIDTH:g} {height:g}" role="img" '
        f'aria-labelledby="timeline-caption">{"".join(parts)}</svg>'
    )


def _spans(stays: Sequence[Stay]) -> dict[str, Spans]:
    spans: dict[str, Spans] = {kind: [] for kind in KINDS}
    for stay in stays:
        for drive in stay.drives:
            spans["loaded" if drive.aboard else "empty"].append((drive.depart_s, drive.arrive_s))
        if stay.kind not in (VisitKind.END, VisitKind.WAIT):
            kind = "rest" if stay.kind == VisitKind.BREAK else "service"
            spans[kind].append((stay.began_s, stay.done_s))
    return spans


def _joined(spans: Spans) -> Spans:
    """Spans of one kind that touch become one."""
    joined: Spans = []
    for begin_s, end_s in spans:
        if joined and joined[-1][1] >= begin_s:
            joined[-1] = joined[-1][0], max(end_s, joined[-1][1])
        else:
            joined.append((begin_s, end_s))
    return joined


def _hours(from_s: int, until_s: int, per_s: float, height: float) -> str:
    step = 3600 if until_s - from_s <= 16 * 3600 else 7200
    drawn = []
    for at_s in range(from_s, until_s + 1, step):
        x = _LEFT + (at_s - from_s) * per_s
        drawn.append(f'<path class="hour" d="M{x:.1f} {_TOP - 4:g}V{height - 4:g}"/>')
        drawn.append(f'<text class="clock" x="{x:.1f}" y="{_TOP - 9:g}">{at_s // 3600}:00</text>')
    return "".join(drawn)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
