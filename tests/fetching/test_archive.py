import fcntl
import gzip
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from storage.records import Entry, Page
from tasks.archive import archive_pages, read_archive

NOW = datetime(2025, 3, 3, 10, 20, 30, 123456, tzinfo=UTC)
ENTRY = Entry("f", "http://n.example/a?x=1", "Переговоры", "Кратко", NOW, "guid-7", updated_at=NOW)
PAGES = [
    Page(ENTRY, "http://n.example/a", 200, (("content-type", "text/html"),), b"\x00\xffbody", NOW),
    Page(replace(ENTRY, url="http://n.example/b", content="<p>Полный</p>", published_at=None),
         "http://n.example/b", 403, (), b"", NOW),
    Page(replace(ENTRY, url="http://n.example/c"), "http://n.example/c", 200, (), b"c" * 99, NOW),
]  # fmt: skip


def without_length(page):
    kept = tuple(header for header in page.headers if header[0] != "content-length")
    return replace(page, headers=kept)


def test_what_was_archived_is_read_back(tmp_path):
    path = archive_pages(tmp_path, "run-1", PAGES)

    assert path == tmp_path / "2025" / "03" / "run-1.warc.gz"
    assert [without_length(page) for page in read_archive(path)] == PAGES


def test_the_archive_is_a_warc_file_that_others_read(tmp_path):
    path = archive_pages(tmp_path, "run-1", PAGES)

    with path.open("rb") as stream:
        records = [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"))
            for record in ArchiveIterator(stream, check_digests="raise")
        ]

    assert records[0][0] == "warcinfo"
    assert [url for kind, url in records if kind == "response"] == [
        page.final_url for page in PAGES
    ]


def test_headers_of_the_wire_do_not_contradict_the_unpacked_body(tmp_path):
    packed = replace(PAGES[0], headers=(("Content-Encoding", "gzip"), ("X-Break", "a\r\nb")))

    (page,) = read_archive(archive_pages(tmp_path, "run-1", [packed]))

    assert dict(page.headers) == {"X-Break": "a b", "content-length": "6"}
    assert page.body == packed.body


def test_no_page_makes_no_file(tmp_path):
    assert archive_pages(tmp_path, "run-1", []) is None
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_breaks_leaves_no_half_archive(tmp_path):
    def pages():
        yield PAGES[0]
        raise RuntimeError("the run is over")

    with pytest.raises(RuntimeError):
        archive_pages(tmp_path, "run-1", pages())

    assert list(tmp_path.rglob("*.warc.gz")) == []


def test_the_next_run_removes_what_a_killed_one_left_and_not_what_another_one_writes(tmp_path):
    month = archive_pages(tmp_path, "run-1", PAGES).parent
    killed, other = month / "killed.warc.tmp", month / "other.warc.tmp"
    killed.write_bytes(b"half")
    with other.open("wb") as stream:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX)

        archive_pages(tmp_path, "run-2", PAGES)

        assert (killed.exists(), other.exists()) == (False, True)
    archive_pages(tmp_path, "run-3", [])

    assert not other.exists()


def test_the_archive_of_another_crawler_is_read_too(tmp_path):
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
    block = http + gzip.compress(b"<p>theirs</p>")
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        "WARC-Target-URI: http://o.example/a\r\nWARC-Date: 2025-03-03T10:20:30Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    path = tmp_path / "theirs.warc.gz"
    path.write_bytes(gzip.compress(head.encode() + block + b"\r\n\r\n"))

    (page,) = read_archive(path, feed_id="backfill")

    assert (page.entry.feed_id, page.entry.url) == ("backfill", "http://o.example/a")
    assert page.body == b"<p>theirs</p>"
    assert page.fetched_at == datetime(2025, 3, 3, 10, 20, 30, tzinfo=UTC)


def test_the_answers_of_feeds_are_kept_and_are_no_pages(tmp_path):
    answer = replace(PAGES[0], entry=replace(ENTRY, title=""), body=b"<rss/>")

    path = archive_pages(tmp_path, "run-1", PAGES[2:], [answer])

    assert b"<rss/>" in gzip.decompress(path.read_bytes())
    assert [page.body for page in read_archive(path)] == [b"c" * 99]


@pytest.mark.parametrize("share", [0.01, 0.5, 0.95])
def test_an_archive_that_is_cut_short_is_refused_not_read_in_part(tmp_path, share):
    path = archive_pages(tmp_path, "run-1", PAGES)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(EOFError):
        list(read_archive(path))


def test_an_archive_with_a_changed_byte_is_refused(tmp_path):
    path = archive_pages(tmp_path, "run-1", PAGES)
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 0xFF
    path.write_bytes(damaged)

    with pytest.raises(ArchiveLoadFailed, match="damaged"):
        list(read_archive(path))
