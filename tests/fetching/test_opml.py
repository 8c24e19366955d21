from pathlib import Path

import pytest

from storage.records import Feed
from tasks.feed_list import FeedListError, load_feeds
from tasks.opml import load_opml, render_feed_list, render_opml

OPML = """<?xml version="1.0"?><opml version="1.1"><body><outline text="World">
<outline text="The &quot;Post&quot;" xmlUrl="http://p.example/feed?a=1&amp;b=2"/>
<outline text="The &quot;Post&quot;" xmlUrl="http://p.example/other"/>
<outline text="Again" xmlUrl="http://p.example/other"/>
<outline title="Газета" xmlUrl="https://g.example/rss" language="ru-RU"/>
<outline text="A file" xmlUrl="file:///etc/passwd"/></outline></body></opml>"""


def write(folder: Path, text: str) -> Path:
    path = folder / "feeds.opml"
    path.write_text(text, "utf-8")
    return path


def test_the_feeds_of_other_readers_are_imported(tmp_path):
    assert load_opml(write(tmp_path, OPML), "en") == [
        Feed("the-post", "http://p.example/feed?a=1&b=2", 'The "Post"', "en"),
        Feed("the-post-2", "http://p.example/other", 'The "Post"', "en"),
        Feed("газета", "https://g.example/rss", "Газета", "ru"),
    ]


def test_what_is_imported_makes_a_feed_list(tmp_path):
    feeds = load_opml(write(tmp_path, OPML), "en")
    listed = tmp_path / "feeds.toml"
    listed.write_text(render_feed_list(feeds), "utf-8")

    assert load_feeds(listed) == feeds


def test_what_is_exported_can_be_imported(tmp_path):
    feeds = [Feed("a", "http://a.example/?x=1&y=2", "A & B", "en")]

    (again,) = load_opml(write(tmp_path, render_opml(feeds)), "fr")

    assert (again.url, again.publisher, again.language) == (feeds[0].url, "A & B", "en")


@pytest.mark.parametrize("text", ["", "no XML", "<rss/>"])
def test_a_file_that_is_no_opml_is_refused_in_one_line(tmp_path, text):
    path = write(tmp_path, text)

    with pytest.raises(FeedListError, match="no OPML"):
        load_opml(path, "en")


def test_a_language_that_is_no_code_is_the_one_of_the_call(tmp_path):
    told = ("en-US", "FR", "English", "русский", "")
    outlines = [
        f'<outline xmlUrl="http://n{number}.example/" language="{language}"/>'
        for number, language in enumerate(told)
    ]
    path = write(tmp_path, f"<opml><body>{''.join(outlines)}</body></opml>")

    assert [feed.language for feed in load_opml(path, "de")] == ["en", "fr", "de", "de", "de"]
