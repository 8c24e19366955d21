"""Resolution against the annotated contacts of the development set, and in any order."""

import random
from datetime import UTC, datetime

import pytest

from tasks.merge import merge_claims
from tasks.resolve import resolve, talk_ids
from tests.resolution.__main__ import measure, share_of_changed_ids
from tests.resolution.development_set import extracted_claims, gold_claims, load_contacts
from tests.resolution.metrics import best_assignment, compare

LATE = datetime(2026, 6, 1, tzinfo=UTC)
# Floors: they only go up. The first is for B³, the second for CoNLL, the third for pairs.
FLOORS = {
    "gold": (gold_claims, (0.98, 0.97, 0.97)),
    "extracted": (extracted_claims, (0.95, 0.94, 0.92)),
}


@pytest.mark.parametrize(("load", "floors"), FLOORS.values(), ids=FLOORS)
def test_claims_are_put_together_as_readers_put_them(load, floors):
    found = measure(load())

    assert found.b_cubed >= floors[0], found
    assert found.conll >= floors[1], found
    assert found.pairwise >= floors[2], found


def test_every_gold_claim_is_in_one_contact():
    named = [(c["article"], c["event"]) for talk in load_contacts() for c in talk["claims"]]

    assert len(named) == len(set(named)) > 140


def test_ids_hardly_change_when_articles_arrive_day_by_day():
    changed, all_ids = share_of_changed_ids()

    assert changed / all_ids < 0.15


def test_measures_are_those_of_the_literature():
    # The example of Luo (2005): a response that puts B with C and D, of key A B / C D E.
    gold = {"a": 1, "b": 1, "c": 2, "d": 2, "e": 2}
    found = {"a": 1, "b": 2, "c": 2, "d": 2, "e": 3}
    agreement = compare(gold, found)

    # By hand: recall (1/2 + 1/2 + 2·2/3 + 1/3) / 5, precision (1 + 1/3 + 2·2/3 + 1) / 5.
    assert agreement.b_cubed == pytest.approx(2 * 8 / 15 * 11 / 15 / (8 / 15 + 11 / 15))
    assert agreement.muc == pytest.approx(2 * (1 / 3) * (1 / 2) / (1 / 3 + 1 / 2))
    assert agreement.pairwise == pytest.approx(2 * (1 / 4) * (1 / 3) / (1 / 4 + 1 / 3))
    # The key's A B goes with A (2/3), C D E with B C D (2/3): 4/3 over two and over three groups.
    assert agreement.ceaf_e == pytest.approx(2 * (2 / 3) * (4 / 9) / (2 / 3 + 4 / 9))


def test_an_assignment_is_the_best_one():
    assert best_assignment([[3.0, 2.0], [2.0, 0.0], [0.5, 0.0]]) == 4.0


def rows(claims):
    clusters = resolve(claims)
    return [
        merge_claims(talk_id, cluster.claims, LATE)
        for talk_id, cluster in zip(talk_ids(clusters), clusters, strict=True)
    ]


def test_fifty_orders_of_arrival_give_one_table_ids_included():
    claims = list(extracted_claims().claims)
    expected = rows(claims)
    for seed in range(50):
        random.Random(seed).shuffle(claims)

        assert rows(claims) == expected
