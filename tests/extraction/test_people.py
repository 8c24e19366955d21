"""Every case of people/<lang>.toml is a text and the people it mentions, in order."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.extraction.lexicon import load_table
from tasks.extraction.people import find_people, load_people, role_holder
from tasks.extraction.reading import read
from tasks.extraction.transliteration import skeleton, slug

DEFAULT_DAY = date(2025, 9, 1)
CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}/{case['name']}")
    for path in sorted((Path(__file__).parent / "people").glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["cases"]
]


@pytest.mark.parametrize(("language", "case"), CASES)
def test_people_of_a_text(language, case):
    document = read(case["text"], language, case.get("published", DEFAULT_DAY))

    found = find_people(document)

    labels = [m.person_id if m.form == "name" else f"{m.person_id}/{m.form}" for m in found]
    assert labels == case["people"]


@pytest.mark.parametrize(("language", "case"), CASES)
def test_printed_names_are_the_characters_of_the_text(language, case):
    document = read(case["text"], language, case.get("published", DEFAULT_DAY))

    for mention in find_people(document):
        if mention.form != "role":
            assert case["text"][mention.start : mention.end] == mention.name


@settings(deadline=None)  # a loaded machine is no bug
@given(st.text(max_size=200), st.sampled_from(["fr", "en", "ru"]))
def test_any_text_can_be_read(text, language):
    for mention in find_people(read(text, language, DEFAULT_DAY)):
        assert 0 <= mention.start < mention.end <= len(text)


@pytest.mark.parametrize(
    ("post", "day", "holder"),
    [
        ("US.president", date(2025, 1, 19), "biden"),
        ("US.president", date(2025, 1, 20), "trump"),
        ("US.national_security_adviser", date(2025, 4, 1), "waltz"),
        ("US.national_security_adviser", date(2025, 6, 1), "rubio"),
        ("RU.ambassador_to_US", date(2024, 12, 1), None),
        ("RU.ambassador_to_US", date(2025, 12, 1), "darchiev"),
        ("RU.deputy_foreign_minister", date(2025, 6, 1), None),
        ("US.envoy", date(2025, 6, 1), "witkoff"),
        ("HU.prime_minister", date(2026, 6, 1), "magyar"),
    ],
)
def test_a_post_has_its_holder_of_the_day(post, day, holder):
    assert role_holder(post, day) == holder


def test_people_carry_their_dated_roles():
    waltz = load_people()["waltz"]

    assert waltz.side == "US"
    assert [role.until for role in waltz.roles] == [date(2025, 5, 1), None]


def test_every_office_of_a_person_is_described_or_needs_no_words():
    known = set(load_table("offices")["offices"])
    described = {
        role["office"].split(".", 1)[1]
        for entry in load_table("people").values()
        for role in entry.get("roles", ())
    }

    assert {"president", "foreign_minister", "envoy", "president_spokesperson"} <= known & described


def test_given_names_of_people_exist():
    known = load_table("given_names")["forms"]

    for person_id, entry in load_table("people").items():
        assert all(key in known for key in entry.get("given", ())), person_id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Дарчиев", "Dartschijew"),
        ("Уиткофф", "Witkoff"),
        ("Ouchakov", "Ушаковым"),
        ("Lawrow", "Лавров"),
    ],
)
def test_spellings_of_one_name_share_a_skeleton(one, other):
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("printed", "identifier"),
    [
        ("Ивановым", "ivanov"),
        ("Медведского", "medvedsky"),
        ("O'Neill", "oneill"),
        ("Müller", "muller"),
    ],
)
def test_a_new_name_gets_an_ascii_identifier(printed, identifier):
    assert slug(printed) == identifier


@pytest.mark.parametrize(
    ("surname", "given", "language", "identifier"),
    [
        ("Loukianov", "Fiodor", "fr", "lukyanov"),
        ("Chtcherbakov", "Alexandre", "fr", "shcherbakov"),
        ("Laroche", "Alexandre", "fr", "laroche"),
        ("Lukjanow", "Fjodor", "de", "lukyanov"),
        ("Хилл", "Фиона", "ru", "hill"),
        ("Хабаров", "Федор", "ru", "khabarov"),
        ("Díaz-Canel", "Miguel", "es", "diaz-canel"),
    ],
)
def test_a_name_is_spelt_as_in_english(surname, given, language, identifier):
    assert slug(surname, given, language) == identifier
