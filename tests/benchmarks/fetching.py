"""How fast a run is, beside a bare loop over the same site in the same call.

    python -m tests.benchmarks.fetching [--pages FOLDER]

(a) 100 feeds, all unchanged: requests made, seconds over the flow's own start.
(b) 20 feeds of 25 pages each: articles a second and CPU milliseconds an article of the whole run
    (Prefect, archive, facts, database), and of feedparser + our client + trafilatura in two
    processes; each twice, in the order bare, whole, whole, bare, for machines whose pace drifts.
    FOLDER holds pages as `*.html` or `*.html.gz`; without it they are made up.
"""

import argparse
import gzip
import multiprocessing
import os
import resource
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

HOSTS, PAGES, FEEDS = 20, 25, 100
WORKERS = 2


def serve(documents: dict[str, bytes], ready: Any, count: Any) -> None:
    """Serve the documents on every host, in a process of its own."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = self.headers["Host"].split(":")[0]
            body = documents.get(self.path) or documents.get(host + self.path)
            tag = f'"{len(body or b"")}"'
            unchanged = self.headers.get("If-None-Match") == tag
            with count.get_lock():
                count.value += 1
            self.send_response(404 if body is None else 304 if unchanged else 200)
            self.send_header("Content-Type", "text/html" if "/p" in self.path else "text/xml")
            self.send_header("ETag", tag)
            sent = b"" if body is None or unchanged else body
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_: object) -> None:
            pass

    first = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hosts = [f"127.0.0.{number}" for number in range(2, HOSTS + 1)]
    others = [ThreadingHTTPServer((host, first.server_port), Handler) for host in hosts]
    for server in (first, *others):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    ready.send(first.server_port)
    threading.Event().wait()


@contextmanager
def serve_site(documents: dict[str, bytes]) -> Iterator[tuple[int, Any]]:
    """Yield the port, and the shared count of requests."""
    context = multiprocessing.get_context("fork")
    count = context.Value("i", 0)
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(documents, theirs, count), daemon=True)
    process.start()
    try:
        yield ours.recv(), count
    finally:
        process.kill()


def load_pages(folder: Path | None) -> list[bytes]:
    if folder is None:
        text = (
            "<p>The delegations went on with their consultations in the capital, it said.</p>" * 40
        )
        filler = "<div><ul><li><a href='/x'>Elsewhere</a></li></ul></div>" * 1500
        return [f"<html><body>{filler}<article>{text}</article></body></html>".encode()]
    packed = [gzip.decompress(file.read_bytes()) for file in sorted(folder.glob("*.html.gz"))]
    return packed + [file.read_bytes() for file in sorted(folder.glob("*.html"))]


def rss(links: list[str]) -> bytes:
    items = "".join(
        f"<item><title>Talks {link}</title><link>{link}</link></item>" for link in links
    )
    return f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode()


def feed_list(urls: list[str]) -> str:
    return "".join(
        f'[[feeds]]\nid = "f{number}"\nurl = "{url}"\npublisher = "P{number}"\nlanguage = "en"\n'
        'scope = "subject"\n'
        for number, url in enumerate(urls)
    )


def cpu_seconds() -> float:
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in usage)


def bare_extract(body: bytes) -> str:
    import trafilatura

    document = trafilatura.bare_extraction(body, with_metadata=True, include_comments=False)
    return document.text if document else ""


def bare_loop(feeds: list[str]) -> int:
    """Feedparser, our client and trafilatura, nothing else; return the number of texts."""
    import feedparser

    from tasks.http import Client, FetchSettings

    settings = FetchSettings(allow_private=True)

    def fetch_host(url: str) -> list[bytes]:
        with Client(settings) as client:
            links = [entry.link for entry in feedparser.parse(client.get(url).body).entries]
            return [client.get(urljoin(url, link)).body for link in links]

    context = multiprocessing.get_context("spawn")
    with ThreadPoolExecutor(16) as threads, ProcessPoolExecutor(WORKERS, context) as pool:
        bodies = [body for bodies in threads.map(fetch_host, feeds) for body in bodies]
        return sum(bool(text) for text in pool.map(bare_extract, bodies, chunksize=8))


def measure(name: str, run: Callable[[], object], articles: int = 0) -> float:
    """Print what a run takes and return its seconds."""
    before, start = cpu_seconds(), time.perf_counter()
    run()
    seconds, cpu = time.perf_counter() - start, cpu_seconds() - before
    figures = (
        f"{articles / seconds:6.1f} articles/s {cpu / max(articles, 1) * 1e3:6.1f} ms CPU each"
    )
    print(f"{name:36} {seconds:6.2f} s {figures if articles else ''}")
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=Path)
    pages = load_pages(parser.parse_args().pages)
    documents = {f"/p{n}": pages[n % len(pages)] for n in range(HOSTS * PAGES)}
    for host in range(HOSTS):
        links = [f"/p{n}" for n in range(host * PAGES, (host + 1) * PAGES)]
        documents[f"127.0.0.{host + 1}/feed"] = rss(links)
    documents |= {f"/still{n}": rss([]) + b" " * n for n in range(FEEDS)}

    with tempfile.TemporaryDirectory() as name, serve_site(documents) as (port, count):
        os.environ |= {
            "TALKS_ALLOW_PRIVATE": "1",
            "TALKS_ARCHIVE": f"{name}/archive",
            "PREFECT_HOME": f"{name}/prefect",
            "PREFECT_LOGGING_LEVEL": "CRITICAL",
        }
        from flows.embedded import prefect_server

        with prefect_server():
            benchmark(Path(name), port, count)


def benchmark(folder: Path, port: int, count: Any) -> None:
    """Measure and print everything."""
    from flows.ingest import ingest

    full = [f"http://127.0.0.{host}:{port}/feed" for host in range(1, HOSTS + 1)]
    still = [f"http://127.0.0.{n % HOSTS + 1}:{port}/still{n}" for n in range(FEEDS)]
    lists = {"one": feed_list(still[:1]), "still": feed_list(still)}
    lists |= {"full": feed_list(full), "again": feed_list(full)}
    for name, text in lists.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")

    def run(name: str) -> dict[str, Any]:
        return ingest(folder / f"{name}.toml", folder / f"{name}.duckdb", force=True)

    run("one"), run("still")  # everything is loaded once, the states are stored
    start = measure("one unchanged feed: the flow's start", lambda: run("one"))
    before = count.value
    whole = measure(f"{FEEDS} unchanged feeds", lambda: run("still"))
    print(f"  {count.value - before} requests; {whole - start:.2f} s over the flow's own start")

    articles = HOSTS * PAGES
    bare = measure("bare loop", lambda: bare_loop(full), articles)
    ours = measure("whole run", lambda: run("full"), articles)
    ours += measure("whole run", lambda: run("again"), articles)  # into a database of its own
    bare += measure("bare loop", lambda: bare_loop(full), articles)
    print(f"  ratio of the rates: {bare / ours:.2f}")


if __name__ == "__main__":
    main()
