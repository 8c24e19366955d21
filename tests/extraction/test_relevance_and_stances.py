"""Relevance and stances: what a few sentences together say."""

from datetime import UTC, datetime

import pytest

from storage.records import Facts
from tasks.extraction import extract
from tests.quality_gate import make_article

MOMENT = datetime(2025, 10, 23, 12, tzinfo=UTC)


def _read(title: str, text: str, language: str = "en") -> Facts:
    case = {"id": "x", "lang": language, "published": MOMENT.isoformat()}
    return extract(make_article(case | {"title": title, "text": text}))


@pytest.mark.parametrize(
    ("title", "text", "relevant"),
    [
        (
            "Envoy expected in Moscow",
            "Steve Witkoff will be in the Russian capital on Monday. The talks will last a day.",
            True,
        ),
        (
            "No date for the next round",
            "The Kremlin sees no date for the talks. The Americans want a pause. Talks must go on.",
            True,
        ),
        (
            "Treasury blacklists two firms",
            "The US Treasury blacklisted two Russian firms. Moscow called it a mistake.",
            False,
        ),
        (
            "Moscow receives the minister of Egypt",
            "Sergei Lavrov met his guest on Friday. 'Tell us what you think,' the minister said.",
            False,
        ),
        (
            "A player of Moscow in the final",
            "The Russian met the American in straight sets in Florida. He will meet a Serb next.",
            False,
        ),
    ],
)
def test_relevance_is_told_by_sentences_together(title: str, text: str, relevant: bool) -> None:
    assert _read(title, text).relevant is relevant


@pytest.mark.parametrize(
    ("language", "sentence", "topic", "stance"),
    [
        ("en", "Lifting of sanctions was not discussed.", "sanctions", "excluded"),
        ("en", "A proposal to resume direct flights was rejected.", "direct_flights", "rejected"),
        ("fr", "La levée des sanctions n'a pas été évoquée.", "sanctions", "excluded"),
        ("fr", "L'Ukraine n'était pas à l'ordre du jour.", "ukraine_settlement", "excluded"),
        (
            "fr",
            "Ils ont parlé des ambassades, vidées par des années de querelles et de visas refusés.",
            "embassy_operations",
            "raised",
        ),
        (
            "fr",
            "Ils ont convenu d'un échange, mais pas d'un cessez-le-feu.",
            "ceasefire",
            "rejected",
        ),
        ("ru", "Предложение о прямых рейсах отклонили.", "direct_flights", "rejected"),
        ("ru", "По прямым рейсам подвижек нет.", "direct_flights", "raised"),
        (
            "fr",
            "Les vols directs, suspendus depuis 2022, ont été abordés.",
            "direct_flights",
            "raised",
        ),
        (
            "fr",
            "Sur les vols directs, Washington juge la demande « prématurée ».",
            "direct_flights",
            "rejected",
        ),
        ("fr", "« Sans trêve, je m'en irai », a prévenu Donald Trump.", "ceasefire", "raised"),
        (
            "fr",
            "Les deux présidents ont convenu de se revoir à Moscou.",
            "summit_preparation",
            "agreed",
        ),
        ("fr", "« Une bonne idée », a convenu M. Trump des visas.", "visas", "raised"),
        ("ru", "Вопрос с банковским обслуживанием решен? Нет.", "mission_funding", "raised"),
        ("ru", "Трамп призвал согласиться на перемирие.", "ceasefire", "proposed"),
        ("ru", "Трамп отказался от идеи саммита с Путиным.", "summit_preparation", "rejected"),
        ("ru", "Минфин США внес в санкционный список две компании.", "sanctions", "raised"),
        ("tr", "Doğrudan uçuşlar konusunda anlaşma yok.", "direct_flights", "excluded"),
        ("ru", "США не отказались обсуждать возврат дач.", "diplomatic_property", "raised"),
        ("fr", "Il n'a pas refusé d'aborder les vols directs.", "direct_flights", "raised"),
        (
            "ru",
            "США намерены предложить России приостановить удары по энергообъектам.",
            "energy_truce",
            "proposed",
        ),
        (
            "ru",
            "Путин согласился с предложением приостановить удары по энергообъектам.",
            "energy_truce",
            "agreed",
        ),
        (
            "en",
            "In Istanbul, negotiators of Kyiv and Moscow agreed on a swap of prisoners.",
            "ukraine_settlement",
            "raised",
        ),
        ("en", "They agreed on Ukraine, the Kremlin said.", "ukraine_settlement", "agreed"),
        (
            "ru",
            "Москва согласилась на встречу с Киевом и Вашингтоном.",
            "ukraine_settlement",
            "raised",
        ),
        (
            "fr",
            "« L'Ukraine ne figure pas à l'ordre du jour », a-t-on indiqué.",
            "ukraine_settlement",
            "excluded",
        ),
        ("fr", "Witkoff avait récupéré Marc Fogel à Moscou.", "prisoners", "done"),
        (
            "fr",
            "L'Iran était au menu, comme le travail des ambassades.",
            "embassy_operations",
            "raised",
        ),
        ("en", "They agreed on how the embassies are to be financed.", "mission_funding", "agreed"),
        (
            "en",
            "The call brought thirty days without attacks on power plants.",
            "energy_truce",
            "agreed",
        ),
    ],
)
def test_a_stance_follows_denial_and_refusal(
    language: str, sentence: str, topic: str, stance: str
) -> None:
    opening = {
        "en": "Vladimir Putin and Donald Trump spoke by phone. ",
        "fr": "Vladimir Poutine et Donald Trump se sont parlé au téléphone. ",
        "ru": "Владимир Путин и Дональд Трамп поговорили по телефону. ",
        "tr": "Vladimir Putin ile Donald Trump telefonda görüştü. ",
    }
    facts = _read("", opening[language] + sentence, language)
    assert [c.stance for c in facts.topic_claims if c.topic == topic] == [stance]


OPENING = "Vladimir Putin and Donald Trump spoke by phone on Tuesday. "


@pytest.mark.parametrize(
    ("text", "topic", "stance"),
    [
        ("They agreed to spare power plants, but not to a truce.", "ceasefire", "rejected"),
        (
            "Trump proposed direct flights, an idea which Putin accepted.",
            "direct_flights",
            "agreed",
        ),
        ("Trump spoke of a truce that the Ukrainians had accepted.", "ceasefire", "raised"),
        ("They agreed to continue work on direct flights.", "direct_flights", "raised"),
        ("They agreed in Riyadh, where teams spoke about sanctions.", "sanctions", "raised"),
        ("Moscow hopes that a deal on direct flights will be signed.", "direct_flights", "raised"),
        ('"Without a truce I would leave at once," Trump warned.', "ceasefire", "raised"),
        ("Trump urged Putin to accept a ceasefire.", "ceasefire", "raised"),
        ("Were sanctions raised? Not once, said the Kremlin.", "sanctions", "excluded"),
        ("What did they agree on? Direct flights, for one.", "direct_flights", "agreed"),
        (
            "They had announced that they would see each other. The summit was called off.",
            "summit_preparation",
            "rejected",
        ),
    ],
)
def test_a_stance_is_that_of_the_two_sides_in_the_end(text: str, topic: str, stance: str) -> None:
    facts = _read("", OPENING + text)
    assert [c.stance for c in facts.topic_claims if c.topic == topic] == [stance]


@pytest.mark.parametrize(
    ("language", "sentence", "topic"),
    [
        ("en", "A face-to-face meeting of Rubio and Lavrov is planned.", "summit_preparation"),
        ("en", "The US embassy in Moscow declined to comment.", "embassy_operations"),
        ("en", "It was a talk of the two nuclear powers.", "arms_control"),
        ("fr", "Un tête-à-tête de MM. Lavrov et Rubio est prévu jeudi.", "summit_preparation"),
        ("fr", "Les délégations sont convenues de se revoir en mai.", "summit_preparation"),
        ("fr", "L'entrevue de M. Poutine et de M. Witkoff doit durer.", "summit_preparation"),
        ("fr", "L'ambassade de Russie n'a pas souhaité réagir.", "embassy_operations"),
        ("fr", "Les équipes ont travaillé sans relâche.", "prisoners"),
        ("fr", "Sur les images tournées au Kremlin, ils sourient.", "culture_sport"),
        ("ru", "Очная встреча Лаврова и Рубио запланирована.", "summit_preparation"),
        ("ru", "В посольстве США на запрос о комментарии не ответили.", "embassy_operations"),
    ],
)
def test_words_of_a_topic_in_another_sense_name_none(
    language: str, sentence: str, topic: str
) -> None:
    opening = {
        "en": "Vladimir Putin and Donald Trump spoke by phone. ",
        "fr": "Vladimir Poutine et Donald Trump se sont parlé au téléphone. ",
        "ru": "Владимир Путин и Дональд Трамп поговорили по телефону. ",
    }
    facts = _read("", opening[language] + sentence, language)
    assert topic not in {claim.topic for claim in facts.topic_claims}
