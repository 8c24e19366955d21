"""Who was there and in which post, and what the events are called in CAMEO and PLOVER."""

from datetime import UTC, date, datetime

import pytest

from storage.records import STATUSES, TOPICS, Article, Person, Role, Talk, TopicClaim

DAY = date(2025, 3, 3)


@pytest.fixture
def ask(ledger):
    return lambda query: ledger.execute(query).fetchall()


@pytest.fixture
def coded(ledger, write, sample, ask):
    """Store one talk and return what its row of `talk_codes` says in these columns."""

    def code(columns, **values):
        write(ledger, sample(Talk, **values), replace=True)
        return ask(f"SELECT {columns} FROM talk_codes")[0]

    return code


@pytest.fixture
def claimed(ledger, write, sample, ask):
    """Store one claim of a topic and return how it is coded."""

    def code(topic, stance, **values):
        claim = sample(TopicClaim, topic=topic, stance=stance, **values)
        write(ledger, sample(Article), claim, replace=True)
        return ask("SELECT cameo, plover_type, plover_mode, plover_context FROM topic_codes")[0]

    return code


def test_who_was_there_stands_with_name_side_kind_day_and_city(ledger, write, sample, ask):
    write(ledger, sample(Talk, participants=("nobody_knows",)))

    columns = "person_id, name, side, role, kind, date_start, city"
    assert ask(f"SELECT {columns} FROM participants") == [
        ("nobody_knows", "nobody_knows", None, None, "delegation", DAY, "Geneva")
    ]


def test_who_led_a_team_is_told_from_who_only_sat_there(ledger, write, sample, ask):
    write(ledger, sample(Talk, participants=("coulter", "darchiev"), heads=("darchiev",)))

    assert ask("SELECT person_id, is_head FROM participants") == [
        ("coulter", False),
        ("darchiev", True),
    ]


@pytest.mark.parametrize(
    ("day", "role"),
    [
        (date(2025, 3, 5), "director"),
        (date(2025, 3, 6), "ambassador"),  # a post ends on the day on which the next begins
        (date(2018, 1, 1), None),
        (None, "ambassador"),  # no day: that of the last report
    ],
)
def test_the_role_is_the_post_held_on_the_day_of_the_talk(ledger, write, sample, ask, day, role):
    roles = (
        Role("ambassador", date(2025, 3, 6), None),
        Role("director", date(2019, 1, 25), date(2025, 3, 6)),
    )
    told = datetime(2025, 4, 1, tzinfo=UTC)
    talk = sample(Talk, participants=("darchiev",), date_start=day, last_reported_at=told)
    write(ledger, talk, Person("darchiev", "Alexander Darchiev", "RU", roles))

    assert ask("SELECT name, side, role FROM participants") == [("Alexander Darchiev", "RU", role)]


def test_of_several_posts_the_one_listed_first_is_told(ledger, write, sample, ask):
    roles = (Role("minister", date(2025, 1, 21), None), Role("adviser", date(2025, 2, 1), None))
    write(ledger, sample(Talk, participants=("rubio",)), Person("rubio", "Rubio", "US", roles))

    assert ask("SELECT role FROM participants") == [("minister",)]


@pytest.mark.parametrize(
    ("kind", "country", "code"),
    [
        ("call", None, ("041", None, "CONSULT", "phone")),
        ("summit", "US", ("042", "043", "CONSULT", "visit")),
        ("envoy", "RU", ("042", "043", "CONSULT", "visit")),
        ("ministerial", "SA", ("044", None, "CONSULT", "third-party")),
        ("ministerial", None, ("040", None, "CONSULT", None)),
        # Negotiation goes before visits: the way they met stays in the mode.
        ("delegation", "TR", ("046", None, "CONSULT", "third-party")),
        ("delegation", "US", ("046", None, "CONSULT", "visit")),
        ("delegation", None, ("046", None, "CONSULT", None)),
    ],
)
@pytest.mark.parametrize("status", ["held", "ongoing"])
def test_a_talk_that_takes_place_is_a_consultation_by_its_place(coded, kind, country, code, status):
    columns = "cameo, cameo_mirror, plover_type, plover_mode"
    assert coded(columns, kind=kind, country=country, status=status) == code


@pytest.mark.parametrize(
    ("country", "direction"),
    [("US", ("RU", "US", False)), ("RU", ("US", "RU", False)), ("CH", ("RU", "US", True))],
)
def test_a_visit_goes_from_the_guest_to_the_host_and_neutral_ground_has_no_direction(
    coded, country, direction
):
    found = coded("source, target, reciprocal", kind="envoy", country=country, status="held")

    assert found == direction


@pytest.mark.parametrize("status", ["scheduled", "possible"])
def test_a_plan_is_the_intent_to_meet_wherever_it_is_to_be(coded, status):
    for kind, country in (("call", None), ("delegation", "TR"), ("summit", "RU")):
        found = coded("cameo, plover_type, reciprocal", kind=kind, country=country, status=status)

        assert found == ("036", "AGREE", True)


@pytest.mark.parametrize(
    ("kind", "status", "cameo"),
    [
        ("summit", "cancelled", "161"),
        ("call", "postponed", "161"),
        ("delegation", "cancelled", "164"),  # negotiations that are halted
        ("delegation", "postponed", "161"),
    ],
)
def test_what_is_called_off_reduces_relations_in_cameo_and_is_a_refusal_in_plover(
    coded, kind, status, cameo
):
    columns = "cameo, plover_type, plover_mode, reciprocal"
    assert coded(columns, kind=kind, status=status) == (cameo, "REJECT", "meet", False)


@pytest.mark.parametrize(
    ("side", "direction"), [("US", ("US", "RU")), ("RU", ("RU", "US")), (None, (None, None))]
)
def test_what_is_called_off_goes_from_who_called_it_off_to_the_other_side(coded, side, direction):
    found = coded("source, target", kind="summit", status="cancelled", called_off_by=side)

    assert found == direction


def test_every_talk_has_one_code(ledger, write, sample, ask):
    kinds = ("call", "summit", "ministerial", "envoy", "delegation")
    every = [
        sample(
            Talk, talk_id=f"{kind} {status} {country}", kind=kind, status=status, country=country
        )
        for kind in kinds
        for status in STATUSES
        for country in ("RU", "US", "TR", None)
    ]
    write(ledger, *every)

    assert ask("SELECT count(*), count(DISTINCT talk_id), count(cameo) FROM talk_codes") == [
        (len(every),) * 3
    ]


@pytest.mark.parametrize(
    ("topic", "stance", "code"),
    [
        ("direct_flights", "proposed", ("0311", "AGREE", None, "economic")),
        ("direct_flights", "agreed", ("0311", "AGREE", None, "economic")),
        ("direct_flights", "done", ("061", "COOPERATE", None, "economic")),
        ("sanctions", "rejected", ("1244", "REJECT", "yield", "economic")),
        ("prisoners", "done", ("0841", "RETREAT", "release", "legal")),
        ("ukraine_settlement", "done", ("057", "SUPPORT", None, "diplomatic")),
        ("visas", "raised", (None, None, None, None)),  # the talk it is raised in is the event
        ("sanctions", "excluded", (None, None, None, None)),
    ],
)
def test_a_topic_is_an_intent_a_deed_or_a_refusal(claimed, topic, stance, code):
    assert claimed(topic, stance) == code


def test_every_topic_has_codes_for_what_is_offered_and_refused(claimed):
    for topic in TOPICS:
        assert claimed(topic, "proposed")[1] == claimed(topic, "agreed")[1] == "AGREE"
        assert claimed(topic, "rejected")[1] == "REJECT"


def test_a_coded_topic_keeps_its_side_day_article_and_talk(claimed, ask):
    claimed("visas", "rejected", side="US")

    assert ask("SELECT side, on_date, article_id, talk_id FROM topic_codes") == [
        ("US", DAY, "a1", "t1")
    ]
