"""What was expected of a field, in Japanese: by the kind of fault, beside the English of whoever found it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LOOK_AGAIN = "入力の内容をご確認ください。"
"""Of what is found so rarely that only its English is said."""
_SENTENCES = {
    "missing": "必ず指定してください。",
    "extra_forbidden": "この項目は指定できません。",
    "string_type string_unicode": "文字列で指定してください。",
    "int_type int_parsing int_parsing_size int_from_float": "整数で指定してください。",
    "float_type float_parsing": "数値で指定してください。",
    "finite_number": "有限の数値で指定してください。",
    "bool_type bool_parsing": "true か false で指定してください。",
    "list_type tuple_type set_type frozen_set_type": "配列で指定してください。",
    "dict_type model_type model_attributes_type dataclass_type": "オブジェクト({{ }})で指定してください。",
    "enum literal_error": "次のいずれかを指定してください: {expected}",
    "union_tag_invalid": "{discriminator} は次のいずれかを指定してください: {expected_tags}",
    "union_tag_not_found": "{discriminator} を指定してください。",
    "string_too_short": "{min_length}文字以上で指定してください。",
    "string_too_long": "{max_length}文字以内で指定してください。",
    "too_short": "{min_length}件以上を指定してください。",
    "too_long": "{max_length}件以内で指定してください。",
    "string_pattern_mismatch": "決められた形で指定してください: {pattern}",
    "greater_than": "{gt}より大きい値を指定してください。",
    "greater_than_equal": "{ge}以上の値を指定してください。",
    "less_than": "{lt}より小さい値を指定してください。",
    "less_than_equal": "{le}以下の値を指定してください。",
    "multiple_of": "{multiple_of}の倍数を指定してください。",
    "date_type date_parsing date_from_datetime_parsing date_from_datetime_inexact": (
        "日付を 2026-12-02 の形で指定してください。"
    ),
    "time_type time_parsing": "時刻を 09:30 の形で指定してください。",
    "datetime_type datetime_parsing datetime_object_invalid datetime_from_date_parsing": (
        "日時を 2026-12-02T09:30+09:00 の形で指定してください。"
    ),
    "timezone_aware": "日時に協定世界時との時差を付けてください(日本は +09:00)。",
    "json_invalid": "JSON の書き方に誤りがあります。",
    # kinds of our own, beside pydantic's
    "iso_8601": "日付は 2026-12-02、日時は 2026-12-02T09:30+09:00 の形で指定してください。",
    "out_of_reach": "{first}から{last}までの日付を指定してください。",
    "not_in_order": "`until` には `from` より後の日時を指定してください。",
    "nobody_rides": "座席と車いすを合わせて1人以上を指定してください。",
    "time_unless_now": "`at` は depart_after と arrive_by のときだけ、必ず指定してください。",
    "one_of_two": "電話番号とかなのどちらか一方を指定してください。",
}
_BY_KIND = {kind: sentence for kinds, sentence in _SENTENCES.items() for kind in kinds.split()}


def expected_in_japanese(kind: str, facts: Mapping[str, Any]) -> str:
    """The sentence for a kind of fault, with its bounds filled in."""
    sentence = _BY_KIND.get(kind, LOOK_AGAIN)
    return sentence.format_map({name: _listed(fact) for name, fact in facts.items()})


def _listed(fact: object) -> str:
    """A bound as it is; alternatives without the English between the last two."""
    return str(fact).replace("' or '", "', '")
