"""How well one partition agrees with another: B³, MUC, CEAF-e, their mean, and pairwise F1.

A partition maps each item to the name of its group; both partitions have the same items.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import combinations

Partition = Mapping[Hashable, Hashable]


@dataclass(frozen=True, slots=True)
class Agreement:
    """F1 by measure, 0 to 1."""

    b_cubed: float
    muc: float
    ceaf_e: float
    pairwise: float

    @property
    def conll(self) -> float:
        """The mean of MUC, B³ and CEAF-e, which coreference tasks report."""
        return (self.muc + self.b_cubed + self.ceaf_e) / 3


def compare(gold: Partition, found: Partition) -> Agreement:
    """Return how well the partition found agrees with the gold one."""
    if set(gold) != set(found):
        raise ValueError("two partitions of different items")
    true, made = _groups(gold), _groups(found)
    overlap = Counter((gold[item], found[item]) for item in gold)
    return Agreement(
        b_cubed=_b_cubed(true, made, overlap),
        muc=_f1(_links(true, found), _links(made, gold)),
        ceaf_e=_ceaf_e(true, made, overlap),
        pairwise=_pairwise(true, made, overlap),
    )


def _groups(partition: Partition) -> dict[Hashable, set[Hashable]]:
    groups: dict[Hashable, set[Hashable]] = defaultdict(set)
    for item, name in partition.items():
        groups[name].add(item)
    return groups


def _f1(recall: float, precision: float) -> float:
    both = recall + precision
    return 2 * recall * precision / both if both else 0.0


def _b_cubed(true, made, overlap) -> float:
    items = sum(map(len, true.values()))
    recall = sum(n * n / len(true[g]) for (g, _), n in overlap.items()) / items
    precision = sum(n * n / len(made[f]) for (_, f), n in overlap.items()) / items
    return _f1(recall, precision)


def _links(groups, other: Partition) -> float:
    """Share of the links a spanning tree of each group needs that the other partition has."""
    needed = sum(len(group) - 1 for group in groups.values())
    kept = sum(len(group) - len({other[item] for item in group}) for group in groups.values())
    return kept / needed if needed else 1.0


def _pairwise(true, made, overlap) -> float:
    def pairs(sizes) -> int:
        return sum(n * (n - 1) // 2 for n in sizes)

    both = pairs(overlap.values())
    wanted, given = pairs(map(len, true.values())), pairs(map(len, made.values()))
    return _f1(both / wanted if wanted else 1.0, both / given if given else 1.0)


def _ceaf_e(true, made, overlap) -> float:
    rows, columns = list(true), list(made)
    place = {name: j for j, name in enumerate(columns)}
    gain = [[0.0] * len(columns) for _ in rows]
    for i, g in enumerate(rows):
        for f in {f for (name, f) in overlap if name == g}:
            gain[i][place[f]] = 2 * overlap[g, f] / (len(true[g]) + len(made[f]))
    best = best_assignment(gain)
    return _f1(best / len(rows), best / len(columns))


def best_assignment(gain: list[list[float]]) -> float:
    """Return the largest sum of gains with at most one in each row and column."""
    size = max(len(gain), len(gain[0]))
    cost = [[-(row[j] if j < len(row) else 0.0) for j in range(size)] for row in gain]
    cost += [[0.0] * size for _ in range(size - len(gain))]
    # The Hungarian method with potentials; row and column 0 are sentinels.
    u, v, match = [0.0] * (size + 1), [0.0] * (size + 1), [0] * (size + 1)
    for row in range(1, size + 1):
        match[0], column = row, 0
        least, way, used = [float("inf")] * (size + 1), [0] * (size + 1), [False] * (size + 1)
        while match[column]:
            used[column] = True
            delta, nearest = float("inf"), 0
            for j in range(1, size + 1):
                if used[j]:
                    continue
                reduced = cost[match[column] - 1][j - 1] - u[match[column]] - v[j]
                if reduced < least[j]:
                    least[j], way[j] = reduced, column
                if least[j] < delta:
                    delta, nearest = least[j], j
            for j in range(size + 1):
                if used[j]:
                    u[match[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            column = nearest
        while column:
            match[column] = match[way[column]]
            column = way[column]
    return -sum(cost[match[j] - 1][j - 1] for j in range(1, size + 1))


def all_pairs(partition: Partition) -> set[frozenset[Hashable]]:
    """Return every pair of items in one group: for lists of what was joined wrongly."""
    groups = _groups(partition).values()
    return {frozenset(pair) for group in groups for pair in combinations(sorted(group), 2)}
