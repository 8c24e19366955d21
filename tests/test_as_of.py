"""What `talks timeline --as-of` shows: what this database knew at a moment, run after run."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from flows.printing import Choice, print_timeline
from storage.outcomes import Run
from storage.records import Facts
from tasks.extract import Reading
from tasks.judging import same
from tasks.store import Harvest, judge, store
from tests.test_storage import ARTICLE, CLAIM

ROUND = replace(
    CLAIM,
    kind="delegation",
    status="scheduled",
    date_start=date(2025, 6, 20),
    city="Moscow",
    country="RU",
    participants=("darchiev", "coulter"),
    duration_minutes=None,
    topics=(),
)
CALL = replace(CLAIM, status="scheduled", date_start=date(2025, 6, 14), duration_minutes=None)
# One run a day: what the reports of that day say.
RUNS = {
    9: [CALL],
    12: [ROUND],
    16: [replace(ROUND, status="cancelled"), replace(CALL, status="held", duration_minutes=50)],
}


def store_run(database, day, claims):
    """Store one article a claim, as the run of noon on this day of June does."""
    moment = datetime(2025, 6, day, 12, tzinfo=UTC)
    readings = []
    for claim in claims:
        name = f"{day}-{claim.kind}"
        text = f"{name} says {claim.status}"
        article = replace(
            ARTICLE, article_id=name, url=f"https://n.example/{name}", text=text, title=name,
            canonical_url=f"https://n.example/{name}", published_at=moment, fetched_at=moment,
            updated_at=moment,
        )  # fmt: skip
        found = (replace(claim, claim_id=name, article_id=name),)
        readings.append(Reading(article, Facts(name, True, 1.0, talk_claims=found)))
    run = Run(f"r{day}", "ingest", moment, moment)
    store(database, Harvest(run, readings=tuple(readings)))


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("as of") / "talks.duckdb"
    for day, claims in RUNS.items():
        store_run(path, day, claims)
    return path


def listed(database, capsys, **choice):
    print_timeline(database, Choice(**choice), as_json=True)
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("moment", "known"),
    [
        ("2025-06-09T11:59Z", {}),
        ("2025-06-10", {"call": ("scheduled", None)}),
        ("2025-06-12T12:00Z", {"call": ("scheduled", None), "delegation": ("scheduled", None)}),
        ("2025-06-16T13:30+02:00", {"call": ("scheduled", None),
                                    "delegation": ("scheduled", None)}),
        ("2025-06-17", {"call": ("held", 50), "delegation": ("cancelled", None)}),
    ],
)  # fmt: skip
def test_the_timeline_as_of_a_moment_shows_what_was_known_then(database, capsys, moment, known):
    talks = listed(database, capsys, as_of=moment)

    found = {talk["kind"]: (talk["status"], talk["duration_minutes"]) for talk in talks}
    assert found == known
    assert len(talks) == len(known)


def test_a_talk_has_one_id_at_all_moments_and_what_is_known_last_is_the_timeline(database, capsys):
    now = listed(database, capsys)
    then = {talk["talk_id"] for talk in listed(database, capsys, as_of="2025-06-13")}

    assert then == {talk["talk_id"] for talk in now}
    assert listed(database, capsys, as_of="2025-06-17") == now


def test_a_choice_of_talks_is_made_among_what_was_known_then(database, capsys):
    chosen = {"as_of": "2025-06-13", "until": "2025-06-30"}

    assert listed(database, capsys, status="cancelled", **chosen) == []
    (talk,) = listed(database, capsys, status="scheduled", kind="delegation", **chosen)
    assert (talk["city"], talk["date_start"]) == ("Moscow", "2025-06-20")


def test_a_judgement_is_known_after_what_was_stored_while_it_waited(tmp_path, capsys):
    database = tmp_path / "talks.duckdb"
    store_run(database, 9, [CALL])
    store_run(database, 12, [replace(CALL, date_start=date(2025, 6, 20))])
    known = listed(database, capsys)
    asked_at = datetime(2025, 6, 12, 11, 59, tzinfo=UTC)

    judge(database, same([talk["talk_id"] for talk in known]), asked_at)

    assert len(known) == 2
    assert listed(database, capsys, as_of="2025-06-12T11:59:30") == known[:1]
    assert listed(database, capsys, as_of="2025-06-12T12:00") == known
    store_run(database, 11, [ROUND])
    assert listed(database, capsys, as_of="2025-06-13") == listed(database, capsys)
