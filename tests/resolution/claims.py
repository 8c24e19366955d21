"""Claims as reports make them, for the tests of resolution."""

import itertools
from datetime import UTC, date, datetime

from storage.records import ReportedClaim, TalkClaim

NUMBER = itertools.count()
LATE = datetime(2026, 6, 1, tzinfo=UTC)


def claim(reported="2025-02-28", article=None, source=None, official=False, **slots):
    number = next(NUMBER)
    values = {
        "kind": "delegation",
        "status": "held",
        "date_start": None,
        "date_end": None,
        "city": None,
        "country": None,
        "venue": None,
        "participants": (),
        "duration_minutes": None,
        "ordinal": None,
        "topics": (),
        "talk_id": None,
    } | slots
    for name in ("date_start", "date_end"):
        if isinstance(values[name], str):
            values[name] = date.fromisoformat(values[name])
    values.setdefault("date_precision", "day" if values["date_start"] else "unknown")
    article = article or f"a{number}"
    made = TalkClaim(
        claim_id=f"c{number:04}",
        article_id=article,
        evidence=(),
        extractor_version="1",
        **values,
    )
    moment = datetime.fromisoformat(reported).replace(tzinfo=UTC)
    return ReportedClaim(made, moment, f"p{number}", source or article, official)


ISTANBUL = {"date_start": "2025-02-27", "city": "Istanbul"}
