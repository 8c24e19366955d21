"""How many articles a second extraction reads on one core, beside spaCy in the same run.

    python -m tests.benchmarks.extraction [ARTICLES] [--pure]

ARTICLES is a folder of annotated texts (tests/articles). All facts of each text are extracted: by
plain Python and, where there is a C compiler, by what `make fast` makes of it, whose facts must be
the same. --pure leaves the compiled one out; to compile takes minutes when it was not done before.
The peer, where spaCy can be imported (`pip install spacy`), only splits words and matches the names
and words of contact of our lexicon: a blank pipeline with a PhraseMatcher, nothing resolved.
"""

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from storage.records import Article
from tasks.compiled import SWITCH
from tasks.compiling import CompileError, compile_sources
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


def report_alone(folder: Path) -> None:
    """Print the figures of extraction in a process that does nothing else, and end with JSON."""
    from tasks.extraction import extract

    articles = load_articles(folder)
    rate = measure("  all facts", extract, articles)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'  memory of the process':44} {memory:8.0f} MB")
    facts = hashlib.sha256(repr([extract(article) for article in articles]).encode()).hexdigest()
    print(json.dumps({"rate": rate, "facts": facts}))


def report(folder: Path, *, is_compiled: bool) -> dict[str, Any]:
    """Print the figures of one of the two builds; return its rate and the digest of its facts."""
    print("compiled" if is_compiled else "plain Python")
    environment = os.environ | {SWITCH: str(int(is_compiled))}
    code = "import sys; from tests.benchmarks import extraction as e; from pathlib import Path; "
    code += "e.report_alone(Path(sys.argv[1]))"
    command = [sys.executable, "-c", code, str(folder)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    *lines, figures = done.stdout.splitlines()
    print("\n".join(lines))
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import tasks.extraction"], env=environment, check=True)
    print(f"{'  import of tasks.extraction':44} {time.perf_counter() - start:8.2f} s")
    return dict(json.loads(figures))


def report_compiled(folder: Path, pure: dict[str, Any]) -> None:
    """Print the figures of the compiled build, made when it is missing; fail on other facts."""
    try:
        compile_sources()
    except CompileError as error:
        print(f"compiled: left out, {error}")
        return
    figures = report(folder, is_compiled=True)
    if figures["facts"] != pure["facts"]:
        sys.exit("the compiled build extracts other facts")
    print(f"  the same facts, {figures['rate'] / pure['rate']:.2f} times as fast")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=ARTICLES)
    parser.add_argument("--pure", action="store_true", help="leave the compiled build out")
    options = parser.parse_args()
    articles = load_articles(options.folder)
    size = sum(len(article.text.encode()) for article in articles) / len(articles)
    print(f"{len(articles)} articles of {size / 1000:.1f} KB in the mean")
    pure = report(options.folder, is_compiled=False)
    if not options.pure:
        report_compiled(options.folder, pure)
    reader = spacy_reader({article.language for article in articles})
    if reader is None:
        print("spaCy is not installed: no peer in this run")
        return
    theirs = measure("spaCy blank + PhraseMatcher, names and words", reader, articles)
    print(f"ratio of the rates, plain Python: {pure['rate'] / theirs:.2f}")


if __name__ == "__main__":
    main()
