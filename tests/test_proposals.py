"""An extractor that the user brings: what it proposes counts only where the text bears it out."""

import json
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from storage.records import Article
from tasks.extraction import extract
from tasks.extraction.proposals import parse_proposals
from tasks.propose import Endpoint, fetch_proposals

TEXT = (
    "Russia and the United States go on mending their ties, officials in Moscow and Washington"
    " said.\nOver lunch in Helsinki on March 4, Sergey Ryabkov and Sonata Coulter had a tête-à-tête"
    " that went on for three hours, a meeting of which nobody spoke.\n"
    "The delegations of Russia and the United States held talks in Istanbul on February 27."
)
MOMENT = datetime(2025, 3, 6, 9, tzinfo=UTC)
ARTICLE = Article(
    article_id="a", url="http://x/a", canonical_url="http://x/a", feed_id="f", publisher="P",
    title="Russia, US mend ties", byline=None, language="en", published_at=MOMENT,
    published_source="page", fetched_at=MOMENT, updated_at=MOMENT, text=TEXT,
)  # fmt: skip
TRUE = {
    "trigger": "meeting",
    "date": "March 4",
    "city": "Helsinki",
    "participants": ["Sergey Ryabkov", "Sonata Coulter"],
    "duration": "three hours",
}


def propose(*contacts):
    return extract(ARTICLE, parse_proposals({"contacts": list(contacts)})).talk_claims


def test_what_the_text_bears_out_is_taken_with_its_evidence():
    claims = [c for c in propose(TRUE) if "ryabkov" in c.participants]

    (claim,) = claims
    assert (claim.date_start, claim.city, claim.duration_minutes) == (
        date(2025, 3, 4),
        "Helsinki",
        180,
    )
    assert all(TEXT[e.start : e.end] == e.text for e in claim.evidence)


LIES = {
    "a word of contact that is not there": TRUE | {"trigger": "summit"},
    "a word that tells no contact": TRUE | {"trigger": "lunch"},
    "people who are not there": TRUE | {"participants": ["Vladimir Putin", "Donald Trump"]},
    "one side only": TRUE | {"participants": ["Sergey Ryabkov"]},
    "no people": {"trigger": "meeting"},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_an_invented_contact_is_dropped(lie):
    assert propose(lie) == propose()


@pytest.mark.parametrize(
    ("slot", "words"), [("date", "April 9"), ("city", "Geneva"), ("duration", "ten hours")]
)
def test_an_invented_value_is_dropped(slot, words):
    fields = {"date": "date_start", "city": "city", "duration": "duration_minutes"}
    with_lie = [c for c in propose(TRUE | {slot: words}) if "ryabkov" in c.participants]
    without = [
        c
        for c in propose({k: v for k, v in TRUE.items() if k != slot})
        if "ryabkov" in c.participants
    ]

    assert [getattr(c, fields[slot]) for c in with_lie] == [
        getattr(c, fields[slot]) for c in without
    ]


@pytest.mark.parametrize(
    "answer", [None, [], "x", {"contacts": 7}, {"contacts": [7, {"trigger": 7}, {"trigger": ""}]}]
)
def test_answers_of_another_shape_propose_nothing(answer):
    assert parse_proposals(answer) == []


@contextmanager
def endpoint(reply, seconds=5.0):
    """Yield an endpoint that answers every request with `reply(handler)`, and its requests."""
    requests = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            requests.append((self.path, dict(self.headers), json.loads(body)))
            reply(self)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield (
            Endpoint(f"http://127.0.0.1:{server.server_port}/v1", "m", "secret", seconds),
            requests,
        )
    finally:
        server.shutdown()
        server.server_close()


def say(text, status=200):
    def reply(handler):
        body = text.encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def chat(content):
    return json.dumps({"choices": [{"message": {"content": content}}]})


def test_the_endpoint_is_asked_as_openai_is():
    content = "```json\n" + json.dumps({"contacts": [TRUE]}) + "\n```"
    with endpoint(say(chat(content))) as (where, requests):
        proposals, broken = fetch_proposals([ARTICLE], where)

    ((path, headers, request),) = requests
    assert (path, headers["Authorization"], request["model"]) == (
        "/v1/chat/completions",
        "Bearer secret",
        "m",
    )
    assert TEXT in request["messages"][1]["content"]
    assert [p.trigger for p in proposals["a"]] == ["meeting"]
    assert broken == []


RUBBISH = {
    "no JSON": say("hello"),
    "another JSON": say('{"choices": []}'),
    "no JSON inside": say(chat("I cannot help with that.")),
    "brackets without end": say(chat('{"contacts": ' + "[" * 99_999 + "}")),
    "an error": say("busy", 500),
    "nothing": lambda handler: handler.connection.close(),
}


@pytest.mark.parametrize("reply", RUBBISH.values(), ids=RUBBISH)
def test_rubbish_is_a_failure_of_its_article_only(reply):
    with endpoint(reply) as (where, requests):
        proposals, broken = fetch_proposals([ARTICLE, replace(ARTICLE, article_id="b")], where)

    assert proposals == {}
    assert [item.stage for item in broken] == ["propose", "propose"]
    assert len(requests) == 2


def test_an_endpoint_that_does_not_answer_is_left_in_time():
    release = threading.Event()
    with endpoint(lambda _: release.wait(20), seconds=0.3) as (where, _):
        _, broken = fetch_proposals([ARTICLE], where)
        release.set()

    assert "too slow" in broken[0].reason
