"""Archive: each response as it came, in one WARC file a run (ISO 28500), for any WARC reader."""

import fcntl
import gzip
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from isal import igzip
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage.records import Entry, Page

# They speak of the bytes on the wire; the archived body is decompressed and whole.
_WIRE_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_ENTRY = "Talks-Entry"  # WARC header: the entry that asked for the page, as JSON
_FEED = "Talks-Feed"  # WARC header: the feed whose answer this is
_CONTENT = "content"  # of an entry: as long as an article, in a record of its own
_LEVEL = 2  # of ISA-L's four: as small as zlib's 2
_METADATA = "application/json"
_PACKED = b"\x1f\x8b"  # the first bytes of gzip
_PIECE = 2**20


def archive_pages(
    folder: Path, run_id: str, pages: Iterable[Page], answers: Iterable[Page] = ()
) -> Path | None:
    """Write the responses to `<folder>/<year>/<month>/<run_id>.warc.gz`; None when there are none.

    `answers` are those of feeds, which `read_archive` passes over. The file appears whole or not
    at all. Temporary files that killed runs left are removed.
    """
    _sweep(folder)
    pages, answers = list(pages), list(answers)
    if not pages and not answers:
        return None
    moment = (pages or answers)[0].fetched_at
    target = folder / f"{moment:%Y}" / f"{moment:%m}" / f"{run_id}.warc.gz"
    target.parent.mkdir(parents=True, exist_ok=True)
    with _written_whole(target) as stream:
        writer = WARCWriter(_Packed(stream), gzip=False)
        about = {"software": "talks", "format": "WARC File Format 1.1", "isPartOf": run_id}
        records = chain(
            [writer.create_warcinfo_record(target.name, about)],
            *(_records(writer, page, {_FEED: page.entry.feed_id}) for page in answers),
            *(_records(writer, page, {_ENTRY: _to_json(page.entry)}) for page in pages),
        )
        for record in records:
            writer.write_record(record)
    return target


@contextmanager
def _written_whole(target: Path) -> Iterator[BinaryIO]:
    """Yield a temporary file that becomes the target at the end; locked: no sweep takes it."""
    temporary = target.with_suffix(".tmp")
    while True:
        with temporary.open("wb") as stream:
            with suppress(OSError):  # a file system without locks; sweeps fail there, too
                fcntl.flock(stream.fileno(), fcntl.LOCK_EX)
            if not os.fstat(stream.fileno()).st_nlink:
                continue  # a sweep took it before it was locked
            yield stream
            stream.flush()
            temporary.replace(target)
            return


def _sweep(folder: Path) -> None:
    """Remove the temporary files that nobody is writing."""
    for orphan in folder.glob("*/*/*.tmp"):
        with suppress(OSError), orphan.open("rb") as stream:
            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            orphan.unlink()


def _to_json(entry: Entry) -> str:
    known = asdict(entry)
    del known[_CONTENT]
    return json.dumps(known, default=str)  # in ASCII, as headers must be


class _Packed:
    """A stream of gzip members, one a record, as WARC readers want them.

    warcio's own packs with zlib at level 9: twenty times slower for an eighth less, 7 ms a page.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._record = bytearray()

    def write(self, data: bytes) -> int:
        self._record += data
        return len(data)

    def flush(self) -> None:
        """End a member; warcio flushes after each record."""
        self._stream.write(igzip.compress(self._record, _LEVEL, mtime=0))
        self._record.clear()


def _records(writer: WARCWriter, page: Page, about: dict[str, str]) -> Iterator[Any]:
    """Yield the record of a response, and one of the full text that its feed had."""
    headers = [(n, _one_line(v)) for n, v in page.headers if n.lower() not in _WIRE_HEADERS]
    headers.append(("content-length", str(len(page.body))))
    phrase = _phrase(page.status)
    content = page.entry.content
    stamp = page.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    response = writer.create_warc_record(
        page.final_url,
        "response",
        payload=BytesIO(page.body),
        http_headers=StatusAndHeaders(phrase, headers, protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": stamp, **about},
    )
    yield response
    if content is not None:
        yield writer.create_warc_record(
            page.final_url,
            "metadata",
            payload=BytesIO(json.dumps({_CONTENT: content}).encode("ascii")),
            warc_content_type=_METADATA,
            warc_headers_dict={
                "WARC-Date": stamp,
                "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"),
            },
        )


def _phrase(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status:03d} Refused"


def _one_line(value: str) -> str:
    return " ".join(value.split()).encode("latin-1", "replace").decode("latin-1")


def read_archive(path: Path, feed_id: str = "") -> Iterator[Page]:
    """Yield the pages of a WARC file, of ours or of any other crawler, in order.

    A page that is not ours gets an entry with the given feed and its own URL. Raises
    `warcio.exceptions.ArchiveLoadFailed` for a file that is no WARC or is damaged, EOFError for one
    that is cut short.
    """
    _check_packed(path)
    page: Page | None = None
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_headers.get_header(_FEED) is not None:
                continue
            if record.rec_type == "response" and record.http_headers is not None:
                if page is not None:
                    yield page
                page = _page(record, feed_id)
            elif page is not None and _belongs(record, page):
                content = json.loads(record.content_stream().read())[_CONTENT]
                yield replace(page, entry=replace(page.entry, content=content))
                page = None
    if page is not None:
        yield page


def _check_packed(path: Path) -> None:
    """Raise for a packed file that is cut short or damaged: warcio ends there in silence."""
    with path.open("rb") as stream:
        if stream.read(len(_PACKED)) != _PACKED:
            return
    with gzip.open(path) as content:
        try:
            while content.read(_PIECE):
                pass
        except (gzip.BadGzipFile, zlib.error) as error:
            raise ArchiveLoadFailed(f"its packed data is damaged ({error})") from error


def _page(record: Any, feed_id: str) -> Page:  # noqa: ANN401  # warcio has no types
    headers = record.rec_headers
    url = headers.get_header("WARC-Target-URI")
    known = json.loads(headers.get_header(_ENTRY) or "{}")
    moments = {
        name: datetime.fromisoformat(known[name]) if known.get(name) else None
        for name in ("published_at", "updated_at")
    }
    plain = {"feed_id": feed_id, "url": url, "title": "", "summary": ""}
    entry = Entry(**plain | known | moments)
    return Page(
        entry=entry,
        final_url=url,
        status=int(record.http_headers.get_statuscode()),
        headers=tuple((name, value) for name, value in record.http_headers.headers),
        body=record.content_stream().read(),
        fetched_at=datetime.fromisoformat(headers.get_header("WARC-Date")),
    )


def _belongs(record: Any, page: Page) -> bool:  # noqa: ANN401  # warcio has no types
    headers = record.rec_headers
    return bool(
        record.rec_type == "metadata"
        and headers.get_header("WARC-Target-URI") == page.final_url
        and headers.get_header("Content-Type") == _METADATA
    )
