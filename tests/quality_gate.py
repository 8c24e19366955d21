"""The quality gate: F1 a fact type and group over tests/articles, never below its floor.

A group is a language, or a language and the `batch` that a case names: texts that are added later
are a batch of their own, so that harder ones do not lower the floors of those before them.

    python tests/quality_gate.py             compare with the floors; 1 when one is missed
    python tests/quality_gate.py --update    raise the floors to what was reached
    python tests/quality_gate.py --update --lower "WHY"    lower those missed, with the reason kept

The floors stand in tests/quality_floors.json with a digest of the corpus: a changed corpus needs
`--update`, which shows in the change.
"""

import argparse
import hashlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from storage.records import Article  # noqa: E402
from tasks.extraction import extract  # noqa: E402
from tests.scoring import f1, score_article  # noqa: E402

ARTICLES = HERE / "articles"
FLOORS = HERE / "quality_floors.json"
MARGIN = 0.005  # rounding of the floors, nothing more: extraction is deterministic


def load_cases() -> list[dict[str, Any]]:
    """Return the annotated articles, by path."""
    return [json.loads(p.read_text("utf-8")) for p in sorted(ARTICLES.glob("*/*.json"))]


def make_article(case: dict[str, Any]) -> Article:
    """Return the article of a case as a run would have stored it."""
    moment = datetime.fromisoformat(case["published"])
    moment = moment if moment.tzinfo else moment.replace(hour=12, tzinfo=UTC)
    return Article(
        article_id=case["id"],
        url=case["id"],
        canonical_url=case["id"],
        feed_id="corpus",
        publisher="corpus",
        title=case["title"],
        byline=None,
        language=case["lang"],
        published_at=moment,
        published_source="page",
        fetched_at=moment,
        updated_at=moment,
        text=case["text"],
    )


def measure(cases: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Return F1 by group and fact type, rounded down to three places."""
    groups: dict[str, dict[str, Any]] = {}
    for case in cases:
        tallies = groups.setdefault(find_group(case), {})
        score_article(case["gold"], extract(make_article(case)), tallies)
    return {
        group: {
            name: int(1000 * f1(tally)) / 1000
            for name, tally in tallies.items()
            if tally["gold"] or tally["found"]
        }
        for group, tallies in sorted(groups.items())
    }


def find_group(case: dict[str, Any]) -> str:
    """Return the group whose floors a case counts for."""
    return f"{case['lang']}/{case['batch']}" if "batch" in case else str(case["lang"])


def digest(cases: list[dict[str, Any]]) -> str:
    """Return what identifies the corpus."""
    text = json.dumps(cases, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def main() -> int:
    """Print the figures and return the exit status."""
    parser = argparse.ArgumentParser(description="The quality gate.")
    parser.add_argument("--update", action="store_true", help="raise the floors to the figures")
    parser.add_argument("--lower", metavar="WHY", help="lower the missed floors, for this reason")
    options = parser.parse_args()
    update, why = options.update, options.lower
    cases = load_cases()
    figures, corpus = measure(cases), digest(cases)
    known = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {"floors": {}}
    missed = 0
    lowered = known.get("lowered", [])
    for group, values in figures.items():
        for name, value in values.items():
            floor = known["floors"].get(group, {}).get(name, 0.0)
            below = value < floor - MARGIN
            missed += below and not why
            if below and why:
                lowered.append(f"{group} {name}: {floor} to {value}: {why}")
                floor = value
            print(f"{group:8}  {name:28} {value:.3f}  floor {floor:.3f}{'  BELOW' * below}")
            values[name] = max(value, floor)
    if missed:
        print(f"{missed} figures are below their floors: mend the rules, floors only go up")
        return 1
    if update:
        pinned = {"corpus": corpus, "lowered": lowered, "floors": figures}
        FLOORS.write_text(json.dumps(pinned, indent=1, ensure_ascii=False) + "\n", "utf-8")
    elif known.get("corpus") != corpus:
        print("the corpus has changed: run `python tests/quality_gate.py --update`")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
