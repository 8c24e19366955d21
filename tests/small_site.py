"""A site of the tests: paths to answers, on loopback, counting what is asked for."""

import threading
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<html><head><title>{title}</title>
<meta property="article:published_time" content="2025-03-03T10:00:00+00:00"></head>
<body><article><h1>{title}</h1><p>{text}</p>
<p>The next round of consultations was discussed as well, officials in both capitals said.</p>
</article></body></html>"""


class Site:
    """`answers` maps a path to (status, headers, body); the rest is 404."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.base = f"http://127.0.0.1:{server.server_port}"
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: Counter[str] = Counter()

    def add(self, path: str, body: bytes | str = b"", status: int = 200, **headers: str) -> str:
        body = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, {"Content-Type": "text/html; charset=utf-8"} | named, body)
        return self.base + path


@contextmanager
def serve_site():
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            site.asked[self.path] += 1
            status, headers, body = site.answers.get(self.path, (404, {}, b"not here"))
            tag = headers.get("ETag")
            if tag and self.headers.get("If-None-Match") == tag:
                site.asked["304"] += 1
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Site(server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
