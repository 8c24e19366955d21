"""JSON Feed, versions 1 and 1.1 (jsonfeed.org): feedparser does not read it."""

import json
from typing import Any

from tasks.syndication import FeedError, Item


def parse_json_feed(text: str) -> list[Item]:
    """Return the items of a JSON Feed; FeedError for other or broken JSON."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FeedError("broken JSON instead of a feed") from error
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise FeedError("JSON, but no JSON Feed")
    return [_item(item) for item in document["items"] if isinstance(item, dict)]


def _item(item: dict[str, Any]) -> Item:
    def text(*names: str) -> str:
        values = (item.get(name) for name in names)
        return next((str(v) for v in values if isinstance(v, str | int | float) and v != ""), "")

    return Item(
        link=text("url", "external_url"),
        guid=text("id"),
        title=text("title"),
        summary=text("summary", "content_text"),
        content=text("content_html", "content_text"),
        dates=(text("date_published"), text("date_modified")),
        updated=text("date_modified"),
    )
