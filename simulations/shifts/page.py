"""A shift plan as one page in Japanese and English, on screen and on paper."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

from dispatch.domain.time import HOUR_S, clock
from gtfs.service import Service
from simulations.measures.definitions import DEFINITIONS
from simulations.report.paper import page
from simulations.report.texts import SAMPLE, Text
from simulations.shifts.day_kinds import DayKind
from simulations.shifts.day_plan import DayPlan
from simulations.shifts.driver_hours import DriverHours
from simulations.shifts.planning import ShiftPlan
from simulations.shifts.shift import STEP_S
from simulations.shifts.written import WEEKDAYS, fleet_toml, roster_rows
from simulations.town_costs import rates_of

RULES: Mapping[str, Text] = {
    "on_duty_day_h": Text("一日の拘束時間", "On duty in a day"),
    "on_duty_week_average_h": Text("拘束時間、4週平均の1週", "On duty in a week, mean of four"),
    "on_duty_month_h": Text("拘束時間、31日の月", "On duty in a month of 31 days"),
    "on_duty_year_h": Text(
        "拘束時間、1年(この週を休みなくくり返すとして)", "On duty in a year, this week repeated without leave"
    ),
    "on_duty_52_weeks_h": Text("拘束時間、52週", "On duty in 52 weeks"),
    "driving_day_average_h": Text(
        "運転時間、続く2日の平均", "Driving, mean of two days that follow each other"
    ),
    "driving_week_average_h": Text("運転時間、4週平均の1週", "Driving in a week, mean of four"),
    "overtime_month_h": Text("時間外労働、31日の月", "Overtime in a month of 31 days"),
    "overtime_year_h": Text("時間外労働、1年", "Overtime in a year"),
    "over_14h_days_a_week": Text(
        "拘束14時間を超える日(週の回数)", "Days of more than 14 h on duty, in a week"
    ),
    "continuous_driving_h": Text("連続運転時間", "Continuous driving"),
    "rest_h": Text("休息期間(最短)", "Rest between two days, the shortest"),
}
KINDS: Mapping[DayKind | None, Text] = {
    None: Text("毎日", "every day"),
    DayKind.WEEKDAY: Text("平日", "weekdays"),
    DayKind.SATURDAY: Text("土曜", "Saturdays"),
    DayKind.HOLIDAY: Text("日曜・祝日", "Sundays and holidays"),
}
_LEFT, _WIDTH, _ROW, _TOP = 110.0, 1000.0, 24.0, 26.0


def write_page(plan: ShiftPlan, service: Service, hours: DriverHours, path: Path) -> None:
    """Write the page; it asks nothing of any network."""
    definition = next(each for each in DEFINITIONS if each.code == plan.level.code)
    html = page(
        Path(__file__).with_name("plan.html"),
        plan=plan,
        service=service,
        sample=SAMPLE,
        hours=hours,
        rules=RULES,
        definition=definition,
        gantts=[draw_gantt(each, service, f"gantt-{n}") for n, each in enumerate(plan.day_plans, start=1)],
        kinds=KINDS,
        rates=rates_of(service.folder),
        roster=list(roster_rows(plan)),
        weekdays=WEEKDAYS,
        fleets=[fleet_toml(each, service.places) for each in plan.day_plans],
    )
    path.write_text(html, encoding="utf-8")


def draw_gantt(plan: DayPlan, service: Service, caption: str) -> str:
    """The shifts of a day with their breaks, and below how many vehicles are wanted in each half hour."""
    from_s, until_s = service.hours.from_s, service.hours.until_s
    per_s = (_WIDTH - _LEFT - 20) / (until_s - from_s)
    height = _TOP + _ROW * (len(plan.shifts) + 1) + 6

    def x(at_s: int) -> float:
        return _LEFT + (at_s - from_s) * per_s

    drawn = []
    for at_s in range(-(-from_s // HOUR_S) * HOUR_S, until_s + 1, HOUR_S):
        drawn.append(f'<path class="hour" d="M{x(at_s):.1f} {_TOP - 4:g}V{height - 4:g}"/>')
        drawn.append(f'<text class="clock" x="{x(at_s):.1f}" y="{_TOP - 9:g}">{clock(at_s)}</text>')
    for row, (shift, vehicle) in enumerate(zip(plan.shifts, plan.fleet, strict=True)):
        y = _TOP + _ROW * (row + 0.5)
        name = escape(vehicle.vehicle_id)
        drawn.append(f'<text class="vehicle" x="{_LEFT - 8:g}" y="{y + 4:g}">{name}</text>')
        drawn.append(f'<path class="loaded" d="M{x(shift.from_s):.1f} {y:g}H{x(shift.until_s):.1f}"/>')
        for rest in shift.breaks:
            ends = x(rest.begins_s + rest.lasts_s)
            drawn.append(f'<path class="rest" d="M{x(rest.begins_s):.1f} {y:g}H{ends:.1f}"/>')
    y = _TOP + _ROW * (len(plan.shifts) + 0.5)
    for number, needed in enumerate(plan.needs):
        middle = x(from_s + number * STEP_S + STEP_S // 2)
        drawn.append(f'<text class="clock" x="{middle:.1f}" y="{y + 4:g}">{needed}</text>')
    return (
        f'<svg class="timeline" viewBox="0 0 {_WIDTH:g} {height:g}" role="img" '
        f'aria-labelledby="{caption}">{"".join(drawn)}</svg>'
    )
