"""The fold keeps lengths; sentences cover a text; boilerplate lines are told from the article."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.extraction.reading import read
from tasks.extraction.text import fold, split_sentences, tokenize

NEWS_LIKE = st.text(
    alphabet=st.sampled_from("abcABC éÉйЙёİıßŒ«»„“”\"'’.,!?…—-:; \n\u00a0\u202f12"), max_size=200
)


def sentences_of(language, text):
    document = read(text, language, date(2025, 4, 11))
    return [text[s.start : s.end] for s in document.sentences]


@given(st.text())
def test_the_fold_keeps_every_offset(text):
    assert len(fold(text)) == len(text)


@given(NEWS_LIKE)
def test_sentences_follow_each_other_and_cover_all_that_is_no_space(text):
    sentences = split_sentences(text, tokenize(fold(text)))

    covered: set[int] = set()
    for before, after in pairwise(sentences):
        assert before.end <= after.start
    for sentence in sentences:
        covered.update(range(sentence.start, sentence.end))
    assert all(text[i].isspace() for i in set(range(len(text))) - covered)


@given(NEWS_LIKE)
def test_each_token_lies_in_one_sentence(text):
    tokens = tokenize(fold(text))

    sentences = split_sentences(text, tokens)

    indexes = [i for s in sentences for i in range(s.first_token, s.end_token)]
    assert indexes == list(range(len(tokens)))


SENTENCES = [
    ("en", "The U.S. Secretary met Mr. Lavrov on Feb. 18 in St. Petersburg.", 1),
    ("en", "They met in the U.S. The talks were long.", 2),
    ("en", "It began at 10 p.m. The envoy left.", 2),
    ("en", "J. D. Vance spoke. He left.", 2),
    ("en", '"Is it over?" he asked. "Not yet!" she said.', 2),
    ("en", "“It is over.” Rubio smiled.", 2),
    ("en", "He spoke of 4.5 hours… and went on.", 1),
    ("en", "Sanctions stay.The talks go on.", 2),
    ("en", "The site state.gov and Gazeta.Ru were down.", 1),
    ("fr", "M. Lavrov et Mme Zakharova sont arrivés à 22h44 - le 3 janv. 2025 - à Genève.", 1),
    ("fr", "« C'est fini. » Le ministre sourit.", 2),
    ("fr", "« Vraiment ? » a-t-il demandé.", 1),
    ("ru", "Встреча прошла в г. Стамбуле по ул. Истикляль. Она была долгой.", 2),
    ("ru", "Это было в 2025 г. Переговоры продолжились.", 2),
    ("ru", "С. В. Лавров и им. Горчакова фонд.", 1),
    ("ru", "«Мы готовы!» — сказал он. — Ждем.", 2),
    ("ru", "Песков это подтвердил.Дата не названа.", 2),
]


@pytest.mark.parametrize(("language", "text", "count"), SENTENCES)
def test_abbreviations_and_closing_marks_do_not_mislead(language, text, count):
    assert len(sentences_of(language, text)) == count


BOILERPLATE = [
    ("en", "Read more: Who is who in Geneva"),
    ("en", "Sign up for our newsletter"),
    ("en", "We use cookies to improve this site"),
    ("en", "Comments are closed"),
    ("en", "Photo: the two ministers in 2019"),
    ("en", "Updated at 10:44"),
    ("en", "Share this article: Facebook | WhatsApp"),
    ("en", "Advertisement"),
    ("en", "Tags: Russia, talks"),
    ("fr", "Lire aussi : les deux capitales"),
    ("fr", "Abonnez-vous pour lire la suite"),
    ("fr", "Crédit photo : Reuters"),
    ("fr", "Mis à jour le 3 mars à 22h44"),
    ("fr", "Tous droits réservés"),
    ("fr", "12 commentaires"),
    ("fr", "Il vous reste 60 % de cet article à lire."),
    ("ru", "Читайте также: кто есть кто в Женеве"),
    ("ru", "Подписывайтесь на наш канал"),
    ("ru", "Фото: пресс-служба МИД"),
    ("ru", "Комментарии (12)"),
    ("ru", "Теги: Россия, переговоры"),
    ("ru", "Реклама. 18+"),
]


@pytest.mark.parametrize(("language", "line"), BOILERPLATE)
def test_lines_of_the_page_are_boilerplate(language, line):
    document = read(line, language, date(2025, 4, 11))

    assert document.sentences[0].boilerplate


ARTICLE = [
    ("en", "Reading the note took Lavrov an hour."),
    ("en", "Comments from Moscow were cautious after the talks."),
    ("en", "Photos of the envoy were shown to the president."),
    ("en", "Following the talks, the teams left."),
    ("fr", "Lire le document a pris une heure au ministre."),
    ("fr", "Les commentaires de Moscou furent prudents."),
    ("fr", "Publié mardi, le communiqué confirme la date."),
    ("ru", "Читать документ пришлось целый час."),
    ("ru", "Комментарии Москвы были осторожными."),
    ("ru", "Тема посольств поднималась отдельно."),
    ("ru", "Обновленный текст передали в Вашингтон."),
]


@pytest.mark.parametrize(("language", "line"), ARTICLE)
def test_lines_of_the_article_are_not_boilerplate(language, line):
    document = read(line, language, date(2025, 4, 11))

    assert not document.sentences[0].boilerplate


def test_a_credit_inside_a_line_leaves_the_rest_of_the_line():
    text = "The envoys met at noon. Photo: the hotel on the lake."

    document = read(text, "en", date(2025, 4, 11))

    assert [s.boilerplate for s in document.sentences] == [False, True]
