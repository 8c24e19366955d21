"""How many articles a second extraction reads on one core, beside spaCy in the same run.

    python -m tests.benchmarks.extraction [ARTICLES]

ARTICLES is a folder of annotated texts (tests/articles). All facts of each text are extracted. The
peer, where spaCy can be imported (`pip install spacy`), only splits words and matches the names and
words of contact of our lexicon: a blank pipeline with a PhraseMatcher, nothing resolved.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from storage.records import Article
from tasks.worker_process import settle_memory
from tests.quality_gate import make_article

ARTICLES = Path(__file__).parents[1] / "articles"
ROUNDS = 5


def load_articles(folder: Path) -> list[Article]:
    cases = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*/*.json"))]
    return [make_article(case) for case in cases]


def measure(name: str, read: Callable[[Article], object], articles: Sequence[Article]) -> float:
    """Print and return the articles a second of CPU time: the best of some rounds."""
    for article in articles:
        read(article)
    settle_memory()  # as in a worker
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for article in articles:
            read(article)
        best = min(best, time.process_time() - start)
    print(f"{name:44} {len(articles) / best:8.1f} articles/s")
    return len(articles) / best


def spacy_reader(languages: set[str]) -> Callable[[Article], object] | None:
    try:
        import spacy
        from spacy.matcher import PhraseMatcher
    except ImportError:
        return None
    from tasks.extraction.lexicon import load_pack, load_table

    pipelines = {}
    for language in languages:
        nlp = spacy.blank(language)
        matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        names = [name for entry in load_table("people").values() for name in entry["surnames"]]
        words = [word for words in load_pack(language)["contacts"].values() for word in words]
        matcher.add("terms", [nlp.make_doc(term.rstrip("*")) for term in (*names, *words)])
        pipelines[language] = (nlp, matcher)

    def read(article: Article) -> object:
        nlp, matcher = pipelines[article.language]
        return matcher(nlp(article.text))

    return read


def import_seconds() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import tasks.extraction"], check=True)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=ARTICLES)
    articles = load_articles(parser.parse_args().folder)
    size = sum(len(article.text.encode()) for article in articles) / len(articles)
    print(f"{len(articles)} articles of {size / 1000:.1f} KB in the mean")
    from tasks.extraction import extract

    ours = measure("all facts", extract, articles)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'memory of the process':44} {memory:8.0f} MB")
    print(f"{'import of tasks.extraction':44} {import_seconds():8.2f} s")
    reader = spacy_reader({article.language for article in articles})
    if reader is None:
        print("spaCy is not installed: no peer in this run")
        return
    theirs = measure("spaCy blank + PhraseMatcher, names and words", reader, articles)
    print(f"ratio of the rates: {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
