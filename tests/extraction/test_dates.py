"""Every row of tests/extraction/dates/<language>.toml is a text and the dates or lengths in it."""

import re
import tomllib
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.extraction.dates import find_dates, find_timexes
from tasks.extraction.durations import find_durations
from tasks.extraction.lexicon import load_pack, supported_languages
from tasks.extraction.reading import read
from tasks.extraction.timex.words import load_calendar

CASES = {
    path.stem: tomllib.loads(path.read_text("utf-8"))
    for path in sorted((Path(__file__).parent / "dates").glob("*.toml"))
}

DOCS = Path(__file__).parents[2] / "docs" / "dates.md"


def rows(kind):
    return [
        pytest.param(language, row, id=f"{language}: {row['text']}")
        for language, tables in CASES.items()
        for row in tables.get(kind, ())
    ]


def dates_of(language, text, published):
    return find_dates(read(text, language, date.fromisoformat(published)))


@pytest.mark.parametrize(("language", "row"), rows("dates"))
def test_dates_of_a_text(language, row):
    text = row["text"]

    found = [
        f"{text[m.start : m.end]} = {m.value}"
        for m in dates_of(language, text, row["published"])
        if not m.value.endswith("_REF")
    ]

    assert found == row["found"]


@pytest.mark.parametrize(("language", "row"), rows("durations"))
def test_durations_of_a_text(language, row):
    found = find_durations(read(row["text"], language, date(2025, 3, 1)))

    assert [m.minutes for m in found] == row["minutes"]


def test_every_language_with_calendar_words_has_cases():
    with_words = {code for code in supported_languages() if "calendar" in load_pack(code)}

    assert with_words == set(CASES)


def test_a_range_has_a_first_and_a_last_day():
    (found,) = dates_of("en", "They talk from 30 March to 2 April.", "2025-03-20")

    assert (found.first, found.last, found.precision) == (
        date(2025, 3, 30),
        date(2025, 4, 2),
        "day",
    )


@pytest.mark.parametrize(
    ("text", "first", "precision"),
    [
        ("It was decided last week.", date(2025, 3, 10), "week"),
        ("It was decided last month.", date(2025, 2, 1), "month"),
        ("It was decided in 2019.", date(2019, 1, 1), "year"),
        ("It was decided in the autumn of 2019.", None, "unknown"),
        ("It will be decided soon.", None, "unknown"),
    ],
)
def test_what_is_no_day_says_how_wide_it_is(text, first, precision):
    (found,) = dates_of("en", text, "2025-03-20")

    assert (found.first, found.precision) == (first, precision)


@pytest.mark.parametrize("language", CASES)
def test_no_pattern_that_matches_is_passed_over_for_its_first_two_words(language):
    words = load_calendar(language)
    known = words.by_first_word.values()
    every = {pattern.form.regex for followers in known for pattern, _ in followers.known}
    for row in CASES[language]["dates"]:
        document = read(row["text"], language, date(2025, 3, 20))
        for token, following in zip_longest(document.tokens, document.forms[1:], fillvalue=""):
            matching = {regex for regex in every if regex.match(document.folded, token.start)}

            assert matching <= {p.form.regex for p in words.patterns_for(token.form, following)}


def test_timexes_are_the_ends_of_a_range_each_on_its_own():
    text = "Exhibition from 4 to 6 March, closed on Saturday and Sunday."

    found = find_timexes(text, "en", date(2025, 3, 3))

    assert [(text[m.start : m.end], m.value) for m in found] == [
        ("4", "2025-03-04"),
        ("6 March", "2025-03-06"),
        ("Saturday", "2025-03-01"),
        ("Sunday", "2025-03-02"),
    ]


def test_the_example_of_the_docs_gives_what_it_prints(capsys):
    (example,) = re.findall(r"```python\n(.+?)```", DOCS.read_text("utf-8"), re.DOTALL)
    expected = [line[2:] for line in example.splitlines() if line.startswith("# ")]

    exec(example, {})

    assert capsys.readouterr().out.splitlines() == expected


def test_only_what_counts_from_the_publication_is_relative():
    found = dates_of(
        "fr", "Reçu hier, attendu le 4 mai, il part la semaine prochaine.", "2025-03-20"
    )

    assert [m.relative for m in found] == [True, False, True]


def test_a_language_without_calendar_words_has_no_dates(monkeypatch):
    monkeypatch.setattr("tasks.extraction.dates.load_calendar", lambda _language: None)

    assert dates_of("en", "They met on 4 May 2025.", "2025-05-06") == []


@settings(deadline=None)  # a loaded machine is no bug
@given(day=st.dates(date(1990, 1, 1), date(2039, 12, 31)), shift=st.integers(-100, 100))
def test_a_full_date_does_not_depend_on_the_day_it_is_read(day, shift):
    text = f"The envoys met on {day.day} {day:%B} {day.year} and parted."

    (found,) = find_dates(read(text, "en", day + timedelta(days=shift)))

    assert found.first == day


@given(text=st.text("le 0123456789./-mai juin h:d'et,\n", max_size=60))
def test_no_text_of_numbers_breaks_the_finders(text):
    document = read(text, "fr", date(2024, 2, 29))

    for found in (*find_dates(document), *find_durations(document)):
        assert 0 <= found.start < found.end <= len(text)
