"""A voice: a mention of somebody who could be speaking."""

from dataclasses import dataclass

PERSON, INSTITUTION, NOBODY, OUTLET = "person", "institution", "nobody", "outlet"
DOCUMENT = "official_document"
OFFICIAL = "official_nameless"
PRONOUNS = frozenset({"he", "she", "it", "they"})
SAME = "same"  # "the same source"
# What a noun that points back tells besides: not a president ("the aide"), the one named last ("the
# latter"), no adjective ("the Russian said"), somebody in no table ("the analyst").
SERVING, LAST, BARE, EXPERT = "serving", "last", "bare", "expert"
HOUSES = ("institution", "house", "house_mfa", "house_state", "house_embassy")


@dataclass(frozen=True, slots=True)
class Voice:
    """A mention that can be a speaker; `speaker` is the person's or institution's id."""

    start: int
    end: int
    kind: str  # person, institution, nobody, outlet, a pronoun, or a noun that points back
    speaker: str | None
    name: str
    side: str | None = None
    is_role: bool = False
    is_owner: bool = False  # "Trump" in "Trump's envoy"
    is_woman: bool | None = False  # None: the text does not tell
    is_subject: bool = True
