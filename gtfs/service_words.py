"""The keys of service.toml and what each may hold."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, ValidationError, model_validator

from dispatch.domain.rules import ServiceRules
from dispatch.domain.time import MINUTE_S
from dispatch.policy.no_shows import NoShowRule
from gtfs.service_demand import DemandSection, PurposeShares
from gtfs.service_error import key_path
from gtfs.service_fares import ClassWords, Fares, FareTableWords, PassWords
from gtfs.service_snow import SnowSection, SnowWords
from gtfs.service_values import (
    STRICT,
    Corner,
    Count,
    Day,
    Days,
    Hours,
    Minutes,
    Phone,
    Seconds,
    Text,
    Url,
)

_RULES = ServiceRules()
_NO_SHOWS = NoShowRule()
Positioning = Literal["none", "expected_demand"]
Anticipation = Literal["none", "sampled_riders"]


class ServiceSection(BaseModel):
    """Who runs, when, and in which files the network stands."""

    model_config = STRICT
    name: Text
    name_en: str = ""
    kana: str = ""
    label: str = ""
    agency_id: Text | None = None
    feed: Text = "feed"
    places: str | None = None
    demo_date: Day
    hours: Hours
    no_service: Annotated[list[Days], Field(default_factory=list)]
    area: list[Corner] | None = None
    gsi_tiles: bool = False
    """Whether staff may put tiles of the Geospatial Information Authority of Japan under their maps."""


class RulesSection(BaseModel):
    """What the town has agreed; long times in minutes, service times in seconds."""

    model_config = STRICT
    pickup_window_min: Minutes = _RULES.pickup_window_s / MINUTE_S
    window_step_s: Annotated[int, Field(ge=1, le=3600)] = _RULES.window_step_s
    max_wait_min: Minutes = _RULES.max_wait_s / MINUTE_S
    max_early_arrival_min: Minutes = _RULES.max_early_arrival_s / MINUTE_S
    detour_factor: Annotated[float, Field(ge=1, le=10)] = _RULES.detour_factor
    detour_extra_min: Minutes = _RULES.detour_extra_s / MINUTE_S
    max_ride_min: Minutes = _RULES.max_ride_s / MINUTE_S
    board_s: Seconds = _RULES.board_s
    board_extra_rider_s: Seconds = _RULES.board_extra_rider_s
    alight_s: Seconds = _RULES.alight_s
    alight_extra_rider_s: Seconds = _RULES.alight_extra_rider_s
    walker_s: Seconds = _RULES.walker_s
    wheelchair_s: Seconds = _RULES.wheelchair_s
    no_show_wait_min: Minutes = _RULES.no_show_wait_s / MINUTE_S
    arrive_ahead_s: Seconds = _RULES.arrive_ahead_s
    reserve_min: Minutes = _RULES.reserve_s / MINUTE_S
    walk_max_m: Annotated[int, Field(ge=0, le=5000)] = _RULES.walk_max_m
    shortest_trip_m: Annotated[int, Field(ge=0, le=5000)] = _RULES.shortest_trip_m


class BookingSection(BaseModel):
    """When and how bookings are taken."""

    model_config = STRICT
    open_days: Annotated[int, Field(ge=0, le=366)] = _RULES.booking_open_days
    cutoff_min: Minutes = _RULES.booking_cutoff_s / MINUTE_S
    offer_life_min: Annotated[float, Field(gt=0, le=60)] = _RULES.offer_life_s / MINUTE_S
    waitlist_offer_life_min: Annotated[float, Field(gt=0, le=1440)] = _RULES.waitlist_offer_life_s / MINUTE_S
    waitlist_most: Annotated[int, Field(ge=0, le=500)] = _RULES.waitlist_most
    open_return_wait_min: Minutes = _RULES.open_return_wait_s / MINUTE_S
    open_return_most: Annotated[int, Field(ge=0, le=100)] = _RULES.open_return_most
    alternatives_within_min: Minutes = _RULES.alternatives_within_s / MINUTE_S


class NoShowsSection(BaseModel):
    """What follows when riders do not come; a service without this section never pauses anybody."""

    model_config = STRICT
    within_days: Annotated[int, Field(ge=1, le=3660)] = _NO_SHOWS.within_days
    warn_at: Annotated[int, Field(ge=1, le=100)] = _NO_SHOWS.warn_at
    pause_at: Annotated[int, Field(ge=1, le=100)] = _NO_SHOWS.pause_at
    pause_days: Annotated[int, Field(ge=1, le=3660)] = _NO_SHOWS.pause_days
    late_cancels_as_one: Annotated[int, Field(ge=0, le=100)] = _NO_SHOWS.late_cancels_as_one

    @model_validator(mode="after")
    def _is_a_rule(self) -> Self:
        self.rule()
        return self

    def rule(self) -> NoShowRule:
        """The rule these settings make."""
        return NoShowRule(**self.model_dump())


class BreakWords(BaseModel):
    """A driver's rest: begins between two times, lasts so many minutes, at a place."""

    model_config = STRICT
    begins: Hours
    minutes: Annotated[int, Field(gt=0, le=600)]
    place: Text | None = None


class VehicleWords(BaseModel):
    """A vehicle with its driver's shift."""

    model_config = STRICT
    vehicle_id: Text
    seats: Annotated[Count, Field(ge=1)]
    wheelchair_spaces: Count = 0
    walker_spaces: Count = 3
    depot: Text
    hours: Hours | None = None
    breaks: list[BreakWords] = []


class DispatchSection(BaseModel):
    """What the dispatcher uses beside exact insertion; each part is chosen by its name."""

    model_config = STRICT
    positioning: Positioning = "none"
    anticipation: Anticipation = "none"
    repair: Annotated[int, Field(ge=0, le=100_000)] = 0
    """Rounds of rearranging the vehicles nearby before a wish is refused; 0 for none."""
    improvement: Annotated[int, Field(ge=0, le=100_000)] = 0
    """Rounds of improving the whole plan after each promise; 0 for none."""
    batch_s: Annotated[int, Field(ge=0, le=60)] = 0
    """Requests of so many seconds are answered together; 0 for one by one."""


class FlexSection(BaseModel):
    """How the service is published as GTFS-Flex, and where riders book."""

    model_config = STRICT
    form: Literal["stops", "zone"]
    """From stop to stop, or from any door of the area to any other."""
    phone_number: Phone
    info_url: Url
    booking_url: Url | None = None
    safe_duration_factor: Annotated[float, Field(gt=0, le=10)] | None = None
    safe_duration_offset_s: Annotated[int, Field(ge=0, le=7200)] | None = None
    """Measured: 95 of 100 rides take at most factor x direct drive + offset. Both, or neither."""

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.safe_duration_factor is None) != (self.safe_duration_offset_s is None):
            raise ValueError("safe_duration_factor and safe_duration_offset_s go together: both, or neither")
        return self


class ConditionsSection(BaseModel):
    """What is unlike a usual day: slower roads, slower boarding, places nobody can reach."""

    model_config = STRICT
    name: Text
    speed: Annotated[float, Field(ge=0.05, le=20)] = 1.0
    extra_s: Seconds = 0
    dwell: Annotated[float, Field(ge=0.1, le=20)] = 1.0
    closed_places: list[Text] = []


class ServiceWords(BaseModel):
    """The whole of service.toml."""

    model_config = STRICT
    service: ServiceSection
    rules: RulesSection = RulesSection()
    booking: BookingSection = BookingSection()
    fares: Fares = Field(default_factory=lambda: [FareTableWords()])
    no_shows: NoShowsSection | None = None
    demand: DemandSection = DemandSection()
    dispatch: DispatchSection = DispatchSection()
    conditions: ConditionsSection | None = None
    snow: SnowSection = SnowSection()
    flex: FlexSection | None = None
    fleet: Annotated[list[VehicleWords], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_id_each(self) -> Self:
        ids = [vehicle.vehicle_id for vehicle in self.fleet]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"fleet: vehicle_id {twice[0]!r} is used twice, every vehicle needs its own")
        return self


def list_known_keys() -> set[str]:
    """Every key service.toml may hold."""
    sections = (ServiceSection, RulesSection, BookingSection, BreakWords, VehicleWords)
    more = (PurposeShares, DemandSection, DispatchSection, ConditionsSection, FlexSection, ServiceWords)
    of_snow = (SnowSection, SnowWords)
    of_money = (FareTableWords, ClassWords, PassWords, NoShowsSection)
    return {key for section in (*sections, *more, *of_snow, *of_money) for key in section.model_fields}


def parse_dispatch(words: object) -> DispatchSection:
    """The `[dispatch]` section written as KEY=NAME, more than one with commas between."""
    chosen: dict[str, object] = {}
    for word in filter(None, str(words).split(",")):
        key, equals, name = word.strip().partition("=")
        if not equals or key not in DispatchSection.model_fields:
            known = ", ".join(DispatchSection.model_fields)
            raise ValueError(f"KEY=NAME expected, with a key of {known}")
        chosen[key] = int(name) if name.isdecimal() else name
    try:
        return DispatchSection.model_validate(chosen)
    except ValidationError as problem:
        error = problem.errors()[0]
        told = error["msg"].replace("Input should be", "must be")
        raise ValueError(f"{key_path(error['loc'])} {told}") from problem


def rules_of(rules: RulesSection, booking: BookingSection, dwell: float = 1.0) -> ServiceRules:
    """The rules in seconds; `dwell` slows boarding and alighting down, as in snow."""

    def seconds(minutes: float) -> int:
        return round(minutes * MINUTE_S)

    def slowed(usual_s: int) -> int:
        return round(usual_s * dwell)

    return ServiceRules(
        pickup_window_s=seconds(rules.pickup_window_min),
        window_step_s=rules.window_step_s,
        max_wait_s=seconds(rules.max_wait_min),
        max_early_arrival_s=seconds(rules.max_early_arrival_min),
        detour_factor=rules.detour_factor,
        detour_extra_s=seconds(rules.detour_extra_min),
        max_ride_s=seconds(rules.max_ride_min),
        board_s=slowed(rules.board_s),
        board_extra_rider_s=slowed(rules.board_extra_rider_s),
        alight_s=slowed(rules.alight_s),
        alight_extra_rider_s=slowed(rules.alight_extra_rider_s),
        walker_s=slowed(rules.walker_s),
        wheelchair_s=slowed(rules.wheelchair_s),
        no_show_wait_s=seconds(rules.no_show_wait_min),
        offer_life_s=seconds(booking.offer_life_min),
        waitlist_offer_life_s=seconds(booking.waitlist_offer_life_min),
        waitlist_most=booking.waitlist_most,
        open_return_wait_s=seconds(booking.open_return_wait_min),
        open_return_most=booking.open_return_most,
        booking_cutoff_s=seconds(booking.cutoff_min),
        booking_open_days=booking.open_days,
        arrive_ahead_s=rules.arrive_ahead_s,
        reserve_s=seconds(rules.reserve_min),
        alternatives_within_s=seconds(booking.alternatives_within_min),
        walk_max_m=rules.walk_max_m,
        shortest_trip_m=rules.shortest_trip_m,
    )
