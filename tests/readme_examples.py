"""The SQL examples of the README with their answers over the sample site.

python -m tests.readme_examples    # writes the answers anew, from a run over the sample site
"""

import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from flows.printing import format_rows
from flows.sample_site import AFFILIATIONS, NAMES, _page, load_articles
from storage.outcomes import Run
from storage.readonly import run_query
from storage.records import Entry, Feed, Page
from tasks.extract import Reading, read_page
from tasks.store import Harvest, store

README = Path(__file__).parent.parent / "README.md"
EXAMPLE = re.compile(r"```sql\n(?P<query>.*?)```\n```\n(?P<answer>.*?)```\n", re.DOTALL)


def answer(database: Path, query: str) -> str:
    """Return what `talks sql --format markdown` prints for the query."""
    return format_rows(*run_query(database, query), "markdown")


def renewed(text: str, database: Path) -> str:
    """Return the README's text with the answers that this database gives."""
    return EXAMPLE.sub(
        lambda found: f"```sql\n{found['query']}```\n```\n{answer(database, found['query'])}```\n",
        text,
    )


def main() -> None:
    """Read the sample articles into a database and write its answers into the README."""
    home = Path(tempfile.mkdtemp(prefix="talks-readme-"))
    now = datetime.now(UTC)
    feeds = {
        lang: Feed(f"sample-{lang}", f"http://sample/{lang}.xml", name, lang,
                   affiliation=AFFILIATIONS.get(lang, "independent"))
        for lang, name in NAMES.items()
    }  # fmt: skip
    readings = []
    for article in load_articles():
        lang, url = article["lang"], f"http://sample/{article['lang']}/{article['id']}"
        entry = Entry(feeds[lang].id, url, article["title"], "", None)
        headers = (("content-type", "text/html; charset=utf-8"),)
        readings.append(
            read_page((Page(entry, url, 200, headers, _page(article), now), feeds[lang]))
        )
    found = tuple(item for item in readings if isinstance(item, Reading))
    run = Run("readme", "ingest", now, now)
    store(home / "talks.duckdb", Harvest(run, readings=found, feeds=tuple(feeds.values())))
    README.write_text(renewed(README.read_text("utf-8"), home / "talks.duckdb"), "utf-8")


if __name__ == "__main__":
    main()
