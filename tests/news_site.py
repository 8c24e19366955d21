"""A hostile or friendly news site on loopback: each path gives the reply a test has set."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ARTICLE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta property="article:published_time" content="2025-03-03T10:20:00+03:00"></head><body>
<nav><a href="/">Home</a></nav><article><h1>{title}</h1>
<p>Delegations of both countries met at the residence of the consul general on Monday.</p>
<p>They talked about the work of the embassies, an official told reporters after the meeting.</p>
</article><footer>Terms of use</footer></body></html>"""


def make_article(title: str = "Delegations meet") -> bytes:
    return ARTICLE.format(title=title).encode()


def make_rss(*items: str, head: str = "") -> bytes:
    """An RSS feed; an item is a link, or the inner XML of one."""
    inner = (
        item
        if item.startswith("<")
        else f"<title>About {item}</title><link>{item}</link>"
        "<pubDate>Mon, 03 Mar 2025 10:00:00 GMT</pubDate>"
        for item in items
    )
    listed = "".join(f"<item>{item}</item>" for item in inner)
    return f'<rss version="2.0"><channel><title>t</title>{head}{listed}</channel></rss>'.encode()


@dataclass
class Reply:
    """What a path answers: `pieces` are written one by one, without a length."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pieces: Callable[[], Iterable[bytes]] | None = None


class NewsSite:
    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.replies: dict[str, Reply] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.connections = 0
        self.closing = threading.Event()

    def serve(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        """Set the reply of a path and return its URL; `content_type` names Content-Type."""
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        self.replies[path] = Reply(body, status, {"Content-Type": "text/html", **named})
        return self.base + path

    def drip(self, path: str, pieces: Callable[[], Iterable[bytes]]) -> str:
        """Let a path write pieces for as long as there are some, and then stay silent."""
        self.replies[path] = Reply(pieces=pieces)
        return self.base + path

    def asked(self, path: str) -> int:
        return sum(asked == path for asked, _ in self.requests)

    def headers_of(self, path: str) -> dict[str, str]:
        """The headers of the last request for a path, names in lower case."""
        return [headers for asked, headers in self.requests if asked == path][-1]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        pass  # clients that hang up are what some tests are about


@contextmanager
def serve_news_site() -> Iterator[NewsSite]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            site.connections += 1

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.requests.append((self.path, headers))
            reply = site.replies.get(self.path, Reply(b"not here", 404))
            if reply.pieces is not None:
                self._drip(reply.pieces())
                return
            tag = reply.headers.get("Etag")
            unchanged = tag is not None and headers.get("if-none-match") == tag
            self.send_response(304 if unchanged else reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            body = b"" if unchanged else reply.body
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _drip(self, pieces: Iterable[bytes]) -> None:
            self.close_connection = True
            try:
                for piece in pieces:
                    self.wfile.write(piece)
            except OSError:
                return  # the client has had enough
            site.closing.wait(20)

        def log_message(self, *_: object) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    site = NewsSite(server.server_port)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield site
    finally:
        site.closing.set()
        server.shutdown()
        server.server_close()
