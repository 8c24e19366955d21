"""Printing: the talks and any query, for a terminal; one talk: `flows.showing`."""

import csv
import io
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from flows.cli import FAILED, USAGE, CommandError
from storage.errors import StorageError
from storage.readonly import run_query
from storage.records import KINDS, STATUSES, TOPICS

_WIDTH = 150  # when the output is no terminal
_NARROW = 100  # columns of a terminal with no room for the topics

_TIMELINE = """
SELECT talk_id, kind, status, date_start, date_end, date_precision, city, country, participants,
    heads, duration_minutes, ordinal, topics, disputed
FROM {source}
WHERE (coalesce(date_end, CASE date_precision
        WHEN 'week' THEN date_start + 6 WHEN 'month' THEN last_day(date_start) ELSE date_start END
    ) >= CAST($since AS DATE) OR $since IS NULL)
    AND (date_start <= CAST($until AS DATE) OR $until IS NULL)
    AND (kind = $kind OR $kind IS NULL)
    AND (status = $status OR $status IS NULL)
    AND (list_contains(topics, $topic) OR $topic IS NULL)
ORDER BY date_start NULLS LAST, kind, city, talk_id
"""
_SOURCES = {
    "as_of": "talks_asof(CAST($as_of AS TIMESTAMPTZ))",
    "reported_by": "talks_reported_asof(CAST($reported_by AS DATE))",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which talks to print; None: all."""

    since: str | None = None
    until: str | None = None
    kind: str | None = None
    status: str | None = None
    topic: str | None = None
    as_of: str | None = None
    reported_by: str | None = None


def print_timeline(database: Path, choice: Choice, *, as_json: bool) -> None:
    """Print the chosen talks, oldest first."""
    choice = _check(choice)
    chosen = {name: getattr(choice, name) for name in choice.__slots__}
    values = {name: chosen[name] for name in chosen if name not in _SOURCES or chosen[name]}
    source = next((_SOURCES[name] for name in _SOURCES if chosen[name]), "talks")
    names, rows = ask(database, _TIMELINE.format(source=source), values)
    if as_json:
        print(json.dumps([dict(zip(names, row, strict=True)) for row in rows], default=str))  # noqa: T201
        return
    screen = console()
    table = _empty_timeline(is_narrow=screen.width < _NARROW)
    for row in rows:
        talk = dict(zip(names, row, strict=True))
        cells = _describe(talk)
        table.add_row(*cells[: len(table.columns) - 1], talk["talk_id"][:8])
    screen.print(table)


def _empty_timeline(*, is_narrow: bool) -> Table:
    """Return the table without rows; where it is narrow, dates and ids are whole all the same."""
    status = Column("status", min_width=9)
    columns = [Column("date", min_width=10), Column("kind", no_wrap=True), status]
    table = Table(*columns, "place", "people", "length")
    if is_narrow:
        table.box, table.padding = None, (0, 1, 0, 0)
    else:
        table.add_column("topics")
    table.add_column("id", no_wrap=True)
    return table


def _describe(talk: dict[str, Any]) -> tuple[str, ...]:
    return (
        describe_date(talk),
        talk["kind"],
        talk["status"] + (" (disputed)" if talk["disputed"] else ""),
        ", ".join(filter(None, (talk["city"], talk["country"]))),
        ", ".join(talk["participants"]),
        describe_length(talk["duration_minutes"]),
        ", ".join(talk["topics"]),
    )


def print_query(database: Path, query: str, output: str) -> None:
    """Print the rows of a read-only query as table, csv, json or markdown."""
    if output not in ("table", "csv", "json", "markdown"):
        raise CommandError(f"--format {output!r} is none of table, csv, json, markdown", USAGE)
    names, rows = ask(database, query)
    if output == "table":
        table = Table(*map(escape, names))
        for row in rows:
            table.add_row(*(escape(show_value(value)) for value in row))
        console().print(table)
    else:
        print(format_rows(names, rows, output), end="")  # noqa: T201


def format_rows(names: Sequence[str], rows: Sequence[tuple[Any, ...]], output: str) -> str:
    """Return rows as csv, json or markdown text, ended by a line break."""
    if output == "json":
        keys = _tell_apart(names)
        listed = [dict(zip(keys, map(_for_json, row), strict=True)) for row in rows]
        return json.dumps(listed, default=str, ensure_ascii=False, indent=1) + "\n"
    if output == "csv":
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([_for_csv(value) for value in row] for row in rows)
        return stream.getvalue()
    lines = [_markdown_row(names), "|" + "---|" * len(names)]
    lines += [_markdown_row([show_value(value) for value in row]) for row in rows]
    return "\n".join(lines) + "\n"


def _tell_apart(names: Sequence[str]) -> list[str]:
    """Return the names, each once: a join may have two columns of one name, an object cannot."""
    keys: list[str] = []
    for name in names:
        free = (f"{name}_{count}" if count else name for count in range(len(names) + 1))
        keys.append(next(key for key in free if key not in keys))
    return keys


def _for_json(value: Any) -> Any:  # noqa: ANN401  # any value of a row
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None  # JSON knows neither NaN nor infinity
    if isinstance(value, dict):
        return {str(key): _for_json(item) for key, item in value.items()}
    return [_for_json(item) for item in value] if isinstance(value, list) else value


def _for_csv(value: Any) -> str:  # noqa: ANN401  # any value of a row
    return str(value) if isinstance(value, datetime) else show_value(value)


def _markdown_row(cells: Sequence[str]) -> str:
    told = (" ".join(cell.splitlines()).replace("|", "\\|") for cell in cells)
    return "| " + " | ".join(told) + " |"


def describe_date(talk: dict[str, Any]) -> str:
    """Return the day, span, week or month of a talk in words."""
    start, end = talk["date_start"], talk["date_end"]
    if start is None:
        return "?"
    if talk["date_precision"] == "week":
        return f"week of {start}"
    if talk["date_precision"] == "month":
        return f"{start:%Y-%m}"
    return f"{start} – {end:%m-%d}" if end and end != start else str(start)


def describe_length(minutes: int | None) -> str:
    """Return a length as hours and minutes."""
    if minutes is None:
        return ""
    return f"{minutes // 60} h {minutes % 60:02}" if minutes >= 60 else f"{minutes} min"


def console() -> Console:
    """Return a console as wide as the terminal, or wide enough for a file."""
    screen = Console()
    return screen if screen.is_terminal else Console(width=_WIDTH)


def _check(choice: Choice) -> Choice:
    """Return the choice with its days and moments as DuckDB writes them."""
    for name, allowed in (("kind", KINDS), ("status", STATUSES), ("topic", TOPICS)):
        value = getattr(choice, name)
        if value is not None and value not in allowed:
            raise CommandError(f"--{name} {value!r} is none of {', '.join(allowed)}", USAGE)
    if choice.as_of and choice.reported_by:
        raise CommandError("give --as-of or --reported-by, not both", USAGE)
    moments: dict[str, str] = {}
    for name in ("since", "until", *_SOURCES):
        value = getattr(choice, name)
        if value is None:
            continue
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            option = name.replace("_", "-")
            raise CommandError(f"--{option} {value!r} is no date like 2025-02-27", USAGE) from None
        moments[name] = str(moment if name == "as_of" else moment.date())
    return replace(choice, **moments)


def ask(
    database: Path,
    query: str,
    parameters: Any = None,  # noqa: ANN401  # by name or by place
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the columns and rows of a query; a CommandError when it cannot be answered."""
    try:
        return run_query(database, query, parameters)
    except StorageError as error:
        raise CommandError(str(error), FAILED) from error


def show_value(value: Any) -> str:  # noqa: ANN401  # any value of a row
    """Return a value as a reader writes it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(show_value, value))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)
