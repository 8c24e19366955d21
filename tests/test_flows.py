"""One run after another, through Prefect's own test server and a site on loopback."""

import duckdb
import pytest

from flows.ingest import ingest
from flows.reextract import reextract
from tasks.failing import RunError
from tests.news_site import make_rss
from tests.small_site import PAGE, serve_site

TEXT = (
    "Russian Foreign Minister Sergey Lavrov spoke by phone with Secretary of State Marco Rubio on"
    " Monday, and they discussed the work of the embassies at length."
)
FEED = (
    '[[feeds]]\nid = "{id}"\nurl = "{url}"\npublisher = "{id}"\nlanguage = "en"\n'
    'scope = "{scope}"\n'
)


@pytest.fixture
def site():
    with serve_site() as found:
        yield found


def write_feeds(tmp_path, scope="subject", **urls):
    path = tmp_path / "feeds.toml"
    tables = [FEED.format(id=name, url=url, scope=scope) for name, url in urls.items()]
    path.write_text("".join(tables), "utf-8")
    return path


def rows(database, query):
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_a_run_stores_articles_and_failures_and_the_next_one_finds_nothing_new(
    prefect_api, site, tmp_path, monkeypatch
):
    monkeypatch.setenv("TALKS_ARCHIVE", str(tmp_path / "archive"))
    good = site.add("/good", PAGE.format(title="Call", text=TEXT))
    empty = site.add("/empty", "<html><body></body></html>")
    gone = site.base + "/gone"
    feeds = write_feeds(
        tmp_path,
        good=site.add("/feed", make_rss(good, empty, gone), ETag='"v1"', Content_Type="text/xml"),
        bad=site.add("/bad-feed", "broken", status=500),
    )
    database = tmp_path / "talks.duckdb"

    first = ingest(feeds, database)
    second = ingest(feeds, database, force=True)

    assert first["articles"] | {"relevant": 0} == {
        "seen": 3,
        "new": 1,
        "updated": 0,
        "relevant": 0,
        "failed": 2,
        "prefiltered": 0,
    }
    assert first["feeds"] == {"polled": 1, "unchanged": 0, "failed": 1, "skipped": 0}
    assert second["articles"]["new"] == 0
    assert second["feeds"]["unchanged"] == 1
    assert site.asked["/good"] == 1
    assert site.asked["304"] == 1
    assert rows(database, "SELECT url FROM articles") == [(good,)]
    assert rows(database, "SELECT DISTINCT stage, url, reason FROM failures ORDER BY url") == [
        ("poll", site.base + "/bad-feed", "HTTP 500"),
        ("body", empty, "no text found in the page"),
        ("fetch", gone, "HTTP 404"),
    ]
    assert len(list((tmp_path / "archive").rglob("*.warc.gz"))) == 1


def test_a_run_in_which_no_feed_answers_fails_and_says_so(prefect_api, site, tmp_path):
    feeds = write_feeds(tmp_path, bad=site.add("/bad-feed", "broken", status=500))

    with pytest.raises(RunError, match="none of the 1 feeds could be polled"):
        ingest(feeds, tmp_path / "talks.duckdb")


def test_what_cannot_be_archived_is_not_stored(prefect_api, site, tmp_path, monkeypatch):
    (tmp_path / "taken").write_text("a file")
    monkeypatch.setenv("TALKS_ARCHIVE", str(tmp_path / "taken"))
    page = site.add("/page", PAGE.format(title="Call", text=TEXT))
    feeds = write_feeds(tmp_path, a=site.add("/feed", make_rss(page), Content_Type="text/xml"))

    with pytest.raises(RunError, match="cannot write the archive"):
        ingest(feeds, tmp_path / "talks.duckdb")

    assert not (tmp_path / "talks.duckdb").exists()


def test_entries_beyond_the_limit_are_fetched_by_the_next_run(prefect_api, site, tmp_path):
    links = [site.add(f"/{n}", PAGE.format(title=f"Call {n}", text=TEXT + str(n))) for n in "abc"]
    feeds = write_feeds(tmp_path, one=site.add("/feed", make_rss(*links), ETag='"v1"'))
    database = tmp_path / "talks.duckdb"

    counts = [ingest(feeds, database, limit=2)["articles"]["new"] for _ in range(2)]

    assert counts == [2, 1]


SPORT = (
    "<title>Coach praises his young goalkeeper</title><link>{url}</link>"
    "<description>The match in Leeds ended with three goals and one red card.</description>"
)


def test_what_cannot_concern_the_talks_is_recorded_and_fetched_only_when_all_is_wanted(
    prefect_api, site, tmp_path
):
    sport = site.add("/sport", PAGE.format(title="Coach", text=TEXT))
    listed = site.add("/feed", make_rss(SPORT.format(url=sport)), ETag='"1"')
    feeds = write_feeds(tmp_path, scope="general", one=listed)
    database = tmp_path / "talks.duckdb"

    runs = [ingest(feeds, database, force=True)["articles"] for _ in range(2)]
    recorded = rows(database, "SELECT url, title, prefiltered FROM entries")
    site.add("/feed", make_rss(), ETag='"2"')  # listed no more
    everything = ingest(feeds, database, force=True, every=True)["articles"]

    assert [(run["new"], run["prefiltered"]) for run in runs] == [(0, 1), (0, 0)]
    assert recorded == [(sport, "Coach praises his young goalkeeper", True)]
    assert (everything["new"], site.asked["/sport"]) == (1, 1)


def test_a_correction_is_fetched_again_and_the_older_text_kept(prefect_api, site, tmp_path):
    item = "<title>{}</title><link>" + site.base + "/call</link>"
    database = tmp_path / "talks.duckdb"
    texts = (TEXT, TEXT.replace("Monday", "Tuesday"))
    figures = []
    for title, text in zip(
        ("Lavrov calls Rubio", "CORRECTED: Lavrov calls Rubio"), texts, strict=True
    ):
        site.add("/call", PAGE.format(title="Call", text=text))
        feeds = write_feeds(tmp_path, one=site.add("/feed", make_rss(item.format(title))))
        figures += [ingest(feeds, database, force=True)["articles"] for _ in range(2)]

    assert [(run["new"], run["updated"]) for run in figures] == [(1, 0), (0, 0), (0, 1), (0, 0)]
    assert site.asked["/call"] == 2
    assert texts[1] in rows(database, "SELECT text FROM articles")[0][0]
    assert texts[0] in rows(database, "SELECT text FROM article_versions")[0][0]
    assert rows(database, "SELECT updated_at > fetched_at FROM articles") == [(True,)]


def test_the_answers_of_feeds_are_archived_with_the_pages(prefect_api, site, tmp_path, monkeypatch):
    from warcio.archiveiterator import ArchiveIterator

    monkeypatch.setenv("TALKS_ARCHIVE", str(tmp_path / "archive"))
    page = site.add("/call", PAGE.format(title="Call", text=TEXT))
    feed = site.add("/feed", make_rss(page))

    ingest(write_feeds(tmp_path, one=feed), tmp_path / "talks.duckdb")

    (file,) = (tmp_path / "archive").rglob("*.warc.gz")
    with file.open("rb") as stream:
        targets = [r.rec_headers.get_header("WARC-Target-URI") for r in ArchiveIterator(stream)]
    assert {page, feed} <= set(targets)


def test_reextraction_gives_the_tables_of_the_ingest(sample, tmp_path):
    tables = ("talk_claims", "topic_claims", "statements", "talks")
    before = {table: rows(sample, f"SELECT * FROM {table} ORDER BY ALL") for table in tables}

    reextract(sample)

    after = {table: rows(sample, f"SELECT * FROM {table} ORDER BY ALL") for table in tables}
    assert before["talk_claims"]
    assert after == before


def test_every_value_stands_in_the_text_where_its_evidence_says(sample):
    found = rows(
        sample,
        """
        SELECT e.item.text, a.text[e.item.start + 1 : e.item."end"]
        FROM (SELECT article_id, evidence FROM talk_claims
              UNION ALL SELECT article_id, evidence FROM topic_claims) AS c
        CROSS JOIN unnest(c.evidence) AS e(item) JOIN articles AS a USING (article_id)
        """,
    )

    assert len(found) > 100
    assert [pair for pair in found if pair[0] != pair[1]] == []


def test_a_run_leaves_its_figures_and_a_digest_as_artifacts(sample):
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        response = client._client.post("/artifacts/filter", json={})

    assert {"run-figures", "run-digest"} <= {item["key"] for item in response.json()}
