"""A language is its pack and nothing else; a bad pack is told in one line."""

from datetime import UTC, date, datetime

import pytest

from storage.records import Article
from tasks.extraction import extract, lexicon
from tasks.extraction.dates import find_dates
from tasks.extraction.lexicon import PATTERN, load_pack, supported_languages
from tasks.extraction.pack_check import check_pack
from tasks.extraction.pack_shape import PackError, find_missing, read_pack
from tasks.extraction.reading import read

# Esperanto in a nutshell: enough for one sentence. What is made of a pack is remembered by its
# code, so each test has a code of its own.
NINTH = """
[text]
abbreviations = ["s-ro"]
[numerals.values]
2 = ["du"]
[calendar]
day_suffixes = ["a", "an"]
[calendar.month]
2 = ["februaro"]
[[calendar.patterns]]
kind = "day"
forms = ["la? {days} de? {month} {year}?"]
[durations]
hour = ["horo", "horoj", "horojn"]
forms = ["{count} {hour}"]
[marks]
thing_links = ["de "]
[names.demonyms]
RU = ["rusa", "rusaj"]
US = ["usona", "usonaj"]
[contacts]
consultations = ["konsultoj"]
meeting = ["renkontis", "renkontigho"]
[relevance]
RU = ["Rusio", "rusa", "rusaj"]
US = ["Usono", "usona", "usonaj"]
contact = ["renkontis", "konsultoj"]
[reporting]
say = ["diris"]
[[topic_terms]]
topic = "visas"
terms = ["vizo", "vizoj"]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder of packs beside the project's own, forgotten after the test."""
    monkeypatch.setattr(lexicon, "_FOLDERS", list(lexicon._FOLDERS))
    yield tmp_path
    for cached in (lexicon._load_files, lexicon.supported_languages, lexicon.load_pack):
        cached.cache_clear()


def take(folder, name, text):
    (folder / name).write_text(text, "utf-8")
    lexicon.add_languages(folder)


def article_in(language, text):
    return Article(
        article_id="a", url="a", canonical_url="a", feed_id="f", publisher="p", byline=None,
        title="Rusio kaj Usono: konsultoj pri vizoj", text=text, language=language,
        published_at=datetime(2025, 2, 13, tzinfo=UTC), published_source="page",
        fetched_at=datetime(2025, 2, 13, tzinfo=UTC), updated_at=datetime(2025, 2, 13, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize("language", sorted(supported_languages()))
def test_each_pack_has_every_table_and_key(language):
    missing = find_missing(load_pack(language), load_pack(PATTERN))

    assert missing == []


@pytest.mark.parametrize("language", sorted(supported_languages()))
def test_each_pack_can_be_used(language):
    check_pack(language)


def test_a_ninth_language_needs_a_pack_and_no_code(folder):
    take(folder, "eo.toml", NINTH)
    text = (
        "Sergei Lavrov renkontis Marco Rubio la 12an de februaro 2025 en Riyadh dum du horoj. "
        "“Ni parolis pri vizoj kaj ambasadoj”, diris Lavrov."
    )
    facts = extract(article_in("eo", text))

    (talk,) = facts.talk_claims
    assert (talk.kind, talk.status, talk.city) == ("ministerial", "held", "Riyadh")
    assert (talk.date_start, talk.participants) == (date(2025, 2, 12), ("lavrov", "rubio"))
    assert talk.duration_minutes == 120
    assert [topic.topic for topic in facts.topic_claims] == ["visas"]
    assert [statement.speaker for statement in facts.statements] == ["lavrov"]


DATELESS = NINTH[: NINTH.index("[calendar]")] + NINTH[NINTH.index("[durations]") :]
GROUPS = '[contact_groups]\ngroups = ["spertuloj"]\n'
VISIT = '[[topic_terms]]\ntopic = "summit_preparation"\nterms = ["vizito"]\nwith = ["future"]\n'
MET = "Sergei Lavrov renkontis Marco Rubio la 12an de februaro 2025"


@pytest.mark.parametrize(
    ("code", "pack", "text"),
    [
        ("qa", NINTH, f"{MET} en Riyadh, 13an de februaro 2025 dum du horoj."),
        ("qb", NINTH + GROUPS, "Sergei Lavrov kaj Marco Rubio: spertuloj renkontis en Riyadh."),
        ("qc", NINTH + VISIT, f"{MET}. La vizito de Marco Rubio en Rusio kaj Usono."),
        ("qd", DATELESS, f"{MET}, diris Rossiya 1 februaro."),
    ],
    ids=["places", "date_tense", "topic_company", "calendar"],
)
def test_a_table_left_out_stops_no_text(folder, code, pack, text):
    take(folder, f"{code}.toml", pack)

    assert extract(article_in(code, text)).relevant


def test_a_pack_may_stand_in_several_files(folder):
    (folder / "eo.names.toml").write_text('[names.demonyms]\nRU = ["rusa"]\n', "utf-8")
    take(folder, "eo.toml", '[numerals.values]\n2 = ["du"]\n')

    assert set(load_pack("eo")) == {"names", "numerals"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[text\n", "Expected ']'"),
        ('[txt]\nabbreviations = ["d"]\n', "no rule reads the table [txt]"),
        ('[text]\nabreviations = ["d"]\n', "[text] no rule reads 'abreviations'"),
        ('[text]\nabbreviations = "d"\n', "[text] abbreviations is a text, a list expected"),
        ("[text]\nabbreviations = [1]\n", "[text] abbreviations holds a number: 1"),
        ("[text]\nboilerplate_lines = ['(a']\n", "'(a' is no pattern"),
        ('[contacts]\ncall = ["vo*"]\n', "[contacts] call: 'vo*' is too short a stem"),
        ('[contacts]\ncall = ["?"]\n', "[contacts] call: '?' has no word"),
    ],
)
def test_a_malformed_pack_is_told_in_one_line(tmp_path, text, reason):
    file = tmp_path / "eo.toml"
    file.write_text(text, "utf-8")

    with pytest.raises(PackError) as caught:
        read_pack([file], load_pack(PATTERN))

    message = str(caught.value)
    assert message.startswith("eo.toml: ")
    assert reason in message
    assert "\n" not in message


def test_a_date_form_with_an_unknown_slot_is_told(folder):
    take(folder, "ia.toml", '[[calendar.patterns]]\nkind = "day"\nforms = ["{tago} {month}"]\n')

    with pytest.raises(PackError, match="unknown slot 'tago'"):
        check_pack("ia")


def test_what_a_pack_lacks_is_listed():
    pattern = {"text": {"abbreviations": []}, "marks": {}, "sides": {"RU": []}}

    missing = find_missing({"text": {}, "sides": {}}, pattern)

    assert missing == ["[text] abbreviations", "[marks]"]


def test_a_language_without_dates_has_none(folder):
    take(folder, "io.toml", '[text]\nabbreviations = ["s-ro"]\n')

    assert find_dates(read("12 2025", "io", date(2025, 2, 13))) == []
