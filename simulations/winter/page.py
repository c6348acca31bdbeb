"""One page with both days side by side, in Japanese and English, on screen and on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import altair as alt

from dispatch.domain.disruptions import CallCause, ConditionsChanged
from dispatch.domain.place import PlaceIndex
from dispatch.domain.time import HOUR_S, TimeWindow, clock
from gtfs.door_shield import shown_places
from gtfs.service import Service
from gtfs.service_doors import DoorKind
from simulations.day_record import DayRecord
from simulations.film import ShownPlaces, film_of
from simulations.measures import NOT_KNOWN, Kpi
from simulations.measures.definitions import Definition
from simulations.report.drawing import svg
from simulations.report.film_section import FilmSection, film_section
from simulations.report.paper import page
from simulations.report.texts import SAMPLE, UNITS, Text
from simulations.winter.calls import calls_of, count_moved
from simulations.winter.hours import HourOfDay, hours_of
from simulations.winter.two_days import ReplayedDay, TwoDays

SHOWN = (
    *("booking_success", "success_within_30", "unmet_needs", "refusals_raw", "shift_min_mean"),
    *("wait_now_mean", "wait_adv_mean", "promise_kept", "promise_kept_as_told", "promises_amended"),
    *("promises_missed", "detour_mean", "riders", "passengers", "pooling_riders", "loaded_km_ratio"),
    *("pax_per_vehicle_hour", "km_per_pax"),
)
"""The figures that are shown side by side."""
CAUSES: Mapping[CallCause, Text] = {
    CallCause.NO_VEHICLE: Text("お迎えに行ける車がない", "No vehicle can come"),
    CallCause.NO_ROAD: Text("道が通れない", "Road closed"),
    CallCause.SERVICE_HALTED: Text("運行見合わせ", "Service halted"),
    CallCause.STRANDED: Text("車が動けない", "Stranded on the way"),
    CallCause.SET_DOWN_ELSEWHERE: Text("近くまでのお送り", "Taken only as near as roads are open"),
}
_SUMMER, _WINTER = Text("夏", "Summer"), Text("冬", "Winter")
_HOUR, _COUNT, _MINUTES = Text("時", "Hour"), Text("件", "Requests"), Text("分", "Minutes")
_WORDS = (_SUMMER, _WINTER, _HOUR, _COUNT, _MINUTES)
_COLOURS = ("#c2700a", "#2563a8")
_HOME = Text("自宅", "a home")


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One figure of both days: the mean over the seeds, and the least and the most of them."""

    definition: Definition
    summer: tuple[float, float, float] | None
    winter: tuple[float, float, float] | None

    def shown(self, values: tuple[float, float, float] | None) -> str:
        """A mean as people read it."""
        return NOT_KNOWN if values is None else self._written(values[0])

    def spread(self, values: tuple[float, float, float] | None) -> str:
        """The least and the most, where they differ."""
        if values is None or values[1] == values[2]:
            return ""
        return "–".join(map(self._written, values[1:]))

    def difference(self) -> str:
        """Winter less summer, with its sign."""
        if self.summer is None or self.winter is None:
            return NOT_KNOWN
        difference = self.winter[0] - self.summer[0]
        sign = "+" if difference > 0 else "−" if difference < 0 else "±"
        return sign + self._written(abs(difference))

    def _written(self, value: float) -> str:
        counted = self.definition.unit in ("count", "persons")
        # a mean of counts is seldom whole
        return f"{value:,.1f}" if counted and value % 1 else Kpi(self.definition, value).shown()


def side_by_side(days: Sequence[TwoDays]) -> list[SideBySide]:
    """The figures of both days, over all seeds."""
    first = {kpi.code: kpi.definition for kpi in days[0].summer.measures.kpis}

    def over_seeds(code: str, of: Callable[[TwoDays], ReplayedDay]) -> tuple[float, float, float] | None:
        values = [value for each in days if (value := of(each).measures.get_value(code)) is not None]
        return (sum(values) / len(values), min(values), max(values)) if values else None

    return [
        SideBySide(
            first[code],
            over_seeds(code, lambda each: each.summer),
            over_seeds(code, lambda each: each.winter),
        )
        for code in SHOWN
    ]


def write_page(days: Sequence[TwoDays], service: Service, sources: Sequence[str], path: Path) -> None:
    """Write the page; it asks nothing of any network."""
    shown = days[0]
    html = page(
        Path(__file__).with_name("two_days.html"),
        service=service,
        sample=SAMPLE,
        summer=shown.summer.record,
        winter=shown.winter.record,
        seeds=[each.summer.record.seed for each in days],
        kpis=side_by_side(days),
        units=UNITS,
        charts=_charts(days),
        film=_film(shown, service),
        switched=_switched(shown.winter.record),
        calls=_calls(shown.winter.record, service),
        moved=[len(count_moved(record)) for record in (shown.summer.record, shown.winter.record)],
        sources=sources,
        attribution=shown.winter.record.network.graph.attribution,
    )
    path.write_text(html, encoding="utf-8")


def _film(days: TwoDays, service: Service) -> FilmSection:
    """Both days on one clock; it stands where winter first differs, or in the middle of the morning."""
    shown = shown_places(service)
    named = ((_SUMMER, days.summer.record), (_WINTER, days.winter.record))
    films = [
        (Text(f"{season.ja} {record.date}", f"{season.en} {record.date}"), _filmed(record, service, shown))
        for season, record in named
    ]
    switched_s = [event.at_s for event in days.winter.record.events if isinstance(event, ConditionsChanged)]
    opens_s = next((at_s for at_s in switched_s if at_s > service.hours.from_s), 0) + HOUR_S
    return film_section(films, days.winter.record.network, max(opens_s, service.hours.from_s + 2 * HOUR_S))


def _filmed(record: DayRecord, service: Service, shown: ShownPlaces) -> Mapping[str, Any]:
    return film_of(record.events, service.hours, record, shown)


def _charts(days: Sequence[TwoDays]) -> list[tuple[Text, str]]:
    by_hour = [(hours_of(each.summer), hours_of(each.winter)) for each in days]
    drawn: list[tuple[Text, Text, Callable[[HourOfDay], float | None]]] = [
        (
            Text("断りの件数(希望時刻ごと、一日平均)", "Refusals by the hour wished, mean of a day"),
            _COUNT,
            lambda hour: hour.refused,
        ),
        (
            Text("約束からの遅れの平均(約束の時刻ごと)", "Mean lateness by the hour promised"),
            _MINUTES,
            lambda hour: hour.late_min,
        ),
    ]
    return [(title, _by_hour(by_hour, axis, value)) for title, axis, value in drawn]


def _by_hour(
    by_hour: Sequence[tuple[Mapping[int, HourOfDay], Mapping[int, HourOfDay]]],
    axis: Text,
    value: Callable[[HourOfDay], float | None],
) -> str:
    hours = sorted({hour for both in by_hour for day in both for hour in day})
    rows: list[dict[str, Any]] = []
    for number, season in enumerate((_SUMMER, _WINTER)):
        for hour in hours:
            known = [value(both[number][hour]) for both in by_hour if hour in both[number]]
            told = [each for each in known if each is not None]
            days = (
                len(told) if axis is _MINUTES else len(by_hour)
            )  # an hour that nobody asked in has no refusal
            rows.append({"hour": hour, "kind": season.en, "n": sum(told) / days if days else 0.0})
    scale = alt.Scale(domain=[_SUMMER.en, _WINTER.en], range=list(_COLOURS))
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar()
        .encode(
            x=alt.X("hour:O", axis=alt.Axis(title=_HOUR.en, labelAngle=0)),
            xOffset=alt.XOffset("kind:N", sort=[_SUMMER.en, _WINTER.en]),
            y=alt.Y("n:Q", axis=alt.Axis(title=axis.en, tickCount=5)),
            color=alt.Color("kind:N", scale=scale, legend=alt.Legend(title=None, orient="top")),
        )
        .properties(width=400, height=180)
    )
    return svg(chart, _WORDS)


def _switched(record: DayRecord) -> list[dict[str, object]]:
    rows = []
    for event in record.events:
        if isinstance(event, ConditionsChanged):
            what = event.conditions
            rows.append(
                {
                    "at": clock(event.at_s),
                    "level": "normal" if what is None else what.name,
                    "speed": "1.00" if what is None else f"{what.speed:.2f}",
                    "slow": 0 if what is None else sum(len(each.places) for each in what.local_speeds),
                    "closed": 0 if what is None else len(what.closed_places) + len(what.closed_roads) // 2,
                }
            )
    return rows


def _calls(record: DayRecord, service: Service) -> list[dict[str, object]]:
    return [
        {
            "at": clock(call.at_s),
            "rider": call.promise.rider_id,
            "pickup": _between(call.promise.limits.pickup),
            "origin": _named(service, call.promise.origin),
            "destination": _named(service, call.promise.destination),
            "cause": CAUSES[call.cause],
        }
        for call in calls_of(record)
    ]


def _between(window: TimeWindow) -> str:
    return f"{clock(window.from_s)}–{clock(window.until_s)}"


def _named(service: Service, place: PlaceIndex) -> Text:
    if service.door_kind(place) is DoorKind.HOME:
        return _HOME
    name = service.places[place].name
    return Text(name, name)
