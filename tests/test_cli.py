"""The command line as a user meets it: one line for every error, and the right exit status."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from storage.schema import VIEWS
from tests.command_line import GOOD, ROOT, TALKS, feed_list, talks, unused_port
from tests.readme_examples import EXAMPLE, README, renewed


def test_an_ingest_without_network_is_one_line_and_status_1(tmp_path):
    feeds = feed_list(tmp_path, GOOD.format(url=f"http://127.0.0.1:{unused_port()}/feed"))

    done = talks(
        "ingest", "--feeds", feeds, "--db", tmp_path / "t.duckdb",
        PREFECT_HOME=str(tmp_path / "prefect"), TALKS_ARCHIVE=str(tmp_path / "archive"),
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("talks: none of the 1 feeds could be polled")
    assert done.stderr.count("\n") == 1


def test_what_the_server_says_of_its_end_is_not_told(tmp_path):
    script = (
        "import logging; from flows.manual import run_quietly\n"
        "def run():\n"
        "    from prefect import flow\n"
        "    @flow\n"
        "    def quiet():\n"
        "        logging.getLogger('prefect.server.services').error('1 events to retry')\n"
        "        logging.getLogger('EventsWorker').warning('still processing')\n"
        "    quiet()\n"
        "    return {}\n"
        "run_quietly(run, as_json=True)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120,
        env=os.environ | {"PREFECT_HOME": str(tmp_path)},
    )  # fmt: skip

    assert done.stderr == ""


ALL_FORMATS = ("table", "csv", "json", "markdown")
WRONG_USE = {
    "an unknown key in the feed list": (["ingest", "--feeds", "{feeds}"], 2, "unknown key"),
    "no feed list": (["ingest", "--feeds", "nowhere.toml"], 2, "cannot read nowhere.toml"),
    "no database": (["timeline", "--db", "nowhere.duckdb"], 1, "run `talks ingest` first"),
    "a wrong kind": (["timeline", "--kind", "picnic"], 2, "is none of call, summit"),
    "a wrong day": (["timeline", "--since", "soon"], 2, "is no date like"),
    "a command there is not": (["report?"], 2, "No such command 'report?'; see `talks --help`"),
    "an argument too few": (["sql"], 2, "Missing argument 'query'; see `talks sql --help`"),
    "a limit that is no number": (["ingest", "--limit", "x"], 2, "Invalid value for '--limit'"),
    "a wrong format": (["sql", "SELECT 1", "--format", "xml"], 2, "is none of table, csv"),
}


@pytest.mark.parametrize(("arguments", "status", "message"), WRONG_USE.values(), ids=WRONG_USE)
def test_wrong_use_is_told_in_one_line(tmp_path, arguments, status, message):
    feeds = feed_list(tmp_path, GOOD.format(url="http://x/") + 'colour = "red"\n')

    done = talks(*(a.format(feeds=feeds) for a in arguments), PREFECT_HOME=str(tmp_path / "p"))

    assert done.returncode == status
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_wrong_setting_is_named():
    done = talks("timeline", TALKS_LIMIT="many")

    assert (done.returncode, done.stderr) == (
        2,
        "talks: TALKS_LIMIT must be a whole number, not 'many'\n",
    )


def test_an_output_that_takes_nothing_is_one_line_and_status_1():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*TALKS, "feeds", "list"], stdout=full, stderr=subprocess.PIPE, text=True, check=False,
            env=os.environ | {"TALKS_FEEDS": str(ROOT / "feeds.toml")},
        )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr == "talks: [Errno 28] No space left on device\n"


def test_a_talk_is_shown_with_who_led_and_who_called_it_off(sample):
    listed = json.loads(talks("timeline", "--db", sample, "--json").stdout)
    (led,) = (t["talk_id"] for t in listed if t["date_start"] == "2025-02-27" and t["heads"])
    query = "SELECT talk_id FROM talks WHERE called_off_by = 'US' ORDER BY articles DESC LIMIT 1"
    off = json.loads(talks("sql", query, "--db", sample, "--format", "json").stdout)[0]["talk_id"]

    def shown(talk_id):
        lines = talks("show", talk_id, "--db", sample).stdout.splitlines()
        return [" ".join(line.split()) for line in lines]

    assert "led by coulter, darchiev" in shown(led)
    assert "called_off_by US" in shown(off)


def test_letters_that_a_terminal_cannot_show_are_spelled_out(sample):
    query = "SELECT title FROM articles WHERE language = 'ru'"

    done = talks("sql", query, "--db", sample, PYTHONIOENCODING="ascii")

    assert done.returncode == 0
    assert "\\u0441" in done.stdout


def test_the_talks_are_printed_and_shown_with_their_evidence(sample):
    listed = json.loads(talks("timeline", "--db", sample, "--json").stdout)

    shown = talks("show", listed[0]["talk_id"], "--db", sample)

    assert len(listed) > 20
    assert {talk["kind"] for talk in listed} >= {"call", "summit", "delegation"}
    assert "Evidence" in shown.stdout
    assert shown.returncode == 0


def test_the_evidence_of_a_talk_is_told_in_whole_sentences(sample):
    query = "SELECT talk_id FROM talks WHERE city = 'Riyadh' AND kind = 'ministerial'"
    talk_id = talks("sql", query, "--db", sample, "--format", "csv").stdout.split()[1]

    shown = talks("show", talk_id, "--db", sample).stdout

    assert "“The meeting follows the Feb. 18 talks in Riyadh, where" in shown
    assert "“18 talks" not in shown


def test_the_timeline_can_be_chosen_from(sample):
    listed = json.loads(
        talks(
            "timeline", "--db", sample, "--json", "--kind", "call", "--since", "2025-03-01"
        ).stdout
    )

    assert listed
    assert {talk["kind"] for talk in listed} == {"call"}
    assert min(talk["date_start"] for talk in listed) >= "2025-03-01"


@pytest.mark.parametrize(
    ("day", "as_written"),
    [
        ("20260310", "2026-03-10"),
        ("2026-W11-2", "2026-03-10"),
        ("2026-03-10T01:00+03", "2026-03-10"),
    ],
)
def test_a_day_may_be_written_as_the_standard_allows(sample, day, as_written):
    found = [talks("timeline", "--db", sample, "--json", "--since", d) for d in (day, as_written)]

    assert found[0].stderr == ""
    assert json.loads(found[0].stdout) == json.loads(found[1].stdout)


def test_a_talk_of_a_month_or_of_days_is_chosen_by_any_of_its_days(sample):
    listed = json.loads(talks("timeline", "--db", sample, "--json", "--since", "2026-02-18").stdout)

    assert ("2026-02-17", "2026-02-18") in {(t["date_start"], t["date_end"]) for t in listed}
    assert ("2026-03-01", "month") in {(t["date_start"], t["date_precision"]) for t in listed}
    assert "2026-02-17" not in {t["date_start"] for t in listed if not t["date_end"]}


def test_a_narrow_terminal_shows_days_and_ids_whole(sample):
    listed = json.loads(talks("timeline", "--db", sample, "--json").stdout)

    shown = talks("timeline", "--db", sample, FORCE_COLOR="1", COLUMNS="80").stdout

    assert max(map(len, re.sub("\x1b[^m]*m", "", shown).splitlines())) <= 80
    assert all(talk["talk_id"][:8] in shown for talk in listed)
    assert all(talk["date_start"][:7] in shown for talk in listed if talk["date_start"])
    assert "…" not in shown


def test_what_a_format_cannot_hold_does_not_break_it(sample):
    query = (
        "SELECT 1 AS n, 2 AS n, 0.0 / 0 AS ratio, 1.5 AS part, 'a|b' || chr(10) || 'c' AS words,"
        " TIMESTAMPTZ '2025-01-01 00:00:01.5+00' AS moment"
    )
    found = {f: talks("sql", query, "--db", sample, "--format", f).stdout for f in ALL_FORMATS}

    (row,) = json.loads(found["json"], parse_constant=pytest.fail)
    assert (row["n"], row["n_1"], row["ratio"], row["part"]) == (1, 2, None, 1.5)
    assert found["markdown"].splitlines()[2].count(" | ") == 5
    assert "a\\|b c" in found["markdown"]
    assert "2025-01-01 00:00:01.5" in found["csv"]


@pytest.mark.parametrize(
    ("output", "start"),
    [("csv", "n\n"), ("markdown", "| n |\n|---|\n"), ("json", '[\n {\n  "n":')],
)
def test_a_query_is_printed_in_the_format_asked_for(sample, output, start):
    done = talks("sql", "SELECT count(*) AS n FROM articles", "--db", sample, "--format", output)

    assert done.stdout.startswith(start)
    assert "50" in done.stdout


def test_the_answers_in_the_readme_are_those_of_the_sample_site(sample):
    readme = README.read_text("utf-8")

    assert len(EXAMPLE.findall(readme)) == readme.count("```sql") > 10
    assert renewed(readme, sample) == readme  # `python -m tests.readme_examples` writes them anew


def test_every_view_and_macro_is_in_an_example_of_the_readme():
    queries = " ".join(query for query, _ in EXAMPLE.findall(README.read_text("utf-8")))
    unseen = [f.name for f in VIEWS.iterdir() if f.name.removesuffix(".sql") not in queries]

    assert set(unseen) <= {"timeline.sql", "open_failures.sql"}  # `talks timeline`, `doctor`


def test_talks_are_merged_confirmed_and_split_by_hand(sample, tmp_path):
    shutil.copytree(sample.parent, tmp_path / "mine")
    mine = tmp_path / "mine" / sample.name

    def listed():
        found = talks("timeline", "--db", mine, "--json", "--kind", "call")
        return [talk["talk_id"] for talk in json.loads(found.stdout)]

    before = listed()[:2]
    (one,) = talks("merge", *before, "--db", mine).stdout.split()
    (other,) = set(before) - {one}
    assert other not in listed()
    shown = talks("show", other, "--db", mine).stdout
    assert shown.startswith(f"{other} is part of {one} now")

    assert talks("confirm", one, "--db", mine).stdout.split() == [one]
    query = f"SELECT any_value(article_id) AS a FROM talk_claims WHERE talk_id = '{one}'"
    article = talks("sql", query, "--db", mine, "--format", "csv").stdout.split()[1]
    assert len(talks("split", one, article, "--db", mine).stdout.split()) == 2
    assert talks("merge", "no such talk", one, "--db", mine).returncode == 1
    assert one in listed()


def test_the_doctor_says_what_is_missing(tmp_path):
    done = talks("doctor", "--db", tmp_path / "t.duckdb", "--feeds", ROOT / "feeds.toml")

    assert done.returncode == 1
    assert "ok       feed list" in done.stdout
    assert "problem  database: there is no" in done.stdout


def test_light_commands_do_not_load_heavy_libraries():
    script = (
        "import sys; import flows.cli, flows.printing\n"
        "print({'prefect', 'trafilatura', 'feedparser'} & set(sys.modules))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout == "set()\n"
