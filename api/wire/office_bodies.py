"""What riders, operators, dispatchers and telephone systems send, as the documentation shows it."""

from __future__ import annotations

from typing import Annotated

from api.wire.asked import AcceptIn
from api.wire.board import TaskDoneIn
from api.wire.calling import PhoneCallIn
from api.wire.directory import ProfileWire, ProxyIn, RiderSearchIn
from api.wire.disruptions import UndoIn, UndoPreviewIn
from api.wire.hand import AssignIn, AssignPreviewIn, PinIn
from api.wire.shown import in_both

_OUT = {"service_date": "2026-12-02", "offer_id": "2af036e76651963d-1"}
_BACK = {"service_date": "2026-12-02", "offer_id": "7f7b4493cac3105e-2"}

AcceptBody = Annotated[
    AcceptIn,
    in_both(ja=("行きと帰り", {"offers": [_OUT, _BACK]}), en=("One way", {"offers": [_OUT]})),
]
RiderSearchBody = Annotated[
    RiderSearchIn,
    in_both(
        ja=("かなで探す", {"kana": "なりた", "purpose": "call"}),
        en=("By number, to call back", {"phone": "0172-62-1111", "purpose": "call-back"}),
    ),
]
ProfileBody = Annotated[
    ProfileWire,
    in_both(
        ja=(
            "固定電話の方",
            {
                "name": "成田 ハナ",
                "kana": "なりた はな",
                "phone": "0172-62-1111",
                "address": "青森市浪岡大字浪岡字稲村1-2",
                "home_place_id": "home_001",
                "needs": {"walker": True, "note": "玄関でお待ちします"},
                "notice_channel": "none",
            },
        ),
        en=(
            "A rider who is told in English",
            {"name": "Anna Smith", "kana": "あんな すみす", "phone": "+81 90 1234 5678", "language": "en"},
        ),
    ),
]
ProxyBody = Annotated[
    ProxyIn,
    in_both(ja=("同じ世帯", {"kind": "household"}), en=("A helper", {"kind": "proxy"})),
]
PhoneCallBody = Annotated[
    PhoneCallIn,
    in_both(
        ja=("着信", {"call_id": "20261202-0001", "phone": "0172-62-1111"}),
        en=("The number is withheld", {"call_id": "20261202-0002", "phone": None}),
    ),
]
TaskDoneBody = Annotated[
    TaskDoneIn,
    in_both(
        ja=("連絡がついた", {"task_id": "2026-12-02-412", "outcome": "reached"}),
        en=("Nobody answers", {"task_id": "2026-12-02-413", "outcome": "unreachable"}),
    ),
]
PinBody = Annotated[
    PinIn,
    in_both(
        ja=("運転手の希望", {"reason": "いつもの運転手さんを希望"}),
        en=("A lift is needed", {"reason": "only van with a lift"}),
    ),
]
AssignPreviewBody = Annotated[
    AssignPreviewIn,
    in_both(
        ja=("2号車なら", {"vehicle_id": "2号車"}),
        en=("On the first vehicle instead", {"vehicle_id": "1号車"}),
    ),
]
AssignBody = Annotated[
    AssignIn,
    in_both(
        ja=("2号車に", {"vehicle_id": "2号車", "base_version": 412}),
        en=(
            "Though promises break",
            {"vehicle_id": "2号車", "base_version": 412, "force": True, "reason": "only van with a lift"},
        ),
    ),
]
UndoPreviewBody = Annotated[
    UndoPreviewIn,
    in_both(ja=("直った", {"reason": "修理が終わった"}), en=("By mistake", {"reason": "wrong vehicle"})),
]
UndoBody = Annotated[
    UndoIn,
    in_both(
        ja=("直った", {"reason": "修理が終わった", "base_version": 415}),
        en=("By mistake", {"reason": "wrong vehicle", "base_version": 415}),
    ),
]
