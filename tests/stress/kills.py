"""Kill -9 at random moments of a run over the sample site, then run again and compare every table.

    python -m tests.stress.kills [ROUNDS] [SEED]

A round starts a run on an empty folder, kills it (fetching, reading, inside the transaction, at the
checkpoint, publishing), runs again undisturbed, and compares with a run that was never disturbed.
Prints a line a round and a table at the end; exit status 1 when a table differs or a file is left.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb

from flows.sample_site import serve_sample
from tests.command_line import TALKS

# What tells one run from another: moments, and the ids of runs.
CLOCK = {"fetched_at", "updated_at", "recorded_at", "seen_at", "run_id", "last_success_at",
         "last_attempt_at", "next_poll_at", "last_body_at", "superseded_at",
         "last_status"}  # fmt: skip  # 304 when the killed run had come to its end
NOT_CONTENT = {"migrations", "meta", "runs"}
AIMS = ("any moment", "any moment", "archived", "log written", "copy begun")


def command(folder: Path) -> list[str]:
    """Return the command of a run in this folder."""
    feeds, database = str(folder.parent / "feeds.toml"), str(folder / "talks.duckdb")
    return [*TALKS, "ingest", "--feeds", feeds, "--db", database, "--json"]


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a run in this folder."""
    return os.environ | {
        "TALKS_ALLOW_PRIVATE": "1",
        "TALKS_HOST_DELAY": "0",
        "TALKS_ARCHIVE": str(folder / "archive"),
    }


def run(folder: Path) -> float:
    """Run once, undisturbed, and return the seconds it took."""
    started = time.monotonic()
    done = subprocess.run(
        command(folder), env=environment(folder), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"the run after a kill failed: {done.stderr}")
    return time.monotonic() - started


def contents(database: Path) -> dict[str, list[str]]:
    """Return the rows of each table without what a clock or a run's id put there."""
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = [name for (name,) in connection.execute("SHOW TABLES").fetchall()]
        views = {
            n for (n,) in connection.execute("SELECT view_name FROM duckdb_views()").fetchall()
        }
        found = {}
        for table in sorted(set(tables) - views - NOT_CONTENT):
            columns = [row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall()]
            # `digest` of what was told holds hashes of rows that hold no clock: it is compared.
            listed = ", ".join(f'"{name}"' for name in columns if name not in CLOCK)
            rows = connection.execute(f"SELECT {listed} FROM {table}").fetchall()
            found[table] = sorted(map(repr, rows))
        return found


def orphans(folder: Path) -> list[str]:
    """Return the files that no undisturbed run leaves."""
    wanted = {"talks.duckdb", "ledger.duckdb", "ledger.lock"}
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and path.name not in wanted and not path.name.endswith(".warc.gz")
    ]


def kill_at(folder: Path, aim: str, seconds: float, chance: random.Random) -> str:
    """Start a run, kill it when it is where the aim says, and return what it left."""
    state = folder / "talks.duckdb.state"
    signs: dict[str, Callable[[], bool]] = {
        "archived": lambda: any(folder.rglob("*.warc.gz")),
        "log written": lambda: (state / "ledger.duckdb.wal").exists(),
        "copy begun": lambda: any(folder.glob(".talks.duckdb.*.tmp")),
    }
    delay = chance.uniform(0, seconds) if aim == "any moment" else chance.uniform(0, 0.1)
    with subprocess.Popen(
        command(folder),
        env=environment(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        while aim in signs and not signs[aim]() and process.poll() is None:
            time.sleep(0.001)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
    if process.returncode == 0:
        return "ended before"
    left = [name for name, sign in signs.items() if sign()]
    published = ["published"] if (folder / "talks.duckdb").exists() else []
    return ", ".join(left + published) or "nothing stored"


def main() -> None:
    """Run the rounds and print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    home = Path(tempfile.mkdtemp(prefix="talks-kills-"))
    told: Counter[str] = Counter()
    bad = 0
    from flows.embedded import prefect_server

    os.environ["PREFECT_HOME"] = str(home / "prefect")
    with prefect_server(), serve_sample() as feed_list:
        from prefect.server.api.server import SubprocessASGIServer

        os.environ["PREFECT_API_URL"] = SubprocessASGIServer().api_url  # one server for all runs
        (home / "feeds.toml").write_text(feed_list, "utf-8")
        spared = home / "spared"
        spared.mkdir()
        seconds = run(spared)
        wanted = contents(spared / "talks.duckdb")
        for number in range(rounds):
            folder = home / "killed"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            left = kill_at(folder, AIMS[number % len(AIMS)], seconds, chance)
            run(folder)
            found = contents(folder / "talks.duckdb")
            differing = [table for table in wanted if found.get(table) != wanted[table]]
            lying = orphans(folder)
            bad += bool(differing or lying)
            told[left] += 1
            print(f"{number + 1:4} {left:45} {differing or 'equal'} {lying or ''}", flush=True)
            for row in sorted(set(found["failures"]) ^ set(wanted["failures"])):
                print(f"     {row}", flush=True)  # a slow machine may fail pages, kills must not
    print("\nrounds  what the killed run left")
    for left, count in told.most_common():
        print(f"{count:6}  {left}")
    print(f"{bad:6}  rounds in which a table differed or a file was left")
    shutil.rmtree(home)
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
