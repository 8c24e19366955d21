"""The commands about feeds as a user meets them."""

from tests.command_line import GOOD, feed_list, talks


def test_the_state_of_each_feed_is_told_in_words(sample):
    done = talks("feeds", "check", "--db", sample, "--feeds", sample.parent / "feeds.toml")

    assert done.returncode == 0
    assert "answers, but its newest entry is of 2" in done.stdout
    assert "next poll" in done.stdout


def test_feeds_go_out_as_opml_and_come_in_again(tmp_path):
    listed = feed_list(tmp_path, GOOD.format(url="http://a.example/feed"))
    out, fresh = tmp_path / "out.opml", tmp_path / "fresh.toml"

    exported = talks("feeds", "export", out, "--feeds", listed)
    imported = talks("feeds", "import", out, "--feeds", fresh)
    again = talks("feeds", "import", out, "--feeds", listed)
    shown = talks("feeds", "list", "--feeds", fresh)

    assert (exported.returncode, imported.returncode, again.returncode) == (0, 0, 0)
    assert "1 feeds added" in imported.stdout
    assert "0 feeds added" in again.stdout
    assert "http://a.example/feed" in shown.stdout


def test_a_file_that_is_no_opml_changes_no_feed_list(tmp_path):
    listed = feed_list(tmp_path, GOOD.format(url="http://a.example/feed"))
    (tmp_path / "no.opml").write_text("no", "utf-8")
    before = listed.read_text("utf-8")

    done = talks("feeds", "import", tmp_path / "no.opml", "--feeds", listed)

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert listed.read_text("utf-8") == before
