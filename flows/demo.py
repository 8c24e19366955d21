"""Demo: the whole run over the sample site, then what can be seen in its database."""

import os
import shutil
from pathlib import Path

from flows.manual import run_ingest
from flows.printing import Choice, print_timeline
from flows.sample_site import serve_sample
from flows.settings import load_settings
from flows.showing import print_talk
from storage.readonly import run_query

FOLDER = Path("data/demo")
_BEST = """
SELECT talk_id FROM talks
ORDER BY (duration_minutes IS NOT NULL)::INTEGER + (city IS NOT NULL)::INTEGER DESC,
    independent_sources DESC, articles DESC, talk_id LIMIT 1
"""
_NEXT = """
What to try next:
  .venv/bin/talks timeline --db {db} --kind delegation
  .venv/bin/talks sql --db {db} "SELECT topic, on_date, stance FROM topic_timeline"
  .venv/bin/talks sql --db {db} "SELECT kind, status, count(*) FROM talks GROUP BY ALL ORDER BY ALL"
  make ingest     the same over the real feeds, into data/talks.duckdb
"""


def run_demo() -> None:
    """Ingest the sample site into data/demo, print the timeline and one talk with its evidence."""
    # The sample site has another port each time: an earlier demo's articles would come again.
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    os.environ["TALKS_ALLOW_PRIVATE"] = "1"  # the sample site is on loopback
    os.environ["TALKS_ARCHIVE"] = str(FOLDER / "archive")
    database = FOLDER / "talks.duckdb"
    with serve_sample() as feed_list:
        feeds = FOLDER / "feeds.toml"
        feeds.write_text(feed_list, "utf-8")
        run_ingest(load_settings({"feeds": feeds, "db": database}), [], as_json=False)
    print_timeline(database, Choice(), as_json=False)
    _, rows = run_query(database, _BEST)
    if rows:
        print_talk(database, rows[0][0])
    print(_NEXT.format(db=database))  # noqa: T201
