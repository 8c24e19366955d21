import re

import pytest

from tasks.extraction.alternatives import join_patterns


@pytest.mark.parametrize(
    ("patterns", "joined"),
    [
        ([r"\bat ", r"(?<!\w)on ", r"\bin "], r"\b(?:at |in )|(?<!\w)on "),
        ([r"\bat |on ", r"\b(?:in|near) "], r"\b(?:(?:in|near) )|\bat |on "),
        ([r"\b[|(]at ", r"\ba\|t "], r"\b(?:[|(]at |a\|t )"),
        ([r"on "], r"on "),
        ([], ""),
    ],
)
def test_what_begins_at_a_word_is_put_together(patterns: list[str], joined: str) -> None:
    assert join_patterns(patterns) == joined


def test_a_choice_that_begins_at_a_word_on_one_side_only_stays_as_it_is() -> None:
    pattern = re.compile(join_patterns([r"\bat |on ", r"\bin "]))
    assert pattern.search("icon x")
    assert not pattern.search("that x")
    assert not pattern.search("pin x")
