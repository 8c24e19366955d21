"""Every case of places/<lang>.toml is a text and its places, in order."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.extraction.places import find_places, load_places
from tasks.extraction.reading import read

DAY = date(2025, 9, 1)
CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}/{case['name']}")
    for path in sorted((Path(__file__).parent / "places").glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["cases"]
]


def label(mention):
    form = "" if mention.form == "name" else f"/{mention.form}"
    return f"{mention.city or '-'}/{mention.country}{form}"


@pytest.mark.parametrize(("language", "case"), CASES)
def test_places_of_a_text(language, case):
    document = read(case["text"], language, DAY)

    assert [label(mention) for mention in find_places(document)] == case["places"]


def test_a_venue_has_its_english_name_in_every_language():
    document = read("La séance s'est ouverte au palais de Diriyah.", "fr", DAY)

    assert [mention.venue for mention in find_places(document)] == ["Diriyah Palace"]


TITLED = [
    ("fr", "Russes et Américains à Istanbul", "Ils sont dans la métropole turque.", "Istanbul"),
    ("en", "Envoys meet in Geneva", "They met in the Swiss city.", "Geneva"),
    ("en", "Envoys meet in Geneva", "They met in a Turkish city.", None),
    ("ru", "Встреча в Стамбуле", "Они встретились в турецком городе.", "Istanbul"),
    ("de", "Treffen in Istanbul", "Sie trafen sich in der türkischen Metropole.", "Istanbul"),
]


@pytest.mark.parametrize(("language", "title", "text", "city"), TITLED)
def test_the_city_of_a_country_is_the_one_that_the_title_names(language, title, text, city):
    found = find_places(read(text, language, DAY, title))

    assert [mention.city for mention in found] == ([city] if city else [])


@given(st.text(max_size=200), st.sampled_from(["fr", "en", "ru"]))
def test_any_text_can_be_read(text, language):
    for mention in find_places(read(text, language, DAY)):
        assert 0 <= mention.start < mention.end <= len(text)


def test_every_city_lies_in_a_listed_country_and_every_venue_in_a_listed_city():
    places = load_places()
    cities = {place.name for place in places.values() if place.kind == "city"}

    assert len(cities) >= 150
    assert all(place.city is None or place.city in cities for place in places.values())
    assert all(len(place.country) == 2 for place in places.values())
