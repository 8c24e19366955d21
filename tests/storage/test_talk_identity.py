"""Ids of talks: they survive re-extraction, and an id that is gone leads to its successor."""

import pytest

from storage import queries, resolution, tables
from storage.records import Article, Talk, TalkClaim, TopicClaim


@pytest.fixture
def resolve(ledger, sample):
    """Make the claims (id → talk) belong to these talks, as a run does after resolution."""

    def assign(**claims):
        kept = sorted(set(claims.values()))
        gone = {talk_id for talk_id in queries.load_talks(ledger) if talk_id not in kept}
        resolution.replace_talks(ledger, gone, [sample(Talk, talk_id=i) for i in kept])
        rows = [(claim_id, talk_id, claim_id) for claim_id, talk_id in sorted(claims.items())]
        resolution.assign_claims(ledger, rows, ["a1"])

    return assign


def redirects(ledger):
    return dict(ledger.execute("SELECT old_id, new_id FROM talk_redirects").fetchall())


def known_talks(ledger):
    return {item.claim.claim_id: item.claim.talk_id for item in queries.load_claims(ledger)}


def unresolved(sample, *ids, **values):
    return [sample(TalkClaim, claim_id=i, talk_id=None, **values) for i in ids]


def test_a_claim_extracted_again_comes_with_its_talk(ledger, write, sample, resolve):
    write(ledger, sample(Article), *unresolved(sample, "c1"))
    resolve(c1="t1")

    tables.delete_facts(ledger, ["a1"])
    write(ledger, *unresolved(sample, "c1", city="Bern"))

    assert known_talks(ledger) == {"c1": "t1"}


def test_a_claim_with_a_new_id_comes_with_the_talk_of_its_article_and_day(
    ledger, write, sample, resolve
):
    write(ledger, sample(Article), *unresolved(sample, "c1"))
    resolve(c1="t1")

    tables.delete_facts(ledger, ["a1"])
    write(ledger, *unresolved(sample, "c2"), *unresolved(sample, "c3", date_start=None))

    assert known_talks(ledger) == {"c2": "t1", "c3": None}


def test_two_talks_of_one_article_and_day_are_not_guessed_at(ledger, write, sample, resolve):
    write(ledger, sample(Article), *unresolved(sample, "c1", "c2"))
    resolve(c1="t1", c2="t2")

    tables.delete_facts(ledger, ["a1"])
    write(ledger, *unresolved(sample, "c3"))

    assert known_talks(ledger) == {"c3": None}


def test_the_id_of_a_talk_that_was_merged_leads_to_the_one_most_claims_went_to(
    ledger, write, sample, resolve
):
    write(ledger, sample(Article), *unresolved(sample, "c1", "c2", "c3"))
    resolve(c1="t1", c2="t1", c3="t1")

    resolve(c1="t2", c2="t3", c3="t3")

    assert redirects(ledger) == {"t1": "t3"}


def test_redirects_lead_to_a_talk_that_is_there_however_often_talks_move(
    ledger, write, sample, resolve
):
    write(ledger, sample(Article), *unresolved(sample, "c1"))

    resolve(c1="t1")
    resolve(c1="t2")
    resolve(c1="t3")
    assert redirects(ledger) == {"t1": "t3", "t2": "t3"}

    resolve(c1="t1")
    assert redirects(ledger) == {"t2": "t1", "t3": "t1"}


def test_a_topic_is_tied_to_a_talk_while_its_article_ties_it_to_one_only(
    ledger, write, sample, resolve
):
    topic = sample(TopicClaim, topic="visas", talk_id=None)
    write(ledger, sample(Article), topic, *unresolved(sample, "c1", topics=("visas",)))
    resolve(c1="t1")
    assert ledger.execute("SELECT talk_id FROM topic_claims").fetchall() == [("t1",)]

    write(ledger, *unresolved(sample, "c2", topics=("visas",)))
    resolve(c1="t1", c2="t2")
    assert ledger.execute("SELECT talk_id FROM topic_claims").fetchall() == [(None,)]


def test_the_older_text_of_a_changed_article_is_kept(ledger, write, sample):
    write(ledger, sample(Article), sample(Article, article_id="a2"))
    fetched = [sample(Article, text="Corrected."), sample(Article, article_id="a2")]

    assert tables.keep_versions(ledger, fetched) == 1

    kept = ledger.execute("SELECT article_id, text FROM article_versions").fetchall()
    assert kept == [("a1", sample(Article).text)]
