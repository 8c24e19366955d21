"""A contact: the frames of one text that are about it, and what they say together."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.contacts.status import PLANNED
from tasks.extraction.layers import DateMention

_PRECISIONS = ("day", "week", "month")
_WEEK = timedelta(days=6)


@dataclass(slots=True)
class Contact:
    """The frames that are about one contact."""

    kind: str | None
    frames: list[Frame] = field(default_factory=list)
    is_foreign: bool = False  # of one side with a third: kept to take in what is said of it

    @property
    def day(self) -> DateMention | None:
        """The most precise date that a frame gives, the first one given winning a draw.

        What was put off keeps the day for which it was planned.
        """
        days = [f.date for f in self.frames if f.date and f.status in ("postponed", "cancelled")]
        days = days or [frame.date for frame in self.frames if frame.date]
        if len(days) == 1:
            return days[0]
        return min(days, key=lambda d: _PRECISIONS.index(d.precision), default=None)

    @property
    def city(self) -> str | None:
        """The first city that a frame gives."""
        return next((f.place.city for f in self.frames if f.place and f.place.city), None)

    @property
    def countries(self) -> frozenset[str]:
        """The countries where its frames say that it is."""
        return frozenset(frame.place.country for frame in self.frames if frame.place)

    @property
    def names(self) -> frozenset[str]:
        """Everybody whom a frame names."""
        return frozenset([person.person_id for frame in self.frames for person in frame.people])

    @property
    def sides(self) -> frozenset[str]:
        """The sides that its frames speak of."""
        return frozenset(side for frame in self.frames for side in frame.sides)

    @property
    def named_sides(self) -> frozenset[str | None]:
        """The sides of everybody whom a frame names."""
        return frozenset(person.side for frame in self.frames for person in frame.people)

    @property
    def is_planned(self) -> bool | None:
        """Whether it is still to come or was called off; None when no frame tells."""
        told = [frame.status for frame in self.frames if frame.status]
        return told[0] in PLANNED if told else None


def is_of_presidents(contact: Contact) -> bool:
    """Tell whether both presidents, or nobody, is named for a contact."""
    return not contact.names or contact.names >= PRESIDENTS


def is_untold(contact: Contact) -> bool:
    """Tell whether a text says of a contact neither who nor where, but that it took place."""
    return contact.frames[0].status == "held" and not contact.names and not contact.countries


def same_days(one: DateMention, other: DateMention) -> bool:
    """Tell whether two dates can mean the same: one has a day of the other."""
    if one.first is None or other.first is None:
        return False
    return one.first <= _last_day(other) and other.first <= _last_day(one)


def is_on_one_day(one: DateMention | None, other: DateMention | None) -> bool:
    """Tell whether two dates are told to the day and are the same."""
    if one is None or other is None or one.first is None:
        return False
    return one.precision == other.precision == "day" and one.first == other.first


def _last_day(day: DateMention) -> date:
    """Return the last day that a date can mean: "in April" ends with the month."""
    first = day.first or date.min
    if day.last is not None or day.precision not in ("week", "month"):
        return day.last or first
    if day.precision == "week":
        return first + _WEEK
    return first.replace(day=monthrange(first.year, first.month)[1])
