"""The tables about money: the cost statement (損益明細表) and the feeder line of the subsidy papers."""

from __future__ import annotations

from collections.abc import Iterator

from simulations.council.contents import Contents
from simulations.council.sheet import Cell, Sheet, amount_cell, columns, figure_cell, word, words

ASSUMED_NOTE = (
    "仮定: 経費は町の帳簿によるものではなく、仮の単価で計算した額です。"
    "補助金の申請には、経費の資料(--costs)に実際の額を書いて作り直してください。"
)
BLANK = ""
"""To be filled in by hand."""


def cost_sheet(contents: Contents) -> Sheet:
    """Costs by item, revenue, and what remains to be paid."""
    told = columns(("科目", 34), ("金額(円)", 18, True), ("算出の根拠", 46))
    return Sheet("costs", "損益明細表", _notes(contents), told, tuple(_cost_rows(contents)))


def _cost_rows(contents: Contents) -> Iterator[tuple[Cell, ...]]:
    costs = contents.costs
    mark = "(仮定)" if costs.assumed else ""
    yield words("経常費用")
    for item in costs.items:
        yield word(item.name + mark), amount_cell(f"cost.{item.code}", item.yen), word(item.basis)
    yield _figure(contents, "operating_cost", f"経常費用 計{mark}", "上の科目の合計")
    yield words("経常収益")
    yield _figure(contents, "fare_revenue", "運賃収入", _fare_basis(contents))
    yield _figure(contents, "other_revenue", "その他の収入", "経費の資料にある額")
    yield words("収支")
    for code in ("deficit", "cost_recovery", "cost_per_ride", "public_cost_per_ride"):
        told = contents.figures[code].told
        yield _figure(contents, code, f"{told.name}({told.unit})", told.definition)


def feeder_sheet(contents: Contents) -> Sheet:
    """What the papers of the feeder subsidy (地域内フィーダー系統補助) ask of the line."""
    plan = contents.town.plan
    notes = (
        *_notes(contents),
        "地域内フィーダー系統の補助の資料に書き写すための表です。空欄は手で記入してください。"
        "様式は年度の交付要綱で確認してください。",
    )
    period = f"{contents.period.first} から {contents.period.last} まで"
    rows = [
        words("系統"),
        words("系統名", plan.line or BLANK, BLANK),
        words("運行事業者", plan.operator or BLANK, BLANK),
        words("許可・登録の種類", plan.licence or BLANK, "例: 一般乗合(区域運行)、自家用有償旅客運送"),
        words("接続する幹線・結節点", plan.trunk or BLANK, "補助には幹線系統との接続が必要です"),
        words("定量的な目標", plan.goal or BLANK, "計画に書いた目標"),
        words("実績", BLANK, period),
    ]
    for code in (
        "days",
        "runs",
        "passengers",
        "passengers_per_day",
        "driven_km",
        "loaded_km",
        "vehicle_hours",
    ):
        rows.append(_with_definition(contents, code))
    rows.append(words("収支"))
    for code in ("operating_cost", "fare_revenue", "other_revenue", "deficit", "cost_recovery"):
        rows.append(_with_definition(contents, code))
    rows.append(_with_definition(contents, "public_cost_per_ride"))
    rows.append(words("補助対象経費", BLANK, "運輸局の確認した額を記入"))
    rows.append(words("補助金の額", BLANK, "上限額と照らして記入"))
    told = columns(("項目", 30), ("値", 26, True), ("定義・注", 58))
    return Sheet("feeder", "地域内フィーダー系統の実績", notes, told, tuple(rows))


def _notes(contents: Contents) -> tuple[str, ...]:
    costs = contents.costs
    said = (f"経費の出典: {costs.note}",) if costs.note else ()
    return (ASSUMED_NOTE, *said) if costs.assumed else said


def _fare_basis(contents: Contents) -> str:
    if contents.period.simulated:
        return "運賃表による計算(全員を最初の運賃区分とする。割引・定期券を含まない)"
    return "精算した運賃の合計"


def _figure(contents: Contents, code: str, name: str, basis: str) -> tuple[Cell, ...]:
    return word(name), figure_cell(contents.figures[code]), word(basis)


def _with_definition(contents: Contents, code: str) -> tuple[Cell, ...]:
    told = contents.figures[code].told
    return _figure(contents, code, f"{told.name}({told.unit})", told.definition)
