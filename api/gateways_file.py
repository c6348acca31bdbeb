"""gateways.toml: how notices and calls leave the service, the quiet hours, and who takes online payments."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from api.notices.gateway import GatewayWords
from api.outgoing import check_url

STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)
_SECRET = re.compile(r"\$\{(\w+)\}")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class GatewaysFileError(ValueError):
    """The file cannot be used; the message says where, what was expected and what to do."""


def _clock(written: object) -> object:
    found = _CLOCK.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        raise ValueError(f'a time such as "21:00" expected, not {written!r}')
    return time(int(found[1]), int(found[2]))


ClockTime = Annotated[time, BeforeValidator(_clock)]


class QuietWords(BaseModel):
    """The night: what is not urgent waits until it ends."""

    model_config = STRICT
    begins: ClockTime = time(21)
    ends: ClockTime = time(7)


class ChannelWords(BaseModel):
    """How one channel is served: through a gateway, or, to try things out, on the console or into a file."""

    model_config = STRICT
    gateway: GatewayWords | None = None
    console: Literal[True] | None = None
    file: Annotated[str, Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if [self.gateway, self.console, self.file].count(None) != 2:
            raise ValueError("one of gateway, console = true, or file expected")
        return self


class ChannelsWords(BaseModel):
    """The channels that are served; what goes to others becomes a call for an operator."""

    model_config = STRICT
    sms: ChannelWords | None = None
    voice: ChannelWords | None = None
    email: ChannelWords | None = None
    line: ChannelWords | None = None

    def served(self) -> dict[str, ChannelWords]:
        """Each channel that is served, by its name."""
        named = {"sms": self.sms, "voice": self.voice, "email": self.email, "line": self.line}
        return {name: words for name, words in named.items() if words is not None}


class ProviderWords(BaseModel):
    """The provider of online payments, and the secrets by which its webhooks are believed."""

    model_config = STRICT
    url: str
    api_key: Annotated[str, Field(min_length=1)]
    webhook_secrets: Annotated[list[Annotated[str, Field(min_length=8)]], Field(min_length=1)]
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 10.0

    @model_validator(mode="after")
    def _has_an_address(self) -> Self:
        check_url(self.url)
        return self


class CallsWords(BaseModel):
    """The telephone system that connects drivers with riders and shows neither the other's number."""

    model_config = STRICT
    url: str
    token: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _has_an_address(self) -> Self:
        check_url(self.url)
        return self


class GatewaysWords(BaseModel):
    """The whole file."""

    model_config = STRICT
    channels: ChannelsWords
    quiet_hours: QuietWords = QuietWords()
    payments: ProviderWords | None = None
    calls: CallsWords | None = None


@dataclass(frozen=True, repr=False)
class Gateways:
    """What the file says, and what its `${NAME}`s stand for."""

    words: GatewaysWords
    secrets: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path()
    """Where the file is: paths in it are meant from here."""

    def filled(self, text: str) -> str:
        """A text with its secrets put in."""
        return _SECRET.sub(lambda gap: self.secrets[gap[1]], text)


def on_the_console() -> Gateways:
    """Every text is shown where the service was started: for a laptop."""
    shown = {name: {"console": True} for name in ("sms", "voice", "email", "line")}
    return Gateways(GatewaysWords.model_validate({"channels": shown}))


def read_gateways_file(path: Path, environment: Mapping[str, str]) -> Gateways:
    """Read the file, its secrets from the environment; raises GatewaysFileError for the first fault."""
    try:
        written = path.read_text(encoding="utf-8-sig")
        words = GatewaysWords.model_validate(tomllib.loads(written))
    except OSError as problem:
        raise GatewaysFileError(f"{path}: cannot be read ({problem.strerror})") from problem
    except UnicodeDecodeError as problem:
        raise GatewaysFileError(f"{path}: not UTF-8 (byte {problem.start}); save it as UTF-8") from problem
    except tomllib.TOMLDecodeError as problem:
        raise GatewaysFileError(f"{path}: not TOML: {problem}; correct that line") from problem
    except ValidationError as problem:
        error = problem.errors()[0]
        where = ".".join(map(str, error["loc"])) or "the file"
        raise GatewaysFileError(f"{path}: {where}: {error['msg']}") from problem
    secrets = {name: environment[name] for name in _SECRET.findall(written) if name in environment}
    _refuse_missing(path, words, secrets)
    return Gateways(words, secrets, path.parent)


def _refuse_missing(path: Path, words: GatewaysWords, secrets: Mapping[str, str]) -> None:
    told = words.model_dump_json()
    missing = sorted(set(_SECRET.findall(told)) - secrets.keys())
    if missing:
        raise GatewaysFileError(f"{path}: ${{{missing[0]}}}: set it in the environment of the service")
