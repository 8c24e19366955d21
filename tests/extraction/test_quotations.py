"""Where a quotation begins and ends, in every style of marks."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.extraction.quotations import find_quotations
from tasks.extraction.reading import read

STYLES = [
    ("ru", "Он сказал: «Мы готовы».", ["Мы готовы"]),
    ("fr", "Il dit : «\u00a0Nous voici\u00a0».", ["Nous voici"]),
    ("fr", "Il dit : « Nous voici ».", ["Nous voici"]),
    ("en", "He said: “We are ready.”", ["We are ready."]),
    ("en", 'He said: "We are ready."', ["We are ready."]),
    ("en", "He said: ‘We are ready.’", ["We are ready."]),
    ("en", "He said: 'We are ready.'", ["We are ready."]),
    ("ru", "Он сказал: „Мы готовы“.", ["Мы готовы"]),
    ("ru", 'Он сказал: "Мы готовы".', ["Мы готовы"]),
    ("en", "He said “yes”and left.", ["yes"]),
    ("fr", 'Il dit " Nous voici ", puis part.', ["Nous voici"]),
    ("en", 'They said "one" and "two".', ["one", "two"]),
    ("en", "It isn't the ministers' fault, '90s or not, at 6'2\".", []),
    ("en", "‘The envoys’ work goes on,’ he said.", ["The envoys’ work goes on,"]),
    ("ru", "«Да, — сказал он. — Завтра».", ["Да", "Завтра"]),
    ("ru", "«Да, — сказал он, — но завтра».", ["Да", "но завтра"]),
    ("ru", "«Россия — великая страна, — и точка».", ["Россия — великая страна, — и точка"]),
    ("fr", "« Oui, a-t-il dit, demain. »", ["Oui", "demain."]),
    ("fr", "« Oui, demain. »", ["Oui, demain."]),
    ("ru", "— Едем, — сказал он. — Пора.", ["Едем", "Пора."]),
    ("ru", "— визы; — полеты", []),
]


def quoted(language, text):
    document = read(text, language, date(2025, 4, 11))
    return [(text[q.inner_start : q.inner_end], q.depth) for q in find_quotations(document)]


@pytest.mark.parametrize(("language", "text", "expected"), STYLES)
def test_marks_of_every_style_are_paired(language, text, expected):
    assert [inner for inner, depth in quoted(language, text) if depth == 0] == expected


NESTED = [
    ("ru", "«Газета „Труд“ права».", "Труд"),
    ("ru", 'Он сказал: "Газета "Труд" права".', "Труд"),
    ("en", "“He said ‘no’ twice,” she said.", "no"),
    ("en", "‘He said “no” twice,’ she said.", "no"),
    ("fr", "« Il a dit “non” deux fois »", "non"),
]


@pytest.mark.parametrize(("language", "text", "inner"), NESTED)
def test_a_quotation_inside_another_lies_deeper(language, text, inner):
    assert (inner, 1) in quoted(language, text)


def test_marks_opened_again_at_each_paragraph_give_one_quotation_a_paragraph():
    text = "“First we talk.\n“Then we act.”\nThe end."

    assert quoted("en", text) == [("First we talk.", 0), ("Then we act.", 0)]


def test_marks_closed_two_paragraphs_later_give_one_quotation():
    text = "«Сначала поговорим.\nПотом решим».\nКонец."

    assert quoted("ru", text) == [("Сначала поговорим.\nПотом решим", 0)]


def test_a_mark_never_closed_in_a_line_ends_with_its_sentence():
    text = "He said “we are ready and left. The rest is silence.\nNext line."

    assert quoted("en", text) == [("we are ready and left.", 0)]


@given(st.text(alphabet="ab «»„“”\"'’‘—-,.\n", max_size=80), st.sampled_from(["en", "fr", "ru"]))
def test_whatever_the_marks_every_span_lies_in_the_text(text, language):
    document = read(text, language, date(2025, 4, 11))

    for quotation in find_quotations(document):
        assert 0 <= quotation.start <= quotation.inner_start
        assert quotation.inner_start <= quotation.inner_end <= quotation.end <= len(text)
