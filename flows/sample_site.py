"""The sample news site of the demo: a folder of articles, served on loopback as pages and feeds."""

import hashlib
import html
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any

SAMPLE = files("flows") / "sample"
NAMES = {
    "de": "Der Beispielbote",
    "en": "The Sample Post",
    "es": "El Ejemplo",
    "fr": "Le Spécimen",
    "ru": "Образец",
    "uk": "Зразок",
}
AFFILIATIONS = {"de": "public", "en": "agency", "es": "public", "fr": "independent", "ru": "state"}

_PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>
<meta property="article:published_time" content="{moment}"></head>
<body><nav><a href="/">Start</a></nav><main><article><h1>{title}</h1>
{paragraphs}
</article></main><footer>A sample site. Its quotations are invented.</footer></body></html>"""
_FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{name}</title>
<link>{base}/</link><description>{name}</description>{items}</channel></rss>"""
_ITEM = """<item><title>{title}</title><link>{base}/{lang}/{id}</link><pubDate>{date}</pubDate>
<description>{summary}</description></item>"""


def load_articles() -> list[dict[str, Any]]:
    """Return the sample articles: id, lang, published, title, text; oldest first."""
    articles = [
        json.loads(file.read_text("utf-8"))
        for file in SAMPLE.iterdir()
        if file.name.endswith(".json")
    ]
    return sorted(articles, key=lambda article: (article["published"], article["id"]))


@contextmanager
def serve_sample() -> Iterator[str]:
    """Serve the sample articles and yield the text of a feed list that names their feeds."""
    documents: dict[str, tuple[str, bytes]] = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(documents))
    server.daemon_threads = True
    base = f"http://127.0.0.1:{server.server_port}"
    articles = load_articles()
    for article in articles:
        documents[f"/{article['lang']}/{article['id']}"] = ("text/html", _page(article))
    languages = sorted({article["lang"] for article in articles})
    for lang in languages:
        chosen = [article for article in articles if article["lang"] == lang]
        documents[f"/{lang}.xml"] = ("application/rss+xml", _feed(lang, chosen, base))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield "\n".join(
            f'[[feeds]]\nid = "sample-{lang}"\nurl = "{base}/{lang}.xml"\n'
            f'publisher = "{NAMES[lang]}"\nlanguage = "{lang}"\nscope = "subject"\n'
            f'affiliation = "{AFFILIATIONS.get(lang, "independent")}"\n'
            for lang in languages
        )
    finally:
        server.shutdown()
        server.server_close()


def _moment(article: dict[str, Any]) -> datetime:
    moment = datetime.fromisoformat(article["published"])
    return moment if moment.tzinfo else moment.replace(hour=12, tzinfo=UTC)


def _page(article: dict[str, Any]) -> bytes:
    lines = [line.strip() for line in article["text"].split("\n") if line.strip()]
    return _PAGE.format(
        lang=article["lang"],
        title=html.escape(article["title"]),
        moment=_moment(article).isoformat(),
        paragraphs="\n".join(f"<p>{html.escape(line)}</p>" for line in lines),
    ).encode()


def _feed(lang: str, articles: list[dict[str, Any]], base: str) -> bytes:
    items = "\n".join(
        _ITEM.format(
            base=base,
            lang=lang,
            id=article["id"],
            title=html.escape(article["title"]),
            date=format_datetime(_moment(article)),
            summary=html.escape(article["text"][:200]),
        )
        for article in articles
    )
    return _FEED.format(name=html.escape(NAMES[lang]), base=base, items=items).encode()


def _handler(documents: dict[str, tuple[str, bytes]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, body = documents.get(self.path, ("text/plain", b""))
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            status = 200 if self.path in documents else 404
            if status == 200 and self.headers.get("If-None-Match") == tag:
                status, body = 304, b""
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay silent: the run tells what it does."""

    return Handler
