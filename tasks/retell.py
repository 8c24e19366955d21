"""Retell: what the reports published by each day made of a contact; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta

from storage.records import ReportedClaim, Talk
from storage.retold import TalkReport
from tasks.merge import merge_claims

_SLOTS = [f.name for f in fields(TalkReport) if f.name not in {"talk_id", "reported_on"}]


def retell(talk_id: str, claims: Sequence[ReportedClaim], newest: date) -> list[TalkReport]:
    """Return one report for each day on which the contact came to look otherwise.

    `newest` is the day of the newest report the database knows: what is reported as ongoing is
    over on a later day, also without a further report.
    """
    reports: list[TalkReport] = []
    for day in _days(claims, newest):
        known = [claim for claim in claims if claim.reported_at.date() <= day]
        evening = datetime.combine(day, time.max, UTC)
        report = _report(merge_claims(talk_id, known, evening), day)
        if not reports or _slots(report) != _slots(reports[-1]):
            reports.append(report)
    return reports


def _days(claims: Sequence[ReportedClaim], newest: date) -> Iterator[date]:
    """Yield the days of the reports, and the day after an end, in order."""
    days = {claim.reported_at.date() for claim in claims}
    ends = {item.claim.date_end or item.claim.date_start for item in claims}
    days |= {
        end + timedelta(days=1)
        for end in ends
        if end is not None and min(days) <= end < newest  # nothing is known before the first report
    }
    return iter(sorted(days))


def _report(talk: Talk, day: date) -> TalkReport:
    return TalkReport(talk.talk_id, day, **{name: getattr(talk, name) for name in _SLOTS})


def _slots(report: TalkReport) -> tuple[object, ...]:
    return tuple(getattr(report, name) for name in _SLOTS)
