"""Print the resolution benchmark: `python -m tests.resolution [--errors]`."""

import argparse

from tasks.resolve import resolve
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


if __name__ == "__main__":
    main()
