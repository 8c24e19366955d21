"""Showing: one talk with everything that proves it, for a terminal."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.cli import FAILED, CommandError
from flows.printing import ask, console, describe_date, describe_length, show_value
from tasks.extraction.reading import read

_ANY_DAY = date(2025, 1, 1)  # no sentence hangs on it

_TALK = "SELECT * FROM talks WHERE talk_id = $id OR starts_with(talk_id, $id)"
_MOVED = """
SELECT DISTINCT new_id FROM talk_redirects WHERE old_id = $id OR starts_with(old_id, $id)
"""
_OUTCOMES = """
SELECT topic, arg_max(stance, list_position(
        ['raised', 'proposed', 'excluded', 'rejected', 'agreed', 'done'], stance)) AS stance,
    count(DISTINCT coalesce(a.duplicate_of, a.article_id)) AS sources
FROM topic_claims AS t JOIN articles AS a ON a.article_id = t.article_id
WHERE t.talk_id = ? GROUP BY topic ORDER BY topic
"""
# With what was known under the ids that lead here.
_HISTORY = """
SELECT CAST(reported_at AS DATE), field, old_value, new_value FROM talk_history
WHERE (talk_id = $id OR talk_id IN (SELECT old_id FROM talk_redirects WHERE new_id = $id))
    AND field <> 'talk_id'
ORDER BY recorded_at, reported_at, field
"""
_DISAGREE = """
SELECT slot, value, independent_sources, publishers FROM sources_disagree
WHERE talk_id = ? ORDER BY slot, independent_sources DESC, value
"""
_PROOF = """
SELECT c.evidence, a.text, a.language, a.publisher, CAST(a.published_at AS DATE), a.title, a.url
FROM talk_claims AS c JOIN articles AS a ON a.article_id = c.article_id
WHERE c.talk_id = ? ORDER BY a.published_at, a.article_id
"""


def print_talk(database: Path, talk_id: str) -> None:
    """Print the facts of one talk, how each changed, and the sentences that prove them.

    An id that a talk had once leads to the talk it is part of now.
    """
    talk = find_talk(database, talk_id)
    screen = console()
    if not talk["talk_id"].startswith(talk_id):
        screen.print(f"{talk_id} is part of {talk['talk_id']} now\n")
    facts = Table(show_header=False, box=None)
    for name, value in _facts(talk):
        facts.add_row(name, escape(value))
    screen.print(facts)
    _print_rows(
        screen, database, _OUTCOMES, talk["talk_id"], "Outcomes", "topic", "stance", "sources"
    )
    if talk["disputed"]:
        columns = ("slot", "value", "sources", "publishers")
        _print_rows(screen, database, _DISAGREE, talk["talk_id"], "Who says what", *columns)
    history = Table("reported", "field", "before", "after", title="How it changed")
    for row in ask(database, _HISTORY, {"id": talk["talk_id"]})[1]:
        history.add_row(*(escape(show_value(value)) for value in row))
    screen.print(history)
    _print_proof(screen, database, talk["talk_id"])


def find_talk(database: Path, talk_id: str) -> dict[str, Any]:
    """Return the talk with this id, or with an id that begins so, or that it is part of now."""
    names, rows = ask(database, _TALK, {"id": talk_id})
    if not rows:
        moved = ask(database, _MOVED, {"id": talk_id})[1]
        if len(moved) == 1:
            names, rows = ask(database, _TALK, {"id": moved[0][0]})
    if len(rows) != 1:
        problem = f"no talk has the id {talk_id!r}" if not rows else f"{talk_id!r} fits several ids"
        raise CommandError(f"{problem}; `talks timeline` shows the ids", FAILED)
    return dict(zip(names, rows[0], strict=True))


def _facts(talk: dict[str, Any]) -> list[tuple[str, str]]:
    told = {
        "date": describe_date(talk),
        "length": describe_length(talk["duration_minutes"]),
        "agenda": ", ".join(talk["topics"]),
        "disputed": "yes: see who says what" if talk["disputed"] else "",
    }
    hidden = {
        "date_start",
        "date_end",
        "date_precision",
        "duration_minutes",
        "topics",
        "disputed",
        "heads",
    }
    plain = {name: show_value(value) for name, value in talk.items() if name not in hidden}
    told["led by"] = show_value(talk["heads"])
    order = (
        "talk_id",
        "kind",
        "status",
        "date",
        "city",
        "country",
        "venue",
        "participants",
        "led by",
    )
    facts = {name: {**plain, **told}[name] for name in order} | told | plain
    return [(name, value) for name, value in facts.items() if value]


def _print_rows(
    screen: Console, database: Path, query: str, talk_id: str, title: str, *columns: str
) -> None:
    rows = ask(database, query, [talk_id])[1]
    if not rows:
        return
    table = Table(*columns, title=title)
    for row in rows:
        table.add_row(*(escape(show_value(value)) for value in row))
    screen.print(table)


def _print_proof(screen: Console, database: Path, talk_id: str) -> None:
    screen.print("Evidence", style="bold")
    for evidence, text, language, publisher, day, title, url in ask(database, _PROOF, [talk_id])[1]:
        screen.print(f"\n{day} {escape(publisher)} ({language}): {escape(title)}")
        screen.print(f"  {escape(url)}", soft_wrap=True)  # in one piece, to be copied
        for sentence in _sentences(text, language, evidence):
            screen.print(f"  “{escape(sentence)}”")


def _sentences(text: str, language: str, evidence: Sequence[dict[str, Any]]) -> list[str]:
    """Return the sentences that hold the evidence, in order, as the extractors read them."""
    return [
        text[sentence.start : sentence.end]
        for sentence in read(text, language, _ANY_DAY).sentences
        if any(item["start"] < sentence.end and sentence.start < item["end"] for item in evidence)
    ]
