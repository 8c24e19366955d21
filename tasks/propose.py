"""Propose: ask an OpenAI-compatible endpoint, which the user brings, what contacts a text tells."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from storage.outcomes import Broken
from storage.records import Article
from tasks.extraction.proposals import SLOTS, Proposal, parse_proposals
from tasks.http import Client, FetchError, FetchSettings

_MOST_TEXT = 20_000  # characters of an article that are sent
_OK = 200
_ASK = (
    "List the official contacts between Russia and the United States that the article tells."
    ' Answer with JSON only: {"contacts": [{"trigger": "", '
    + ", ".join(f'"{slot}": []' for slot in SLOTS)
    + "}]}. Every string must be copied from the article word for word: the word of contact as"
    " trigger, the words that tell its status, date, city, participants (one string a person) and"
    " length. Leave out what the article does not say."
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask: the base URL up to `/v1`, the model, the key, and the seconds to wait."""

    url: str
    model: str
    key: str | None = None
    seconds: float = 60.0


def fetch_proposals(
    articles: Sequence[Article], endpoint: Endpoint
) -> tuple[dict[str, list[Proposal]], list[Broken]]:
    """Return the proposals by article id, and a failure for each article that got no answer.

    The endpoint's address is the user's own choice: it may be on this machine.
    """
    settings = FetchSettings(
        allow_private=True, seconds=endpoint.seconds, silence_seconds=endpoint.seconds
    )
    proposals: dict[str, list[Proposal]] = {}
    broken: list[Broken] = []
    with Client(settings) as client:
        for article in articles:
            try:
                proposals[article.article_id] = _ask(client, endpoint, article)
            except FetchError as error:
                broken.append(Broken("propose", article.url, str(error)))
    return proposals, broken


def _ask(client: Client, endpoint: Endpoint, article: Article) -> list[Proposal]:
    request = {
        "model": endpoint.model,
        "temperature": 0,
        "messages": [
            {"role": "system", "content": _ASK},
            {"role": "user", "content": f"{article.title}\n\n{article.text[:_MOST_TEXT]}"},
        ],
    }
    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    answer = client.post_json(
        f"{endpoint.url.rstrip('/')}/chat/completions", json.dumps(request), headers
    )
    if answer.status != _OK:
        raise FetchError(f"HTTP {answer.status}", answer.status, "http")
    return parse_proposals(_content(answer.body))


def _content(body: bytes) -> object:
    """Return the JSON inside the first choice of an answer; FetchError for anything else."""
    try:
        text = json.loads(body)["choices"][0]["message"]["content"]
        return json.loads(text[text.index("{") : text.rindex("}") + 1])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise FetchError("an answer without the JSON that was asked for", kind="content") from error
