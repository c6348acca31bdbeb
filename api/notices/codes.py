"""One-time codes sent at once through the same notifiers as notices, and kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from api.clock import Clock
from api.notices.notice import Notice
from api.notices.notifier import Notifier, NotSent
from api.notices.templates import NoticeKind
from api.people.sign_in import CodeMessage
from dispatch.domain.saying import Language

LOG = structlog.get_logger()


@dataclass(frozen=True)
class CodeSender:
    """Sends codes as text messages, and reads them aloud to landlines."""

    notifiers: Mapping[str, Notifier]
    clock: Clock

    def __call__(self, message: CodeMessage) -> None:
        """Send a code; where that fails nobody is told more than that it failed, and the rider asks again."""
        channel = "voice" if message.by_voice else "sms"
        language: Language = "en" if message.language == "en" else "ja"
        life_s = (message.expires_at - self.clock.now()).total_seconds()
        facts: dict[str, str | int] = {"code": message.code, "life_min": max(1, round(life_s / 60))}
        notice = Notice(NoticeKind.ONE_TIME_CODE, "", language, facts)
        notifier = self.notifiers.get(channel)
        if notifier is None:
            LOG.error("a code was not sent: nothing sends to this channel", channel=channel)
            return
        message_id = f"code-{int(message.expires_at.timestamp())}-{message.phone[-4:]}"
        try:
            notifier.send(message.phone, notice.text, message_id)
        except NotSent as problem:
            LOG.error("a code was not sent", channel=channel, why=str(problem))
