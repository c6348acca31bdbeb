"""What was expected of a field is said in Japanese too, whatever kind of fault pydantic found."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from api.expected import LOOK_AGAIN, expected_in_japanese
from api.wire.asked import PartyIn, WishIn
from api.wire.directory import RiderSearchIn
from api.wire.fields import STRICT, Flag, Latitude, Moment, ServiceDate, Whole, Word
from api.wire.returns import WindowIn
from api.wire.studies import StudyIn


class Means(StrEnum):
    CASH = "cash"
    TICKET = "ticket"


class Fare(BaseModel):
    model_config = STRICT
    yen: Whole


LETTERS = Annotated[str, Field(pattern="^[a-z]+$")]
SOME = Annotated[list[Whole], Field(min_length=1, max_length=2)]
BOUNDS = Annotated[int, Field(gt=3, lt=9, multiple_of=2)]
NOON, BEFORE = "2026-12-02T12:00+09:00", "2026-12-02T11:00+09:00"


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        (Fare, {}, "必ず指定してください。"),
        (Fare, {"yen": 300, "colour": "red"}, "この項目は指定できません。"),
        (Fare, 7, "オブジェクト({ })で指定してください。"),
        (Word, 7, "文字列で指定してください。"),
        (Whole, "7", "整数で指定してください。"),
        (int, "seven", "整数で指定してください。"),
        (Latitude, "north", "数値で指定してください。"),
        (Flag, "maybe", "true か false で指定してください。"),
        (SOME, 7, "配列で指定してください。"),
        (Word, "", "1文字以上で指定してください。"),
        (Word, "a" * 101, "100文字以内で指定してください。"),
        (SOME, [], "1件以上を指定してください。"),
        (SOME, [1, 2, 3], "2件以内で指定してください。"),
        (LETTERS, "A1", "決められた形で指定してください: ^[a-z]+$"),
        (Latitude, 91, "90.0以下の値を指定してください。"),
        (Latitude, -91, "-90.0以上の値を指定してください。"),
        (BOUNDS, 2, "3より大きい値を指定してください。"),
        (BOUNDS, 10, "9より小さい値を指定してください。"),
        (BOUNDS, 5, "2の倍数を指定してください。"),
        (Means, "card", "次のいずれかを指定してください: 'cash', 'ticket'"),
        (Literal["up", "down"], "left", "次のいずれかを指定してください: 'up', 'down'"),
        (StudyIn, {}, "'kind' を指定してください。"),
        (ServiceDate, "2026-13-01", "日付を 2026-12-02 の形で指定してください。"),
        (ServiceDate, "1999-12-31", "2000-01-01から2100-01-01までの日付を指定してください。"),
        (ServiceDate, 7, "日付は 2026-12-02、日時は 2026-12-02T09:30+09:00 の形で指定してください。"),
        (Moment, "2026-12-02T25:00+09:00", "日時を 2026-12-02T09:30+09:00 の形で指定してください。"),
        (Moment, "2026-12-02T09:30", "日時に協定世界時との時差を付けてください(日本は +09:00)。"),
        (WindowIn, {"from": NOON, "until": BEFORE}, "`until` には `from` より後の日時を指定してください。"),
        (PartyIn, {"seats": 0}, "座席と車いすを合わせて1人以上を指定してください。"),
        (
            WishIn,
            {"kind": "now", "at": NOON},
            "`at` は depart_after と arrive_by のときだけ、必ず指定してください。",
        ),
        (RiderSearchIn, {"purpose": "call"}, "電話番号とかなのどちらか一方を指定してください。"),
    ],
)
def test_a_fault_is_said_in_japanese_by_its_kind(kind: Any, given: object, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(given)
    (fault,) = refused.value.errors()
    assert expected_in_japanese(fault["type"], fault.get("ctx", {})) == said


def test_what_is_found_rarely_is_not_said_wrongly() -> None:
    assert expected_in_japanese("url_scheme", {"expected_schemes": "https"}) == LOOK_AGAIN
