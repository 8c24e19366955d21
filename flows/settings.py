"""Settings: flags, then environment variables, then talks.toml, then defaults."""

import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_type_hints

SETTINGS_FILE = Path("talks.toml")
PREFIX = "TALKS_"
_WORDS = {int: "a whole number", float: "a number", Path: "a path", str: "text"}


class SettingsError(ValueError):
    """A setting cannot be used; the message says which one and why, in one line."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a user may set. `TALKS_<NAME>` sets a field from the environment."""

    db: Path = Path("data/talks.duckdb")  # the published file
    feeds: Path = Path("feeds.toml")
    archive: Path = Path("data/archive")
    allow_private: bool = False  # may feeds and pages on private addresses be fetched?
    user_agent: str = "TalksTracker/0.1 (news research)"
    contact: str | None = None  # an address or URL put into the user agent
    concurrency: int = 16  # hosts fetched at the same time
    host_delay: float = 1.0  # seconds between two requests to one host
    workers: int = 0  # processes for bodies and facts; 0: one a core
    limit: int = 2000  # pages fetched in one run at most
    extractor_url: str | None = None  # an OpenAI-compatible endpoint that may propose facts
    extractor_model: str | None = None
    extractor_key: str | None = None
    extractor_seconds: float = 60.0  # to wait for the answer to one article


def load_settings(
    flags: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    file: Path = SETTINGS_FILE,
) -> Settings:
    """Return the settings in force; SettingsError names the first one that cannot be used."""
    settings = Settings()
    settings = _with(settings, _read_file(file), f"{file}: ")
    env = os.environ if environment is None else environment
    names = {field.name for field in fields(Settings)}
    given = {
        name[len(PREFIX) :].lower(): value
        for name, value in env.items()
        if name.startswith(PREFIX) and value != "" and name[len(PREFIX) :].lower() in names
    }
    settings = _with(settings, given, PREFIX)
    chosen = {name: value for name, value in (flags or {}).items() if value is not None}
    settings = _with(settings, chosen, "--")
    _check(settings)
    return settings


def _read_file(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is not valid TOML: {error}") from error


def _with(settings: Settings, values: Mapping[str, Any], origin: str) -> Settings:
    types = get_type_hints(Settings)
    converted: dict[str, Any] = {}
    for name, value in values.items():
        if name not in types:
            known = ", ".join(sorted(types))
            raise SettingsError(f"{origin}{name}: no such setting; known are {known}")
        told = origin + (name.upper() if origin == PREFIX else name)
        converted[name] = _convert(types[name], value, told)
    return replace(settings, **converted)


def _convert(kind: Any, value: Any, name: str) -> Any:  # noqa: ANN401  # a setting of any type
    if isinstance(kind, UnionType):
        kind = next(k for k in get_args(kind) if k is not type(None))
    if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value
    if kind is bool:
        answer = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
        if str(value).lower() in answer:
            return answer[str(value).lower()]
        raise SettingsError(f"{name} must be 1 or 0, not {value!r}")
    try:
        if isinstance(value, str) or (kind is float and type(value) is int):  # never 2.5 as 2
            return kind(value)
    except ValueError:
        pass
    raise SettingsError(f"{name} must be {_WORDS[kind]}, not {value!r}")


def _check(settings: Settings) -> None:
    if settings.extractor_url and not settings.extractor_model:
        raise SettingsError("extractor_url needs an extractor_model")
    least = {"concurrency": 1, "host_delay": 0, "workers": 0, "limit": 1, "extractor_seconds": 0}
    for name in least:
        value = getattr(settings, name)
        if not least[name] <= value < math.inf:  # nor NaN, which is neither less nor more
            raise SettingsError(f"{name} must be at least {least[name]}, not {value}")
