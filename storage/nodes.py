"""Nodes: what resolution remembers between two runs, so that a run recomputes only what it touches.

A node is the claims of one block (one world, one day) that are plainly about one contact; talks are
made of nodes. The rows are the writer's own and mean nothing to a reader.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Node:
    """One row of `talk_nodes`: what a few claims of one block have in common."""

    node_id: str  # its earliest claim
    world: str  # call, summit, meeting: contacts of two worlds are never one
    stage: str  # day, span (a week or month), plan and past (no date)
    block_day: date
    first_day: date
    last_day: date
    kinds: tuple[str, ...]
    cities: tuple[str, ...]
    countries: tuple[str, ...]
    ordinals: tuple[int, ...]
    people: tuple[str, ...]
    topics: tuple[str, ...]
    statuses: tuple[str, ...]
    articles: tuple[str, ...]
    sources: int  # copies of one text count once
    reported_first: date
    reported_last: date
    pinned: bool  # put together by a user's judgement
    link: str | None = None  # the node it is most likely about the same contact as
    link_kind: str | None = None  # same, moved, pinned
    component: str | None = None  # nodes with no path of links between them never meet
    talk_id: str | None = None
    off_since: date | None = None  # the report that cancelled it, when none told of it again

    @property
    def block(self) -> tuple[str, str, date]:
        """The block that its claims come from."""
        return self.world, self.stage, self.block_day
