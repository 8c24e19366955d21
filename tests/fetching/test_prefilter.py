import json
from pathlib import Path

import pytest

from storage.records import Entry, Feed
from tasks.prefilter import may_concern

NEEDED = {
    "both sides": ("en", "Moscow and Washington weigh a thaw", ""),
    "one side and a contact": (
        "en",
        "A date for the summit is not settled",
        "Kremlin aides will go on",
    ),
    "a name alone": ("en", "Witkoff leaves for the airport", "He did not answer reporters at all."),
    "a name in another case": (
        "ru",
        "Слова Лаврова удивили зал",
        "Зал долго молчал, потом ожил вновь",
    ),
    "French": ("fr", "Visite à Moscou d'un émissaire", "Il sera reçu dans la soirée, dit-on ici."),
    "German": ("de", "Telefonat zwischen Trump und Putin", ""),
    "Spanish": ("es", "Reunión en Moscú sobre visados", ""),
    "Turkish": ("tr", "Moskova ve Washington heyetleri İstanbul'da buluşuyor", ""),
    "Ukrainian": ("uk", "Кремль назвав дату перемовин", ""),
    "a title alone says little": ("en", "Nine hours at the Kremlin", ""),
    "nothing to judge by": ("en", "Live", ""),
    "no word list": ("ja", "大統領が到着した。記者団には何も語らなかった。", ""),
}
NEEDLESS = {
    "sport": (
        "en",
        "Coach praises his young goalkeeper",
        "The match in Leeds ended with three goals and one red card.",
    ),
    "one side, at home": (
        "en",
        "Snow closes roads around Moscow",
        "Drivers waited for hours in the cold before the ploughs came.",
    ),
    "other parties": (
        "fr",
        "Rencontre des maires de Lyon et de Turin",
        "Ils ont parlé pendant deux heures du tunnel alpin et de la fête.",
    ),
    "home news in Russian": (
        "ru",
        "В Казани открыли новый бассейн",
        "Первыми гостями стали дети из соседней школы и их родители.",
    ),
}


def judge(language, title, summary, scope="general"):
    feed = Feed("f", "http://n.example/feed", "N", language, scope=scope)
    return may_concern(Entry("f", "http://n.example/a", title, summary, None), feed)


@pytest.mark.parametrize(("language", "title", "summary"), NEEDED.values(), ids=NEEDED)
def test_what_may_concern_the_talks_is_fetched(language, title, summary):
    assert judge(language, title, summary)


@pytest.mark.parametrize(("language", "title", "summary"), NEEDLESS.values(), ids=NEEDLESS)
def test_what_cannot_concern_the_talks_is_not(language, title, summary):
    assert not judge(language, title, summary)


def test_every_entry_of_a_feed_of_the_subject_is_fetched():
    assert judge(*NEEDLESS["sport"], scope="subject")


ARTICLES = Path(__file__).parents[1] / "articles"


def test_of_the_relevant_articles_of_the_corpus_next_to_none_is_lost():
    cases = [json.loads(path.read_text("utf-8")) for path in ARTICLES.glob("*/*.json")]
    relevant = [case for case in cases if case["gold"]["relevant"]]
    lost = [
        case["title"]
        for case in relevant
        if not judge(case["lang"], case["title"], case["text"].split("\n")[0][:200])
    ]

    assert len(relevant) > 100
    # A newsletter or an arts page may name nothing of it in its first lines.
    assert len(lost) <= len(relevant) / 50, lost
