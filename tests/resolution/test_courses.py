"""Courses of several contacts: which plan without a date belongs to which of them.

Each report is told with the name of its contact. Dates, places and people are made up.
"""

import random

import pytest

from tasks.resolve import resolve
from tests.resolution.claims import claim

PAIR = ("putin", "trump")


def summit(day, status="possible", **slots):
    return claim(reported=day, kind="summit", status=status, **slots)


def call(day, status="possible", **slots):
    return claim(reported=day, kind="call", status=status, **slots)


def envoy(day, status="possible", **slots):
    return claim(reported=day, kind="envoy", status=status, **slots)


def experts(day, status="possible", **slots):
    return claim(reported=day, kind="delegation", status=status, **slots)


REYKJAVIK = {"city": "Reykjavik", "country": "IS", "date_start": "2027-08-20"}
VIENNA = {"city": "Vienna", "country": "AT"}
COURSES = {
    "talk of spring dies, the plan of summer is held, that of autumn is shelved": {
        "spring": [summit("2027-02-20", participants=PAIR), summit("2027-04-02")],
        "summer": [
            summit("2027-07-10", participants=PAIR),
            summit("2027-08-06", topics=("summit_preparation",)),
            summit("2027-08-18", "scheduled", **REYKJAVIK),
            summit("2027-08-21", "held", participants=PAIR, topics=("iran",), **REYKJAVIK),
        ],
        "autumn": [
            summit("2027-10-01", participants=PAIR),
            summit("2027-10-08", "scheduled", participants=PAIR, city="Vienna"),
            summit("2027-10-15", "cancelled", participants=PAIR, city="Vienna"),
            summit("2027-10-16", "cancelled", participants=PAIR),
        ],
        "winter": [summit("2027-12-01", participants=PAIR)],
    },
    "a subject of the next plan does not draw the plan past the contact": {
        "first": [
            summit("2027-07-10", participants=PAIR, topics=("sanctions", "summit_preparation")),
            summit("2027-07-31", "held", participants=PAIR, date_start="2027-07-30"),
        ],
        "next": [summit("2027-08-09", participants=PAIR, topics=("summit_preparation",))],
    },
    "the day after, word of another one": {
        "first": [summit("2027-08-21", "held", participants=PAIR, **REYKJAVIK)],
        "next": [summit("2027-08-21", city="Moscow"), summit("2027-09-09", participants=PAIR)],
    },
    "a further one is told beside the one announced": {
        "first": [
            summit("2027-08-01", participants=PAIR),
            summit("2027-08-12", "scheduled", article="both", **REYKJAVIK),
            summit("2027-08-21", "held", participants=PAIR, **REYKJAVIK),
        ],
        "next": [
            summit("2027-08-12", participants=PAIR, article="both"),
            summit("2027-09-01", participants=PAIR),
        ],
    },
    "a subject never told before does not part what the parties join": {
        "one": [
            summit("2027-07-10", participants=PAIR, topics=("arms_control",)),
            summit("2027-07-10", participants=PAIR, topics=("iran",)),
            summit("2027-07-31", "held", topics=("sanctions",), date_start="2027-07-30"),
        ],
    },
    "called off without a place, and planned anew long after": {
        "off": [
            summit("2027-03-01", participants=PAIR),
            summit("2027-03-10", "cancelled", participants=PAIR),
            summit("2027-03-12", "cancelled", participants=PAIR),
        ],
        "anew": [
            summit("2027-04-10", participants=PAIR),
            summit("2027-04-21", "held", participants=PAIR, date_start="2027-04-20"),
        ],
    },
    "called off one day and on again two days later": {
        "one": [
            summit("2027-03-01", participants=PAIR),
            summit("2027-03-10", "cancelled", participants=PAIR),
            summit("2027-03-12", participants=PAIR),
            summit("2027-03-21", "held", participants=PAIR, date_start="2027-03-20"),
        ],
    },
    "called off with a date ahead, and spoken of again before that date": {
        "off": [
            summit("2027-05-01", "scheduled", participants=PAIR, date_start="2027-06-20", **VIENNA),
            summit("2027-05-10", "cancelled", participants=PAIR, date_start="2027-06-20", **VIENNA),
        ],
        "anew": [
            summit("2027-05-25", participants=PAIR),
            summit("2027-07-02", "held", participants=PAIR, date_start="2027-07-01", city="Oslo"),
        ],
    },
    "tellings two months and more apart": {
        "early": [summit("2027-01-05")],
        "late": [summit("2027-03-20"), summit("2027-05-10"), summit("2027-07-01")],
    },
    "the place is named once": {
        "one": [
            summit("2027-03-01", participants=PAIR),
            summit("2027-03-08", participants=PAIR, city="Vienna"),
            summit("2027-03-20"),
            summit("2027-04-02", "held", participants=PAIR, date_start="2027-04-01", **VIENNA),
        ],
    },
    "the country is named, and it is another": {
        "there": [envoy("2027-03-01", participants=("dmitriev",), country="US")],
        "here": [
            envoy(
                "2027-03-12",
                "held",
                participants=("dmitriev", "witkoff"),
                date_start="2027-03-11",
                city="Kazan",
                country="RU",
            )
        ],
    },
    "an envoy's visit is planned while another envoy's is": {
        "dmitriev": [
            envoy("2027-03-01", participants=("dmitriev", "witkoff")),
            envoy("2027-03-20", participants=("dmitriev", "witkoff")),
            envoy(
                "2027-04-02", "held", participants=("dmitriev", "witkoff"), date_start="2027-04-01"
            ),
        ],
        "putin": [
            envoy("2027-03-02", participants=("putin", "witkoff")),
            envoy("2027-03-11", "held", participants=("putin", "witkoff"), date_start="2027-03-10"),
        ],
    },
    "an envoy comes again and again": {
        "first": [
            envoy("2027-03-02", participants=("putin", "witkoff"), city="Moscow"),
            envoy("2027-03-11", "held", participants=("putin", "witkoff"), date_start="2027-03-10"),
        ],
        "second": [
            envoy("2027-03-15", participants=("witkoff",), city="Moscow"),
            envoy(
                "2027-04-02",
                "held",
                participants=("putin", "witkoff"),
                date_start="2027-04-01",
                city="Moscow",
            ),
        ],
        "third": [envoy("2027-04-05", participants=("putin", "witkoff"))],
    },
    "rounds on one subject follow each other": {
        "first": [
            experts("2027-02-01", topics=("visas",)),
            experts("2027-02-21", "held", topics=("visas", "space"), date_start="2027-02-20"),
        ],
        "second": [
            experts("2027-02-22", topics=("visas",)),
            experts("2027-03-15", topics=("visas", "embassy_operations")),
            experts("2027-04-06", "held", topics=("embassy_operations",), date_start="2027-04-05"),
        ],
        "third": [experts("2027-04-07", topics=("embassy_operations",))],
    },
    "ministers touch the subject of the experts": {
        "experts": [
            experts("2027-02-01", topics=("visas",)),
            experts("2027-02-27", topics=("visas",)),
            experts("2027-03-16", "held", topics=("visas",), date_start="2027-03-15"),
        ],
        "ministers": [
            claim(
                reported="2027-02-11",
                kind="ministerial",
                participants=("lavrov", "rubio"),
                topics=("visas", "ukraine_settlement"),
                date_start="2027-02-10",
            )
        ],
    },
    "calls one after the other": {
        "first": [
            call("2027-03-01", participants=PAIR, topics=("iran",)),
            call("2027-03-06", "held", participants=PAIR, date_start="2027-03-05"),
        ],
        "second": [
            call("2027-03-08", participants=PAIR, topics=("iran",)),
            call("2027-03-12", participants=PAIR, topics=("space",)),
            call("2027-03-19", "held", participants=PAIR, date_start="2027-03-18"),
        ],
        "third": [call("2027-05-25", participants=PAIR)],
        "ministers": [call("2027-03-02", participants=("lavrov", "rubio"))],
    },
}


def found(claims):
    return {frozenset(c.claim.claim_id for c in cluster.claims) for cluster in resolve(claims)}


@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)
def test_each_plan_of_a_course_is_of_its_contact(course):
    wanted = {frozenset(c.claim.claim_id for c in told) for told in course.values()}

    assert found([c for told in course.values() for c in told]) == wanted


def test_a_course_is_the_same_in_any_order_of_arrival():
    for course in COURSES.values():
        claims = [c for told in course.values() for c in told]
        expected = found(claims)
        for seed in range(10):
            random.Random(seed).shuffle(claims)

            assert found(claims) == expected
