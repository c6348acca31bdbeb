"""What a dispatcher may ask for, as the documentation shows it in both languages."""

from __future__ import annotations

from fastapi.openapi.models import Example

_BREAKDOWN = {"disruptions": [{"kind": "withdraw", "vehicle_id": "1号車"}], "reason": "エンジン故障"}
_SNOW = {
    "disruptions": [
        {"kind": "snow", "level": "heavy_snow"},
        {"kind": "close", "places": ["place_07"]},
        {"kind": "delay", "vehicle_id": "2号車", "minutes": 20},
    ],
    "reason": "heavy snow in the hills",
}
PREVIEW_EXAMPLES: dict[str, Example] = {
    "ja": {"summary": "車両の故障", "value": _BREAKDOWN},
    "en": {"summary": "Heavy snow, a closed place and a delay, all at once", "value": _SNOW},
}
DISRUPT_EXAMPLES: dict[str, Example] = {
    "ja": {"summary": "車両の故障", "value": {**_BREAKDOWN, "base_version": 412}},
    "en": {"summary": "Heavy snow and what comes with it", "value": {**_SNOW, "base_version": 412}},
}
