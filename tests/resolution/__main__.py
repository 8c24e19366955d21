"""Print the resolution benchmark: `python -m tests.resolution [--errors]`."""

import argparse
from dataclasses import replace
from itertools import groupby

from storage.records import ReportedClaim
from tasks.resolve import resolve, talk_ids
from tests.resolution.development_set import ClaimSet, extracted_claims, gold_claims
from tests.resolution.metrics import Agreement, all_pairs, compare


def partition(claims: ClaimSet) -> dict[str, int]:
    """Return the number of the talk that resolution puts each annotated claim into."""
    clusters = resolve(claims.claims)
    found = {c.claim.claim_id: i for i, cluster in enumerate(clusters) for c in cluster.claims}
    return {claim_id: found[claim_id] for claim_id in claims.contacts}


def measure(claims: ClaimSet) -> Agreement:
    """Return how well resolution agrees with the annotated contacts."""
    return compare(claims.contacts, partition(claims))


def share_of_changed_ids() -> tuple[int, int]:
    """Return how many ids of talks were given up, and given, as articles arrived day by day."""
    ordered = sorted(extracted_claims().claims, key=lambda c: (c.reported_at, c.claim.claim_id))
    arrived: list[ReportedClaim] = []
    talks: dict[str, str] = {}
    given: set[str] = set()
    for _, batch in groupby(ordered, key=lambda c: c.reported_at.date()):
        arrived += batch
        known = [
            replace(c, claim=replace(c.claim, talk_id=talks.get(c.claim.claim_id))) for c in arrived
        ]
        clusters = resolve(known)
        ids = talk_ids(clusters)
        talks = {
            c.claim.claim_id: talk_id
            for talk_id, cluster in zip(ids, clusters, strict=True)
            for c in cluster.claims
        }
        given.update(ids)
    return len(given - set(talks.values())), len(given)


def describe(claims: ClaimSet) -> list[str]:
    """Return the pairs that were joined or kept apart wrongly, a line each."""
    by_id = {item.claim.claim_id: item for item in claims.claims}
    true, made = all_pairs(claims.contacts), all_pairs(partition(claims))
    lines = []
    for word, pairs in (("joined", made - true), ("kept apart", true - made)):
        for pair in pairs:
            one, other = (_tell(by_id[i]) for i in sorted(pair))
            lines.append(f"{word}:\n    {one}\n    {other}")
    return sorted(lines)


def _tell(item) -> str:
    claim = item.claim
    people = ",".join(claim.participants)
    when = f"{claim.date_start} {claim.date_precision}"
    return (
        f"{claim.article_id} {item.reported_at:%Y-%m-%d} {claim.kind} {claim.status} {when}"
        f" {claim.city} {claim.ordinal or ''} {people} {','.join(claim.topics)}"
    )


def main() -> None:
    """Print the figures, and with --errors the pairs that are wrong."""
    parser = argparse.ArgumentParser(description="The resolution benchmark.")
    parser.add_argument("--errors", action="store_true", help="list the pairs that are wrong")
    options = parser.parse_args()
    print(f"{'claims':10} {'number':>6} {'paired':>6}   B³    MUC   CEAF-e CoNLL pairwise")
    for name, claims in (("gold", gold_claims()), ("extracted", extracted_claims())):
        found = measure(claims)
        print(
            f"{name:10} {len(claims.claims):6} {len(claims.contacts):6}"
            f"  {found.b_cubed:.3f} {found.muc:.3f} {found.ceaf_e:.3f}  {found.conll:.3f}"
            f" {found.pairwise:.3f}"
        )
        if options.errors:
            print("\n".join(describe(claims)))
    changed, given = share_of_changed_ids()
    print(
        f"ids given up as articles arrive day by day: {changed} of {given} ({changed / given:.0%})"
    )


if __name__ == "__main__":
    main()
