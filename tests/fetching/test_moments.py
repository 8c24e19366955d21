from datetime import UTC, datetime

import pytest

from tasks.moments import parse_day, parse_moment

NOW = datetime(2026, 1, 1, tzinfo=UTC)
# All of them name one moment; libraries read some as another one, or as none.
SAME = {
    "Thu, 27 Feb 2025 10:00:00 GMT": "en",
    "Thu, 27 Feb 2025 13:00:00 MSK": "en",
    "Thu, 27 Feb 2025 12:00:00 CEST": "en",
    "Thu, 27 Feb 2025 05:00:00 EST": "en",
    "Thu, 27 Feb 2025 13:00:00 +0300": "en",
    "Thu, 27 Feb 2025 10:00:00": "en",
    "27 Feb 25 10:00 UT": "en",
    "27-Feb-2025 10:00:00 GMT": "en",
    "February 27, 2025 10:00:00": "en",
    "2025-02-27T10:00:00Z": "en",
    "2025-02-27T13:00:00.123+03:00": "en",
    "2025-02-27T130000+0300": "en",
    "2025-02-27 13:00:00 +0300": "en",
    "2025-02-27 13:00 MSK": "en",
    "20250227T100000Z": "en",
    "1740650400": "en",
    "1740650400000": "en",
    "Чт, 27 фев 2025 13:00:00 +0300": "ru",
    "27 февраля 2025, 10:00": "ru",
    "27 лютого 2025 10:00": "uk",
    "jeu., 27 févr. 2025 11:00:00 +0100": "fr",
    "27 février 2025 10:00": "fr",
    "Do, 27 Februar 2025 11:00:00 +0100": "de",
    "Per, 27 Şub 2025 13:00:00 +0300": "tr",
}
NONE = (
    "", "soon", "2025-02-27", "Mon, 01 Jan 0001 00:00:00 GMT", "Thu, 27 Feb 0025 10:00:00 GMT",
    "3025-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "Thu, 99 Feb 2025 10:00:00 GMT",
    "Thu, 27 Feb 2025 77:00:00 GMT", "2025-13-45T10:00:00Z", "0", "-1", "1", "9" * 50, "а" * 5000,
    "27/02/2025 10:00",
)  # fmt: skip


@pytest.mark.parametrize(("written", "language"), SAME.items(), ids=SAME)
def test_one_moment_in_every_spelling(written, language):
    moment = parse_moment(written, NOW, language=language)

    assert moment is not None
    assert moment.replace(microsecond=0) == datetime(2025, 2, 27, 10, tzinfo=UTC)


@pytest.mark.parametrize("written", NONE, ids=repr)
def test_what_names_no_possible_moment_gives_none(written):
    assert parse_moment(written, NOW) is None


def test_a_clock_without_zone_is_read_in_the_given_one():
    assert parse_moment("2025-02-27 13:00", NOW, "Europe/Moscow") == datetime(
        2025, 2, 27, 10, tzinfo=UTC
    )


def test_a_label_that_is_not_trusted_is_not_read():
    assert parse_moment(
        "2025-02-27T13:00:00Z", NOW, "Europe/Moscow", trust_label=False
    ) == datetime(2025, 2, 27, 10, tzinfo=UTC)


def test_an_article_may_be_dated_ahead_by_an_embargo_only():
    assert parse_moment("2026-01-02T09:00:00Z", NOW) is not None
    assert parse_moment("2026-01-09T09:00:00Z", NOW) is None


def test_a_bare_day_is_its_noon():
    assert parse_day("2025-02-27", NOW) == datetime(2025, 2, 27, 12, tzinfo=UTC)
    assert parse_day("2025-02-30", NOW) is None
