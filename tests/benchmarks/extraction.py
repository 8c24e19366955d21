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
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

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
    """Print and return the articles a second of CPU time: the median of some rounds."""
    for article in articles:
        read(article)
    rates: list[float] = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for article in articles:
            read(article)
        rates.append(len(articles) / (time.process_time() - start))
    rate = statistics.median(rates)
    print(f"{name:44} {rate:8.1f} articles/s")
    return rate


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


def answer_rounds(folder: Path) -> None:
    """Read all texts once for each line of standard input; print the rate of each round.

    Before that the digest of the facts and the memory of the process, as JSON.
    """
    from tasks.extraction import extract

    articles = load_articles(folder)
    facts = hashlib.sha256(repr([extract(article) for article in articles]).encode()).hexdigest()
    settle_memory()  # as in a worker
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"facts": facts, "memory": memory}), flush=True)
    for _ in sys.stdin:
        start = time.process_time()
        for article in articles:
            extract(article)
        print(len(articles) / (time.process_time() - start), flush=True)


class Build:
    """Extraction in a process that does nothing else: by plain Python, or compiled."""

    def __init__(self, folder: Path, *, is_compiled: bool) -> None:
        self.name = "compiled" if is_compiled else "plain Python"
        self._environment = os.environ | {SWITCH: str(int(is_compiled))}
        code = (
            "import sys; from pathlib import Path; from tests.benchmarks import extraction as e; "
        )
        code += "e.answer_rounds(Path(sys.argv[1]))"
        self._process = subprocess.Popen(
            [sys.executable, "-c", code, str(folder)],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        first = json.loads(self._process.stdout.readline())
        self.facts, self.memory = first["facts"], first["memory"]
        self.rates: list[float] = []

    def run_round(self) -> None:
        print("round", file=self._process.stdin, flush=True)
        self.rates.append(float(self._process.stdout.readline()))

    def end(self) -> None:
        self._process.stdin.close()
        self._process.wait()

    def report(self) -> None:
        median = statistics.median(self.rates)
        spread = f"{min(self.rates):.1f} to {max(self.rates):.1f}"
        print(f"{self.name + ', all facts':44} {median:8.1f} articles/s ({spread})")
        print(f"{'  memory of the process':44} {self.memory:8.0f} MB")
        command = [sys.executable, "-c", "import tasks.extraction"]
        start = time.perf_counter()
        subprocess.run(command, env=self._environment, check=True)
        print(f"{'  import of tasks.extraction':44} {time.perf_counter() - start:8.2f} s")


def measure_builds(folder: Path, *, pure_alone: bool) -> float:
    """Print the figures of each build that can be made; return the rate of plain Python.

    They read in turns: on a shared machine the pace of one and the same loop changes by the minute.
    """
    builds = [Build(folder, is_compiled=False)]
    try:
        if not pure_alone:
            compile_sources()
            builds.append(Build(folder, is_compiled=True))
    except CompileError as error:
        print(f"compiled: left out, {error}")
    for number in range(ROUNDS):
        for build in builds if number % 2 == 0 else reversed(builds):
            build.run_round()
    for build in builds:
        build.end()
        build.report()
    if len({build.facts for build in builds}) > 1:
        sys.exit("the compiled build extracts other facts")
    if len(builds) > 1:
        pairs = zip(builds[1].rates, builds[0].rates, strict=True)
        ratios = sorted(compiled / pure for compiled, pure in pairs)
        middle = statistics.median(ratios)
        spread = f"{ratios[0]:.2f} to {ratios[-1]:.2f}"
        print(f"the same facts, compiled {middle:.2f} times as fast ({spread})")
    return statistics.median(builds[0].rates)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=ARTICLES)
    parser.add_argument("--pure", action="store_true", help="leave the compiled build out")
    options = parser.parse_args()
    articles = load_articles(options.folder)
    size = sum(len(article.text.encode()) for article in articles) / len(articles)
    print(f"{len(articles)} articles of {size / 1000:.1f} KB in the mean")
    ours = measure_builds(options.folder, pure_alone=options.pure)
    reader = spacy_reader({article.language for article in articles})
    if reader is None:
        print("spaCy is not installed: no peer in this run")
        return
    theirs = measure("spaCy blank + PhraseMatcher, names and words", reader, articles)
    print(f"ratio of the rates, plain Python: {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
