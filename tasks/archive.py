"""Archive: each response as it came, in one WARC file a run."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage.records import Page

# They speak of the bytes on the wire; the archived body is decompressed and whole.
_WIRE_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})


def archive_pages(folder: Path, run_id: str, pages: Sequence[Page]) -> Path | None:
    """Write the pages to `<folder>/<year>/<month>/<run_id>.warc.gz`; None when there are none.

    The file appears whole or not at all. A temporary file of a killed run is removed.
    """
    if not pages:
        return None
    moment = pages[0].fetched_at
    target = folder / f"{moment:%Y}" / f"{moment:%m}" / f"{run_id}.warc.gz"
    target.parent.mkdir(parents=True, exist_ok=True)
    for orphan in target.parent.glob("*.tmp"):
        orphan.unlink()
    temporary = target.with_suffix(".tmp")
    with temporary.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for page in pages:
            headers = [(n, v) for n, v in page.headers if n.lower() not in _WIRE_HEADERS]
            headers.append(("content-length", str(len(page.body))))
            record = writer.create_warc_record(
                page.final_url,
                "response",
                payload=BytesIO(page.body),
                http_headers=StatusAndHeaders(f"{page.status} OK", headers, protocol="HTTP/1.1"),
                warc_headers_dict={
                    "WARC-Date": f"{page.fetched_at:%Y-%m-%dT%H:%M:%SZ}",
                    "Talks-Entry-URL": page.entry.url,
                    "Talks-Feed": page.entry.feed_id,
                },
            )
            writer.write_record(record)
    temporary.replace(target)
    return target


def read_archive(path: Path) -> Iterator[tuple[str, str, datetime, bytes]]:
    """Yield the URL asked for, the URL that answered, the moment, and the body of each page."""
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type != "response":
                continue
            final = record.rec_headers.get_header("WARC-Target-URI")
            asked = record.rec_headers.get_header("Talks-Entry-URL") or final
            moment = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
            yield asked, final, moment, record.content_stream().read()
