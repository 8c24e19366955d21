"""Records and rows: what goes in comes out, once."""

from dataclasses import asdict, fields

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import tables
from storage.database import ledger_path, open_ledger, transaction
from storage.outcomes import Run
from storage.records import Article, TalkChange, TalkClaim
from storage.rows import TABLES, clean

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=80)


def as_stored(value):
    return [as_stored(item) for item in value] if isinstance(value, list | tuple) else value


def test_every_record_comes_back_with_every_value(ledger, write, record):
    names = [field.name for field in fields(record)]
    listed = ", ".join(f'"{name}"' for name in names)

    write(ledger, record)
    row = ledger.execute(f"SELECT {listed} FROM {TABLES[type(record)]}").fetchone()

    expected = {name: as_stored(value) for name, value in asdict(record).items()}
    assert dict(zip(names, row, strict=True)) == expected


def test_every_record_written_twice_is_there_once(ledger, write, record):
    write(ledger, record, record)
    write(ledger, record)
    write(ledger, record, replace=True)

    assert ledger.table(TABLES[type(record)]).shape[0] == 1


def test_every_column_of_a_table_is_a_field_of_its_record(ledger):
    for record_type, table in TABLES.items():
        columns = [row[0] for row in ledger.execute(f"DESCRIBE {table}").fetchall()]

        assert sorted(columns) == sorted(field.name for field in fields(record_type)), table


def test_a_row_stays_unless_replacing_is_asked_for(ledger, write, sample):
    write(ledger, sample(Article, title="first"))

    write(ledger, sample(Article, title="second"))
    assert ledger.execute("SELECT title FROM articles").fetchall() == [("first",)]

    write(ledger, sample(Article, title="second"), replace=True)
    assert ledger.execute("SELECT title FROM articles").fetchall() == [("second",)]


def test_two_changes_of_one_talk_are_two_rows(ledger, write, sample):
    write(ledger, sample(TalkChange), sample(TalkChange, field="city", old_value=None))

    assert ledger.table("talk_history").shape[0] == 2


def test_a_value_outside_its_closed_set_is_refused_and_nothing_is_written(ledger, write, sample):
    with pytest.raises(duckdb.ConstraintException):
        write(ledger, sample(Run), sample(TalkClaim, kind="chat"))

    assert ledger.table("runs").shape[0] == 0


def test_writing_equal_articles_again_does_not_let_the_file_grow(database, sample):
    articles = [sample(Article, article_id=str(n), text=f"{n} " * 2000) for n in range(300)]
    sizes = []

    for _ in range(3):
        with open_ledger(database) as ledger, transaction(ledger):
            tables.write(ledger, articles, replace=True)
        sizes.append(ledger_path(database).stat().st_size)

    assert sizes[0] == sizes[1] == sizes[2]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=ANY_TEXT)
def test_any_text_can_be_stored_and_keeps_its_length(ledger, sample, text):
    with transaction(ledger):
        tables.write(ledger, [sample(Article, text=text)], replace=True)

    (stored,) = ledger.execute("SELECT text FROM articles").fetchone()

    assert stored == clean(text)
    assert len(stored) == len(text)
