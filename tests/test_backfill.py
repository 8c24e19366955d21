"""From the archive alone the whole database can be rebuilt, ids included."""

import shutil
from datetime import UTC, datetime

import duckdb
import pytest

from flows.backfill import backfill
from flows.reextract import reextract
from tasks.failing import RunError
from tests.small_site import PAGE, serve_site

CONTENT = {
    "articles": "* EXCLUDE (updated_at)",
    "talk_claims": "*",
    "topic_claims": "*",
    "statements": "*",
    "people": "*",
    "talks": "*",
    "talk_reports": "*",
    "claim_talks": "*",
    "talk_history": "* EXCLUDE (recorded_at)",
    "feeds": "*",
    "entries": "entry_id, url, title, digest",
}


def contents(database, *left_out):
    with duckdb.connect(str(database), read_only=True) as connection:
        return {
            table: sorted(map(repr, connection.sql(f"SELECT {columns} FROM {table}").fetchall()))
            for table, columns in CONTENT.items()
            if table not in left_out
        }


@pytest.fixture(scope="module")
def rebuilt(sample, tmp_path_factory):
    database = tmp_path_factory.mktemp("rebuilt") / "talks.duckdb"
    backfill([sample.parent / "archive"], sample.parent / "feeds.toml", database)
    return database


def test_the_archive_alone_rebuilds_every_table(sample, rebuilt):
    before, after = contents(sample), contents(rebuilt)

    assert before["talk_claims"]
    assert {table for table in before if before[table] != after[table]} == set()


def test_reextraction_of_everything_equals_a_fresh_ingest_of_the_archived_pages(rebuilt):
    fresh = contents(rebuilt)

    reextract(rebuilt)

    after = contents(rebuilt)
    assert {table for table in fresh if fresh[table] != after[table]} == set()


def test_a_file_that_is_no_archive_is_named_and_nothing_is_stored(prefect_api, tmp_path):
    (tmp_path / "feeds.toml").write_text(
        '[[feeds]]\nid = "a"\nurl = "http://a.example/"\npublisher = "A"\nlanguage = "en"\n'
    )
    (tmp_path / "no.warc").write_text("no archive at all\n" * 9)

    with pytest.raises(RunError, match=r"no.warc is no whole WARC file"):
        backfill([tmp_path / "no.warc"], tmp_path / "feeds.toml", tmp_path / "t.duckdb")

    assert not (tmp_path / "t.duckdb").exists()


def test_a_source_that_is_not_there_is_named(tmp_path, prefect_api):
    with pytest.raises(RunError, match="there is no"):
        backfill([tmp_path / "nowhere"], None, tmp_path / "t.duckdb")


FEEDS = """
[[feeds]]
id = "post"
url = "{base}/feed"
publisher = "The Loopback Post"
language = "en"
"""


@pytest.fixture
def site(prefect_api):
    with serve_site() as site:
        for name in ("riyadh", "istanbul", "garden"):
            site.add(f"/{name}", PAGE.format(title=f"Of {name}", text=f"The news of {name} today."))
        yield site


@pytest.fixture
def folder(site, tmp_path, monkeypatch):
    monkeypatch.setenv("TALKS_ARCHIVE", str(tmp_path / "archive"))
    (tmp_path / "feeds.toml").write_text(FEEDS.format(base=site.base))
    return tmp_path


def run(folder, *sources, **options):
    return backfill(sources, folder / "feeds.toml", folder / "talks.duckdb", **options)


def stored(folder):
    with duckdb.connect(str(folder / "talks.duckdb"), read_only=True) as connection:
        rows = connection.sql("SELECT url, feed_id, publisher FROM articles").fetchall()
        return {url.rpartition("/")[2]: (feed, publisher) for url, feed, publisher in rows}


def sitemap(*pages):
    urls = "".join(f"<url><loc>{url}</loc>{more}</url>" for url, more in pages)
    return (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
    )


def changed(day):
    return f"<lastmod>{day}</lastmod>"


def titled(title):
    return f"<news:news><news:title>{title}</news:title></news:news>"


def test_a_file_of_addresses_is_fetched_once_and_its_pages_have_their_publisher(site, folder):
    listing = folder / "pages.txt"
    listing.write_text(f"# of February\n{site.base}/riyadh\n\n{site.base}/istanbul # round two\n")

    first = run(folder, listing)
    again = run(folder, listing)

    assert first["articles"]["new"] == 2
    assert stored(folder)["riyadh"] == ("post", "The Loopback Post")
    assert again["articles"]["new"] == 0
    assert site.asked["/riyadh"] == 1


def test_pages_of_a_file_are_in_the_archive_which_rebuilds_them(site, folder):
    (folder / "pages.txt").write_text(f"{site.base}/riyadh\n")
    run(folder, folder / "pages.txt")
    before = stored(folder)
    (folder / "talks.duckdb").unlink()
    shutil.rmtree(folder / "talks.duckdb.state")

    run(folder, folder / "archive")

    assert stored(folder) == before != {}


def test_a_line_that_is_no_address_is_named_and_nothing_is_stored(site, folder):
    (folder / "pages.txt").write_text(f"{site.base}/riyadh\nfile:///etc/passwd\n")

    with pytest.raises(RunError, match=r"pages.txt, line 2: not an http\(s\) URL"):
        run(folder, folder / "pages.txt")

    assert not (folder / "talks.duckdb").exists()


def test_a_list_of_sitemaps_is_followed_to_those_that_are_recent(site, folder):
    for name in ("riyadh", "istanbul", "garden"):
        site.add(f"/{name}.xml", sitemap((f"{site.base}/{name}", "")))
    days = {"riyadh": "2025-02-18", "istanbul": "2025-02-27", "garden": "2019-01-01"}
    maps = "".join(
        f"<sitemap><loc>{site.base}/{name}.xml</loc>{changed(day)}</sitemap>"
        for name, day in days.items()
    )
    index = site.add("/maps.xml", f"<sitemapindex>{maps}</sitemapindex>")

    run(folder, index, since=datetime(2025, 1, 1, tzinfo=UTC))

    assert set(stored(folder)) == {"riyadh", "istanbul"}
    assert site.asked["/garden.xml"] == 0


def test_of_a_sitemap_with_titles_only_what_may_concern_the_talks_is_fetched(site, folder):
    address = site.add(
        "/news.xml",
        sitemap(
            (f"{site.base}/riyadh", titled("Rubio and Lavrov meet in Riyadh")),
            (f"{site.base}/garden", titled("Ten roses that need hardly any water")),
        ),
    )

    figures = run(folder, address)

    assert set(stored(folder)) == {"riyadh"}
    assert figures["articles"]["prefiltered"] == 1


def test_old_pages_of_a_sitemap_are_left_out_from_a_file_too(site, folder):
    days = {"riyadh": "2025-02-18", "garden": "2019-01-01"}
    pages = [(f"{site.base}/{name}", changed(day)) for name, day in days.items()]
    (folder / "map.xml").write_text(sitemap(*pages))

    run(folder, folder / "map.xml", since=datetime(2025, 1, 1, tzinfo=UTC))

    assert set(stored(folder)) == {"riyadh"}


def test_a_sitemap_may_be_a_file(site, folder):
    (folder / "map.xml").write_text(sitemap((f"{site.base}/riyadh", ""), (f"{site.base}/gone", "")))

    figures = run(folder, folder / "map.xml")

    assert (figures["articles"]["new"], figures["articles"]["failed"]) == (1, 1)


def test_a_limit_leaves_the_rest_to_the_next_call(site, folder):
    names = ("riyadh", "istanbul", "garden")
    (folder / "pages.txt").write_text("".join(f"{site.base}/{name}\n" for name in names))

    counts = [run(folder, folder / "pages.txt", limit=2)["articles"]["new"] for _ in range(2)]

    assert counts == [2, 1]


def test_an_address_that_gives_no_list_of_pages_is_one_clear_line(site, folder):
    with pytest.raises(RunError, match=r"/riyadh: an HTML page instead of a feed"):
        run(folder, f"{site.base}/riyadh")
