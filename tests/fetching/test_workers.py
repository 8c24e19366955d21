import os

import pytest

from tasks import workers
from tests.fetching.odd_work import find_loader, load_for_ever, load_once, no_pickle, spoil, square


@pytest.fixture(autouse=True)
def no_long_start(monkeypatch):
    monkeypatch.setattr(workers, "START_SECONDS", 5.0)


def test_only_the_guilty_items_are_spoilt():
    results = workers.map_chunks(square, range(40), spoil, workers=2, seconds_per_item=0.5)

    expected = {number: number * number for number in range(40)} | {
        7: "7: it took longer than 0.5 seconds",
        11: "11: its worker process died",
        13: "13: ValueError: an unlucky number",
    }
    assert results == list(expected.values())


def test_a_result_that_cannot_travel_spoils_its_item():
    (result,) = workers.map_chunks(no_pickle, [1], spoil)

    assert result.startswith("1: ")


def test_work_is_done_in_other_processes_and_told_as_it_goes():
    told = []

    results = workers.map_chunks(_pid, range(20), spoil, 2, progress=told.append)

    assert os.getpid() not in results
    assert len(set(results)) == 2
    assert told[-1] == 20
    assert told == sorted(told)


def _pid(_number):
    return os.getpid()


def test_nothing_to_do_starts_no_process():
    assert workers.map_chunks(square, [], spoil) == []


def test_work_that_cannot_be_loaded_is_no_failure_of_an_item():
    def local(number):
        return number

    with pytest.raises(Exception, match=r"local|load"):
        workers.map_chunks(local, [1], spoil)


def test_workers_prepared_beforehand_do_the_work_and_none_is_left():
    before = set(_children())
    workers.prepare(3, load_once)

    loaders = set(workers.map_chunks(find_loader, range(20), spoil, 2))
    workers.dismiss_prepared()

    assert len(loaders) == 1
    assert not loaders & {os.getpid(), None}
    assert set(_children()) == before


def test_loading_stops_where_it_has_come_to_when_there_is_work():
    workers.prepare(2, load_for_ever)

    assert workers.map_chunks(square, [1, 2], spoil, 2) == [1, 4]


def test_workers_that_nobody_needs_end_while_they_load():
    before = set(_children())
    workers.prepare(2, load_for_ever)
    workers.dismiss_prepared()

    assert set(_children()) == before


def test_what_cannot_be_loaded_beforehand_is_left_to_the_work():
    workers.prepare(2, load_once, "an argument that it does not take")

    assert workers.map_chunks(square, [1, 2], spoil, 2) == [1, 4]
    workers.dismiss_prepared()


def test_no_worker_outlives_its_call():
    before = set(_children())

    workers.map_chunks(square, [1, 2, 7], spoil, workers=2, seconds_per_item=0.2)

    assert set(_children()) == before


def _children():
    import psutil

    return [child.pid for child in psutil.Process().children(recursive=True)]
