"""Who may do what: one table of roles and permissions, from which the page in docs/ is made."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum
from pathlib import Path


class Role(StrEnum):
    """What somebody is to the service."""

    PUBLIC = "public"
    RIDER = "rider"
    DRIVER = "driver"
    OPERATOR = "operator"
    DISPATCHER = "dispatcher"
    PLANNER = "planner"
    ADMINISTRATOR = "administrator"
    TELEPHONE = "telephone"
    """A telephone system, which is no person."""


STAFF_ROLES = frozenset({Role.OPERATOR, Role.DISPATCHER, Role.PLANNER, Role.ADMINISTRATOR})
"""Roles of named accounts; riders sign in by telephone, and drivers by their vehicle's tablet."""


class Permission(Enum):
    """One thing that somebody may do: its name on the wire, in English, in Japanese."""

    SEE_SERVICE = "see-service", "see services, hours and fares", "サービス・運行時間・運賃を見る"
    SEARCH_PLACES = "search-places", "search places", "乗降場所を探す"
    READ_FEEDS = "read-feeds", "read the public feeds", "公開フィードを読む"
    SIGN_IN = "sign-in", "ask for a code or a token", "ログインする"
    BRING_PAYMENT_NEWS = (
        "bring-payment-news",
        "bring a payment provider's signed news",
        "決済事業者の署名つき通知を届ける",
    )

    ASK = "ask", "ask for a ride and see offers", "乗車を申し込み候補を見る"
    SEE_AVAILABILITY = "see-availability", "see how full each half hour is", "空き状況を見る"
    ACCEPT = "accept", "accept or decline an offer", "候補を承諾・辞退する"
    CHANGE_RIDE = "change-ride", "change a promised ride", "予約を変更する"
    CANCEL_RIDE = "cancel-ride", "cancel a ride", "予約を取り消す"
    OPEN_RETURN = "open-return", "leave the way back open and call when ready", "帰りの時刻を後で決める"
    JOIN_WAITLIST = "join-waitlist", "wait for a place and be called back", "空き待ちをする"
    FOLLOW_RIDE = "follow-ride", "follow a ride as it happens", "乗車の状況を見る"
    SEE_HISTORY = "see-history", "see past rides", "利用履歴を見る"
    CHANGE_PROFILE = "change-profile", "change profile, favourites and notices", "登録内容を変更する"
    EXPORT_OWN_DATA = "export-own-data", "get all data kept of oneself", "自分のデータを受け取る"
    ERASE_OWN_DATA = "erase-own-data", "have all data of oneself erased", "自分のデータを消す"
    APPEAL_NO_SHOW = (
        "appeal-no-show",
        "appeal against a no-show record",
        "無断キャンセルに異議を申し立てる",
    )

    FIND_RIDER = "find-rider", "find riders by number or kana", "利用者を電話番号・かなで探す"
    OPEN_RIDER = "open-rider", "open a rider's profile", "利用者の登録内容を開く"
    REGISTER_RIDER = "register-rider", "register riders, link proxies, erase on request", "利用者を登録する"
    BOOK_FOR_RIDER = "book-for-rider", "do all a rider can, for a caller", "利用者に代わって予約する"
    ANNOUNCE_CALLER = "announce-caller", "have a telephone system announce a caller", "着信を画面に表示する"
    WATCH_BOARD = "watch-board", "see vehicles, late rides, waitlist and calls to make", "運行状況を見る"
    FINISH_TASK = "finish-task", "say what came of a call to make", "電話の結果を記録する"
    PIN_RIDE = "pin-ride", "keep a ride with its vehicle", "乗車を車両に固定する"
    ASSIGN_RIDE = "assign-ride", "assign a ride by hand", "乗車を手動で割り当てる"
    UNDO = "undo", "undo an action", "操作を取り消す"
    TAKE_PAYMENT = "take-payment", "take fares, sell passes and coupon books", "運賃の受領・回数券の販売"
    JUDGE_NO_SHOW = "judge-no-show", "decide on an appeal", "異議を判断する"

    PREVIEW_DISRUPTION = "preview-disruption", "preview a disruption", "影響を事前に確認する"
    WITHDRAW_VEHICLE = "withdraw-vehicle", "take a vehicle or driver out of service", "車両・乗務員を外す"
    REPORT_DELAY = "report-delay", "put a vehicle's delay in", "遅れを入力する"
    CLOSE_ROAD = "close-road", "close and open roads", "通行止めを設定する"
    SNOW_MODE = "snow-mode", "switch snow mode, halt the service", "大雪モード・運行見合わせを切り替える"
    READ_ROLL_CALLS = "read-roll-calls", "read drivers' check records", "点呼記録を見る"
    NOTIFY_RIDERS = "notify-riders", "send notices and alerts", "お知らせを送る"

    BEGIN_SHIFT = "begin-shift", "begin a shift with its check record", "点呼記録とともに乗務を始める"
    END_SHIFT = "end-shift", "end a shift with its check record", "点呼記録とともに乗務を終える"
    READ_MANIFEST = "read-manifest", "read the vehicle's own manifest", "運行指示を見る"
    REPORT_VISIT = (
        "report-visit",
        "report arrival, boarding, no-show, departure",
        "到着・乗降・不在・出発の報告",
    )
    REPORT_POSITION = "report-position", "report the vehicle's position", "車両の位置を送る"
    REPORT_ROAD = "report-road", "report that a road cannot be passed", "通行不能を報告する"
    CALL_RIDER = "call-rider", "be connected with a rider of today", "利用者に電話をつなぐ"
    REPORT_BREAK = "report-break", "report breaks", "休憩を報告する"

    SEE_FIGURES = "see-figures", "see figures of many rides, never one rider's", "集計を見る"
    SIMULATE = "simulate", "replay days with other rules", "別の条件で試算する"

    MANAGE_STAFF = "manage-staff", "add staff, set roles, close accounts", "職員と権限を管理する"
    MANAGE_DEVICES = "manage-devices", "enrol and revoke tablets", "端末を登録・失効する"
    CHANGE_RULES = (
        "change-rules",
        "set rules and fares with effective dates",
        "規程・運賃を施行日から定める",
    )
    READ_AUDIT = "read-audit", "read the audit log", "監査記録を見る"
    READ_LOOK_UPS = "read-look-ups", "read who looked at whom", "個人情報の閲覧記録を見る"
    OWN_SESSION = "own-session", "see and lock one's own session", "自分のログインを見る・ロックする"

    @property
    def wire(self) -> str:
        """Its name on the wire."""
        return str(self.value[0])

    @property
    def english(self) -> str:
        """What may be done, in English."""
        return str(self.value[1])

    @property
    def japanese(self) -> str:
        """What may be done, in Japanese."""
        return str(self.value[2])


P = Permission
_EVERYBODY = frozenset({P.SEE_SERVICE, P.SEARCH_PLACES, P.READ_FEEDS, P.SIGN_IN, P.BRING_PAYMENT_NEWS})
_RIDES = frozenset(
    {
        P.ASK,
        P.SEE_AVAILABILITY,
        P.ACCEPT,
        P.CHANGE_RIDE,
        P.CANCEL_RIDE,
        P.OPEN_RETURN,
        P.JOIN_WAITLIST,
        P.FOLLOW_RIDE,
    }
)
_STAFF = _EVERYBODY | {P.OWN_SESSION}
_BOARD = frozenset({P.WATCH_BOARD, P.FINISH_TASK, P.PIN_RIDE, P.ASSIGN_RIDE, P.UNDO})

PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.PUBLIC: _EVERYBODY,
    Role.RIDER: _EVERYBODY
    | _RIDES
    | {P.SEE_HISTORY, P.CHANGE_PROFILE, P.EXPORT_OWN_DATA, P.ERASE_OWN_DATA, P.APPEAL_NO_SHOW},
    Role.DRIVER: _EVERYBODY
    | {
        P.BEGIN_SHIFT,
        P.END_SHIFT,
        P.READ_MANIFEST,
        P.REPORT_VISIT,
        P.REPORT_POSITION,
        P.REPORT_ROAD,
        P.CALL_RIDER,
        P.REPORT_BREAK,
        P.TAKE_PAYMENT,
    },
    Role.OPERATOR: _STAFF
    | _RIDES
    | _BOARD
    | {
        P.FIND_RIDER,
        P.OPEN_RIDER,
        P.REGISTER_RIDER,
        P.BOOK_FOR_RIDER,
        P.SEE_HISTORY,
        P.CHANGE_PROFILE,
        P.TAKE_PAYMENT,
        P.JUDGE_NO_SHOW,
    },
    Role.DISPATCHER: _STAFF
    | _BOARD
    | {
        P.PREVIEW_DISRUPTION,
        P.WITHDRAW_VEHICLE,
        P.REPORT_DELAY,
        P.CLOSE_ROAD,
        P.SNOW_MODE,
        P.READ_ROLL_CALLS,
        P.NOTIFY_RIDERS,
    },
    Role.PLANNER: _STAFF | {P.SEE_FIGURES, P.SIMULATE},
    Role.ADMINISTRATOR: _STAFF
    | {
        P.READ_ROLL_CALLS,
        P.MANAGE_STAFF,
        P.MANAGE_DEVICES,
        P.CHANGE_RULES,
        P.READ_AUDIT,
        P.READ_LOOK_UPS,
    },
    Role.TELEPHONE: _EVERYBODY | {P.ANNOUNCE_CALLER},
}
"""What each role may do; an administrator has no standing access to riders."""

WITHOUT_SHIFT = _EVERYBODY | {P.BEGIN_SHIFT, P.END_SHIFT}
"""What is left to a tablet whose last shift is more than a day ago."""


def render_roles() -> str:
    """The page docs/roles.md: every permission, and the roles that have it."""
    head = ["may", "すること", *(role.value for role in Role)]
    lines = [
        "# Roles",
        "",
        "What each role may do. This page is made from `api/people/roles.py`; a test holds it to the code.",
        "A person may have several roles, each in one area or in all of them. Riders see and change",
        "their own rides and those of riders they book for, a tablet those of its vehicle, staff those of",
        "their area.",
        "",
        f"| {' | '.join(head)} |",
        f"|{'---|' * len(head)}",
    ]
    for permission in Permission:
        marks = ["●" if permission in PERMISSIONS[role] else "" for role in Role]
        cells = [f"{permission.english} (`{permission.wire}`)", permission.japanese, *marks]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path("docs/roles.md").write_text(render_roles(), encoding="utf-8")
