"""Views: the answers people read."""

from datetime import UTC, date, datetime, timedelta

import pytest

from storage.outcomes import Failure
from storage.records import Article, Evidence, FeedState, TalkChange, TalkClaim, TopicClaim
from storage.states import add_changes

FIRST = datetime(2025, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def ask(ledger):
    return lambda query, *values: ledger.execute(query, list(values)).fetchall()


@pytest.fixture
def learn(ledger):
    return lambda *changes: add_changes(ledger, changes)


def change(field, value, days=0, talk_id="t1"):
    return TalkChange(talk_id, FIRST + days * DAY, FIRST, field, None, value, "a1")


def known_city(ask, days):
    return ask("SELECT talk_id, city FROM talks_asof(?)", FIRST + days * DAY)


def test_a_value_that_was_taken_back_is_gone_from_then_on(learn, ask):
    learn(change("kind", "call"), change("city", "Bern"), change("city", None, days=5))

    assert known_city(ask, 4) == [("t1", "Bern")]
    assert known_city(ask, 6) == [("t1", None)]


def test_nothing_is_known_before_it_was_recorded(learn, ask):
    learn(change("city", "Bern"))

    assert known_city(ask, -1) == []


def test_a_talk_that_went_and_came_back_is_known_before_and_after(learn, ask):
    learn(change("city", "Bern"), change("venue", "Hotel"))
    learn(change("talk_id", None, days=2))
    learn(change("city", "Basel", days=4))

    assert known_city(ask, 1) == [("t1", "Bern")]
    assert known_city(ask, 3) == []
    assert known_city(ask, 5) == [("t1", "Basel")]
    assert ask("SELECT venue FROM talks_asof(?)", FIRST + 5 * DAY) == [(None,)]


def test_every_slot_of_a_talk_is_read_back_with_its_type(learn, ask):
    values = {
        "kind": "call", "status": "held", "date_start": "2025-03-03", "date_end": "2025-03-04",
        "date_precision": "day", "city": "Bern", "country": "CH", "venue": "Hotel",
        "participants": "putin, trump", "heads": "trump", "duration_minutes": "90", "ordinal": "2",
        "topics": "visas", "disputed": "True",
        "called_off_by": "RU",
    }  # fmt: skip
    learn(*(change(field, value) for field, value in values.items()))

    assert ask("SELECT * EXCLUDE (recorded_at, reported_at) FROM talks_asof(?)", FIRST) == [
        ("t1", "call", "held", date(2025, 3, 3), date(2025, 3, 4), "day", "Bern", "CH", "Hotel",
         ["putin", "trump"], ["trump"], 90, 2, ["visas"], True, "RU")
    ]  # fmt: skip


def test_a_topic_has_one_row_a_day_with_the_strongest_stance(ledger, write, sample, ask):
    told = [("a1", 0, "raised"), ("a2", 0, "agreed"), ("a3", 0, "agreed"), ("a4", 1, "rejected")]
    for article_id, days, stance in told:
        write(
            ledger,
            sample(Article, article_id=article_id, published_at=FIRST + days * DAY),
            sample(TopicClaim, claim_id=article_id, article_id=article_id, stance=stance),
        )

    columns = "on_date, stance, side, articles, talk_id, stances, stance_before"
    assert ask(f"SELECT {columns} FROM topic_timeline WHERE topic = 'visas'") == [
        (date(2025, 3, 1), "agreed", "RU", 2, "t1", ["agreed", "raised"], None),
        (date(2025, 3, 2), "rejected", "RU", 1, "t1", ["rejected"], "agreed"),
    ]


def test_sources_that_differ_are_shown_with_their_publishers(ledger, write, sample, ask):
    lengths = {"a1": ("One", None, 90), "a2": ("Two", None, 120), "a3": ("Three", "a2", 120)}
    for article_id, (publisher, original, minutes) in lengths.items():
        write(
            ledger,
            sample(Article, article_id=article_id, publisher=publisher, duplicate_of=original),
            sample(TalkClaim, claim_id=article_id, article_id=article_id, duration_minutes=minutes),
        )

    columns = "slot, value, independent_sources, publishers"
    assert ask(f"SELECT {columns} FROM sources_disagree") == [
        ("duration_minutes", "120", 1, ["Three", "Two"]),
        ("duration_minutes", "90", 1, ["One"]),
    ]


@pytest.mark.parametrize(
    ("told", "differ"),
    [
        (["held", "cancelled"], ["cancelled", "held"]),
        (["cancelled", "held"], []),  # it was called off, and then it was held: a change
        (["scheduled", "held"], []),
    ],
)
def test_sources_differ_on_the_outcome_when_one_calls_off_what_another_saw(
    ledger, write, sample, ask, told, differ
):
    for day, status in enumerate(told):
        write(
            ledger,
            sample(Article, article_id=f"a{day}", published_at=FIRST + day * DAY),
            sample(TalkClaim, claim_id=f"c{day}", article_id=f"a{day}", status=status),
        )

    found = ask("SELECT value FROM sources_disagree WHERE slot = 'status' ORDER BY value")
    assert [value for (value,) in found] == differ


def test_the_words_behind_a_value_stand_beside_their_article(ledger, write, sample, ask):
    write(ledger, sample(Article), sample(TalkClaim))

    assert ask("SELECT slot, words, publisher, url FROM evidence WHERE slot = 'city'") == [
        ("city", "Genève", "The Example", "https://news.example/1")
    ]


def test_each_value_of_a_talk_comes_with_the_words_it_was_read_from(ledger, write, sample, ask):
    words = {"trigger": "met", "city": "Genève", "date": "Monday", "participants": "Putin"}
    evidence = tuple(Evidence(slot, 0, len(text), text) for slot, text in words.items())
    write(ledger, sample(Article), sample(TalkClaim, venue="Palais", evidence=evidence))

    found = ask("SELECT slot, [e.text FOR e IN evidence] FROM talk_values WHERE slot <> 'topics'")
    told = {slot: texts for slot, texts in found if texts}

    assert told["kind"] == ["met"]
    assert told["country"] == told["venue"] == told["city"] == ["Genève"]
    assert told["date_start"] == ["Monday"]
    assert told["participants"] == ["Putin"]


def test_each_topic_of_a_talk_comes_with_the_words_that_name_it(ledger, write, sample, ask):
    def words(topic, text):
        evidence = Evidence("topic", 0, len(text), text), Evidence("stance", 40, 46, "agreed")
        return sample(TopicClaim, claim_id=topic, topic=topic, evidence=evidence, talk_id=None)

    claim = sample(TalkClaim, topics=("space", "visas"))
    elsewhere = sample(TopicClaim, claim_id="other", article_id="a2", topic="iran")
    write(ledger, sample(Article), claim, words("visas", "consular"), words("iran", "Tehran"))
    write(ledger, elsewhere)

    found = ask("SELECT value, [e.text FOR e IN evidence] FROM talk_values WHERE slot = 'topics'")

    assert sorted(found) == [("space", []), ("visas", ["consular"])]


def test_a_failure_is_open_until_its_input_succeeds(ledger, write, sample, ask):
    page = sample(Failure, url="https://news.example/1", attempts=1)
    again = sample(Failure, url=page.url, run_id="r2", attempts=2, failed_at=FIRST + 9 * DAY)
    feed = sample(Failure, stage="poll", url="https://news.example/feed", failed_at=FIRST)
    write(ledger, page, again, feed)
    asked = "SELECT stage, attempts FROM open_failures ORDER BY stage"
    assert ask(asked) == [("fetch", 2), ("poll", 2)]

    write(ledger, sample(Article), sample(FeedState, last_success_at=FIRST + DAY))

    assert ask(asked) == []
