"""Judging: a user's word on which reports are about one contact, from the command line."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from flows.cli import FAILED, CommandError
from storage.errors import StorageError
from tasks.judging import Decision, JudgementError, different, same
from tasks.store import judge


def judge_same(database: Path, talk_ids: Sequence[str]) -> None:
    """Make these talks one, or keep this one as it stands, and print its id."""
    _judge(database, same(talk_ids))


def judge_different(database: Path, talk_id: str, names: Sequence[str]) -> None:
    """Make what these articles tell another talk, and print both ids."""
    _judge(database, different(talk_id, names))


def _judge(database: Path, decision: Decision) -> None:
    if not database.exists():
        raise CommandError(f"there is no database {database}; run `talks ingest` first", FAILED)
    try:
        found = judge(database, decision, datetime.now(UTC))
    except (JudgementError, StorageError) as error:
        raise CommandError(str(error), FAILED) from error
    for talk_id in found:
        print(talk_id)  # noqa: T201
