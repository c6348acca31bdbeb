"""The `[demand]` of service.toml: how riders are drawn for a simulated day."""

from typing import Annotated

from pydantic import BaseModel, Field

from gtfs.service_values import STRICT, Hours, Share, Text


class PurposeShares(BaseModel):
    """What riders travel for; the shares add up to anything, they are weights."""

    model_config = STRICT
    hospital: Annotated[float, Field(ge=0)] = 0.35
    shopping: Annotated[float, Field(ge=0)] = 0.3
    school: Annotated[float, Field(ge=0)] = 0.1
    other: Annotated[float, Field(ge=0)] = 0.25


class DemandSection(BaseModel):
    """How riders are drawn for a simulated day."""

    model_config = STRICT
    riders_per_day: Annotated[int, Field(ge=0, le=1_000_000)] = 82
    model: Text | None = None
    """A file that `noriai fit` wrote, by which riders are drawn instead, and roads driven."""
    hours: Hours | None = None
    """When people wish to travel; None: while the service runs."""
    party_size_mean: Annotated[float, Field(ge=1, le=6)] = 1.3
    ride_now_share: Share = 0.5
    phone_share: Share = 0.75
    return_share: Share = 0.6
    wheelchair_share: Share = 0.02
    walker_share: Share = 0.08
    no_show_share: Share = 0.03
    cancel_share: Share = 0.05
    late_share: Share = 0.1
    late_min: Annotated[list[Annotated[float, Field(ge=0, le=120)]], Field(min_length=1)] = [2.0, 12.0]
    """By how many minutes those come late, at even steps from the least to the most."""
    take_alternative_share: Share = 0.6
    ask_again_share: Share = 0.5
    purposes: PurposeShares = PurposeShares()
    hour_weights: dict[str, Annotated[float, Field(ge=0)]] = {}
