"""What administrators send, with what the documentation shows of it."""

from __future__ import annotations

from typing import Annotated

from api.wire.administered import AmendmentIn, BindIn, DeviceIn, GrantsIn, StaffIn
from api.wire.shown import in_both

_OPERATOR = {"role": "operator", "area": "namioka"}
_EVERYWHERE = {"role": "administrator", "area": "*"}

StaffBody = Annotated[
    StaffIn,
    in_both(
        ja=("受付", {"account": "ito", "name": "伊藤 美咲", "grants": [_OPERATOR]}),
        en=("An administrator", {"account": "a.smith", "name": "Anna Smith", "grants": [_EVERYWHERE]}),
    ),
]
GrantsBody = Annotated[
    GrantsIn,
    in_both(
        ja=("受付と配車", {"grants": [_OPERATOR, {"role": "dispatcher", "area": "namioka"}]}),
        en=("Nothing any more", {"grants": []}),
    ),
]
DeviceBody = Annotated[
    DeviceIn,
    in_both(
        ja=("前席", {"vehicle_id": "1号車", "name": "前席のタブレット"}),
        en=("A spare", {"vehicle_id": "2号車", "name": "Spare tablet"}),
    ),
]
BindBody = Annotated[
    BindIn,
    in_both(ja=("3号車へ", {"vehicle_id": "3号車"}), en=("To the first vehicle", {"vehicle_id": "1号車"})),
]
AmendmentBody = Annotated[
    AmendmentIn,
    in_both(
        ja=(
            "運賃改定",
            {
                "effective_from": "2027-04-01",
                "approved_on": "2027-02-10",
                "words": '[[fares.classes]]\nfare_class = "adult"\nyen = 400\n',
            },
        ),
        en=(
            "Wider windows in winter",
            {"effective_from": "2027-01-04", "words": "[rules]\npickup_window_min = 20\n"},
        ),
    ),
]
