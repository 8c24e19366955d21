"""The SQL examples of the README with their answers over the sample site.

python -m tests.readme_examples    # writes the answers anew, from a run over the sample site
"""

import os
import re
import tempfile
from pathlib import Path

from flows.printing import format_rows
from flows.sample_site import serve_sample
from storage.readonly import run_query

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
    """Run over the sample site and write the answers of its database into the README."""
    from flows.embedded import prefect_server

    with tempfile.TemporaryDirectory(prefix="talks-readme-") as name:
        os.environ |= {
            "TALKS_ALLOW_PRIVATE": "1",
            "TALKS_ARCHIVE": f"{name}/archive",
            "PREFECT_HOME": f"{name}/prefect",
        }
        with prefect_server(), serve_sample() as feed_list:
            from flows.ingest import ingest

            (Path(name) / "feeds.toml").write_text(feed_list, "utf-8")
            ingest(Path(name) / "feeds.toml", Path(name) / "talks.duckdb")
        database = Path(name) / "talks.duckdb"
        README.write_text(renewed(README.read_text("utf-8"), database), "utf-8")


if __name__ == "__main__":
    main()
