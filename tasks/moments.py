"""Moments: dates as feeds and pages write them, to moments in UTC."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_FUTURE = timedelta(days=3)  # articles are dated ahead to the hour of an embargo, no further
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
# Hours from UTC. Feed libraries read MSK and CEST as UTC: three and two hours off.
_ZONES = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2,
    "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "msd": 4, "trt": 3, "ast": 3, "gst": 4,
    "ist": 5.5, "sgt": 8, "hkt": 8, "jst": 9, "kst": 9, "est": -5, "edt": -4, "cst": -6, "cdt": -5,
    "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
_RFC = re.compile(
    r"^(?:[^\W\d]+\.?,?\s+)?(\d{1,2})[\s-]+([^\W\d]+)\.?,?[\s-]+(\d{4}|\d\d)"
    r"(?:,?\s+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?\s*(.*)$"
)
_ISO = re.compile(
    r"^(\d{4})-?(\d\d)-?(\d\d)(?:[T\s]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?)?\s*(.*)$"
)
_OFFSET = re.compile(r"^(?:GMT|UTC)?\s*([+-])(\d{1,2}):?(\d\d)?\b", re.IGNORECASE)
_EPOCH = re.compile(r"^\d{9,10}(?:\d{3})?$")
_MILLISECONDS = 11  # digits


def parse_moment(
    value: str,
    now: datetime,
    zone: str | None = None,
    language: str = "en",
    *,
    trust_label: bool = True,
) -> datetime | None:
    """Return the moment a date names, in UTC; None for none, a bare date, or an absurd one.

    `zone`: IANA name of the zone of dates that name none; without `trust_label`, of all dates (for
    publishers who label local time wrongly).
    """
    value = " ".join(value.split())
    if not value or len(value) > 100:
        return None
    if _EPOCH.match(value):
        seconds = int(value) / (1000 if len(value) > _MILLISECONDS else 1)
        return _plausible(datetime.fromtimestamp(seconds, UTC), now)
    local = _zone(zone)
    parsed = _parse_iso(value) or _parse_rfc(value) or _parse_any(value, language)
    if parsed is None:
        return None
    wall, label = parsed
    stated = _parse_zone(label) if trust_label or local is None else None
    return _plausible(wall.replace(tzinfo=stated or local or UTC), now)


def parse_day(value: str, now: datetime) -> datetime | None:
    """Return noon UTC of a bare date "2025-02-27": the hour least likely to be another day."""
    try:
        day = datetime.strptime(value.strip()[:10], "%Y-%m-%d").replace(hour=12, tzinfo=UTC)
    except ValueError:
        return None
    return _plausible(day, now)


def _plausible(moment: datetime, now: datetime) -> datetime | None:
    try:
        moment = moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return moment if _EARLIEST <= moment <= now + _FUTURE else None


Wall = tuple[datetime, str]  # the time on the clock, and what follows it: the zone


def _parse_iso(value: str) -> Wall | None:
    found = _ISO.match(value)
    if not found or found[4] is None:
        return None
    year, month, day, hour, minute = (int(found[i]) for i in range(1, 6))
    return _wall(year, month, day, hour, minute, int(found[6] or 0), found[7])


def _parse_rfc(value: str) -> Wall | None:
    found = _RFC.match(value)
    month = _MONTHS.get(found[2].lower()[:3]) if found and found[2].isascii() else None
    if not found or month is None or found[4] is None:
        return None
    year = int(found[3]) if len(found[3]) == 4 else 2000 + int(found[3])
    second = int(found[6] or 0)
    return _wall(year, month, int(found[1]), int(found[4]), int(found[5]), second, found[7])


def _wall(
    year: int, month: int, day: int, hour: int, minute: int, second: int, label: str
) -> Wall | None:
    try:
        # 24:00 is the end of the day, and second 60 a leap second: both occur in feeds.
        start = datetime(year, month, day)  # noqa: DTZ001  # the zone follows
    except ValueError:
        return None
    if hour > 24 or minute > 59 or second > 60:
        return None
    return start + timedelta(hours=hour, minutes=minute, seconds=second), label


def _parse_any(value: str, language: str) -> Wall | None:
    """Return a date with month names of another language."""
    if value.isascii() and not re.search(r"[a-z]{3}", value, re.IGNORECASE):
        return None  # digits in an order nobody knows
    import dateparser  # takes half a second to load, and is seldom needed

    settings = {"STRICT_PARSING": True, "RETURN_AS_TIMEZONE_AWARE": True, "TIMEZONE": "UTC"}
    offset = re.search(r"\s([+-]\d\d:?\d\d|[A-Z]{2,4})$", value)
    clock = value[: offset.start()] if offset else value
    if not re.search(r"\d:\d\d", clock):
        return None
    try:
        found = dateparser.parse(clock, languages=[language, "en"], settings=settings)
    except (ValueError, OverflowError, RecursionError):
        return None
    if found is None:
        return None
    return found.replace(tzinfo=None), offset.group(1) if offset else ""


def _parse_zone(label: str) -> tzinfo | None:
    label = label.strip()
    found = _OFFSET.match(label)
    if found:
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        if minutes > 14 * 60:
            return None
        return timezone(timedelta(minutes=minutes if found[1] == "+" else -minutes))
    name = label.lower().split(" ")[0].strip("()")
    return timezone(timedelta(hours=_ZONES[name])) if name in _ZONES else None


@lru_cache
def _zone(name: str | None) -> tzinfo | None:
    return ZoneInfo(name) if name else None
