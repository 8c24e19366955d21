"""What users judge wins over the rules, and survives re-extraction."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from flows.cli import CommandError
from flows.judging import judge_same
from storage import queries, tables
from storage.judgements import add_judgements
from storage.records import Evidence, TalkClaim
from tasks.judging import JudgementError, different, same
from tasks.resolve_changes import forget_resolution, resolve_changes
from tests.resolution.test_incremental import make_article, open_memory

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PLAIN = TalkClaim(
    "", "", "delegation", "held", date(2025, 2, 27), None, "day", "Istanbul", "TR", None, (), None,
    None, (), (), "1",
)  # fmt: skip


def make_claim(name, article, start=0, **values):
    evidence = (Evidence("date", start, start + 9, "on Monday"),)
    return replace(PLAIN, claim_id=name, article_id=article, evidence=evidence, **values)


@pytest.fixture
def ledger():
    with open_memory() as connection:
        yield connection


def store(ledger, *claims):
    names = {claim.article_id for claim in claims}
    tables.delete_facts(ledger, sorted(names))
    tables.write(ledger, [make_article(name, 50) for name in sorted(names)], replace=True)
    tables.write(ledger, claims)
    resolve_changes(ledger, names, NOW)


def judge(ledger, decide, later=0):
    edges = decide(ledger)
    names = {name for edge in edges for name in (edge.one_claim, edge.other_claim)}
    claims = [item.claim for item in queries.load_claims(ledger, claim_ids=names)]
    add_judgements(ledger, edges, claims, NOW + timedelta(hours=later))
    forget_resolution(ledger)
    resolve_changes(ledger, set(), NOW)


def talks(ledger):
    """Return the claims of each talk, by its id."""
    found = {}
    for item in queries.load_claims(ledger):
        found.setdefault(item.claim.talk_id, set()).add(item.claim.claim_id)
    return found


def groups(ledger):
    return sorted(map(sorted, talks(ledger).values()))


RIYADH = {"city": "Riyadh", "country": "SA"}


def test_two_talks_that_a_user_merged_are_one_whatever_the_rules_say(ledger):
    store(ledger, make_claim("c1", "a1"), make_claim("c2", "a2", **RIYADH))
    one, other = talks(ledger)

    judge(ledger, same([one, other]))

    assert groups(ledger) == [["c1", "c2"]]
    (kept,) = talks(ledger)
    assert ledger.execute("SELECT * FROM talk_redirects").fetchall() == [
        (other if kept == one else one, kept)
    ]


def test_an_article_that_a_user_split_off_is_a_talk_of_its_own(ledger):
    store(ledger, make_claim("c1", "a1"), make_claim("c2", "a2"), make_claim("c3", "a3"))
    (talk,) = talks(ledger)

    judge(ledger, different(talk, ["a3"]))

    assert groups(ledger) == [["c1", "c2"], ["c3"]]
    assert talks(ledger)[talk] == {"c1", "c2"}


def test_what_is_judged_last_counts(ledger):
    store(ledger, make_claim("c1", "a1"), make_claim("c2", "a2"))
    (talk,) = talks(ledger)

    judge(ledger, different(talk, ["a2"]))
    judge(ledger, same(list(talks(ledger))), later=1)
    assert groups(ledger) == [["c1", "c2"]]

    (talk,) = talks(ledger)
    judge(ledger, different(talk, ["a2"]), later=2)
    assert groups(ledger) == [["c1"], ["c2"]]


def test_a_confirmed_talk_keeps_claims_that_the_rules_would_part(ledger):
    store(ledger, make_claim("c1", "a1"), make_claim("c2", "a2", city=None))
    (talk,) = talks(ledger)
    judge(ledger, same([talk]))

    store(ledger, make_claim("c2", "a2", **RIYADH))

    assert groups(ledger) == [["c1", "c2"]]


def test_new_claims_join_a_judged_talk_by_the_rules(ledger):
    store(ledger, make_claim("c1", "a1"), make_claim("c2", "a2", **RIYADH))
    judge(ledger, same(list(talks(ledger))))

    store(ledger, make_claim("c3", "a3"))
    store(ledger, make_claim("c4", "a4", date_start=date(2025, 6, 1)))

    assert groups(ledger) == [["c1", "c2", "c3"], ["c4"]]


def test_a_judged_claim_is_known_again_by_what_it_said_and_where(ledger):
    store(ledger, make_claim("c1", "a1"), make_claim("c2", "a2", **RIYADH))
    judge(ledger, same(list(talks(ledger))))

    later = make_claim("n1", "a2", start=400, date_start=date(2025, 5, 5))
    store(ledger, later, make_claim("n2", "a2", **RIYADH))

    assert groups(ledger) == [["c1", "n2"], ["n1"]]


def test_what_cannot_be_judged_is_said(ledger):
    store(ledger, make_claim("c1", "a1"), make_claim("c2", "a2"))
    (talk,) = talks(ledger)

    for decide in (
        same(["nothing"]),
        different(talk, ["a9"]),
        different(talk, ["a1", "a9"]),
        different(talk, ["a1", "a2"]),
    ):
        with pytest.raises(JudgementError):
            decide(ledger)


def test_a_judgement_without_a_database_is_told_in_one_line(tmp_path):
    with pytest.raises(CommandError, match="talks ingest"):
        judge_same(tmp_path / "none.duckdb", ["a", "b"])
