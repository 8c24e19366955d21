"""Printing: the talks and any query, for a terminal; one talk: `flows.showing`."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.cli import FAILED, USAGE, CommandError
from storage.errors import StorageError
from storage.readonly import run_query
from storage.records import KINDS, STATUSES, TOPICS

_WIDTH = 150  # when the output is no terminal

_TIMELINE = """
SELECT talk_id, kind, status, date_start, date_end, date_precision, city, country, participants,
    duration_minutes, ordinal, topics, disputed
FROM {source}
WHERE (date_start >= CAST($since AS DATE) OR $since IS NULL)
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
    _check(choice)
    chosen = {name: getattr(choice, name) for name in choice.__slots__}
    values = {name: chosen[name] for name in chosen if name not in _SOURCES or chosen[name]}
    source = next((_SOURCES[name] for name in _SOURCES if chosen[name]), "talks")
    names, rows = ask(database, _TIMELINE.format(source=source), values)
    if as_json:
        print(json.dumps([dict(zip(names, row, strict=True)) for row in rows], default=str))  # noqa: T201
        return
    table = Table("date", "kind", "status", "place", "people", "length", "topics", "id")
    for row in rows:
        talk = dict(zip(names, row, strict=True))
        table.add_row(
            describe_date(talk),
            talk["kind"],
            talk["status"] + (" (disputed)" if talk["disputed"] else ""),
            ", ".join(filter(None, (talk["city"], talk["country"]))),
            ", ".join(talk["participants"]),
            describe_length(talk["duration_minutes"]),
            ", ".join(talk["topics"]),
            talk["talk_id"][:8],
        )
    console().print(table)


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
        listed = [dict(zip(names, row, strict=True)) for row in rows]
        return json.dumps(listed, default=str, ensure_ascii=False, indent=1) + "\n"
    if output == "csv":
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([show_value(value) for value in row] for row in rows)
        return stream.getvalue()
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    lines += [
        "| " + " | ".join(show_value(v).replace("|", "\\|") for v in row) + " |" for row in rows
    ]
    return "\n".join(lines) + "\n"


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


def _check(choice: Choice) -> None:
    for name, allowed in (("kind", KINDS), ("status", STATUSES), ("topic", TOPICS)):
        value = getattr(choice, name)
        if value is not None and value not in allowed:
            raise CommandError(f"--{name} {value!r} is none of {', '.join(allowed)}", USAGE)
    if choice.as_of and choice.reported_by:
        raise CommandError("give --as-of or --reported-by, not both", USAGE)
    for name in ("since", "until", *_SOURCES):
        value = getattr(choice, name)
        try:
            if value is not None:
                datetime.fromisoformat(value)
        except ValueError:
            option = name.replace("_", "-")
            raise CommandError(f"--{option} {value!r} is no date like 2025-02-27", USAGE) from None


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
