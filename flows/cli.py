"""The `talks` command: every use of the project from a terminal."""

import atexit
import io
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from flows.settings import Settings, SettingsError, load_settings

app = typer.Typer(
    help="Follow the Russia-US talks through the news.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
feeds_app = typer.Typer(help="The feed list and the health of each feed.", no_args_is_help=True)
app.add_typer(feeds_app, name="feeds")

Database = Annotated[
    Path | None, typer.Option("--db", help="The published database (TALKS_DB).", show_default=False)
]
FeedFile = Annotated[
    Path | None, typer.Option("--feeds", help="The feed list (TALKS_FEEDS).", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]

USAGE = 2  # exit status: wrong usage or configuration
FAILED = 1  # exit status: the run failed


class CommandError(Exception):
    """Something a user can mend; printed as one line, with the exit status to leave with."""

    def __init__(self, message: str, status: int = FAILED) -> None:
        super().__init__(message, status)
        self.status = status

    def __str__(self) -> str:
        return " ".join(str(self.args[0]).split())


def settings_from(**flags: Any) -> Settings:  # noqa: ANN401  # a flag of any type
    """Return the settings with the given flags; a CommandError when one cannot be used."""
    try:
        return load_settings(flags)
    except SettingsError as error:
        raise CommandError(str(error), USAGE) from error


@app.command()
def demo() -> None:
    """Run everything over the embedded sample news site; needs no network."""
    from flows.demo import run_demo

    run_demo()


@app.command()
def ingest(
    feeds: FeedFile = None,
    db: Database = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Only the feed with this id; repeatable.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", help="Fetch at most this many pages.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Fetch also what cannot concern the talks.")
    ] = False,
    json: AsJson = False,  # the option's name
) -> None:
    """Poll the feeds, fetch what is new, extract, store and publish: one run."""
    from flows.manual import run_ingest

    settings = settings_from(feeds=feeds, db=db, limit=limit)
    run_ingest(settings, only or [], as_json=json, every=every)


@app.command()
def serve(db: Database = None, feeds: FeedFile = None) -> None:
    """Serve every deployment on its schedule, in one process, until interrupted."""
    from flows.serving import serve_all

    serve_all(settings_from(db=db, feeds=feeds))


@app.command()
def timeline(
    since: Annotated[
        str | None, typer.Option(help="First day, YYYY-MM-DD; leaves undated talks out.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Last day, YYYY-MM-DD; leaves undated talks out.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="call, summit, ministerial …")] = None,
    status: Annotated[str | None, typer.Option(help="possible, scheduled, held …")] = None,
    topic: Annotated[str | None, typer.Option(help="visas, direct_flights …")] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="What this database knew then (ISO 8601).")
    ] = None,
    reported_by: Annotated[
        str | None, typer.Option("--reported-by", help="What was published by the end of a day.")
    ] = None,
    db: Database = None,
    json: AsJson = False,  # the option's name
) -> None:
    """Print the talks, oldest first."""
    from flows.printing import Choice, print_timeline

    choice = Choice(since, until, kind, status, topic, as_of, reported_by)
    print_timeline(settings_from(db=db).db, choice, as_json=json)


@app.command()
def show(talk_id: str, db: Database = None) -> None:
    """Print one talk: its facts, how each changed, and the sentences that prove them."""
    from flows.showing import print_talk

    print_talk(settings_from(db=db).db, talk_id)


@app.command()
def merge(talk_id: str, others: list[str], db: Database = None) -> None:
    """Judge that talks are one: it wins over the rules, and over what was judged before."""
    from flows.judging import judge_same

    judge_same(settings_from(db=db).db, [talk_id, *others])


@app.command()
def split(talk_id: str, articles: list[str], db: Database = None) -> None:
    """Judge that what these articles (URLs, ids of articles or claims) tell is another talk."""
    from flows.judging import judge_different

    judge_different(settings_from(db=db).db, talk_id, articles)


@app.command()
def confirm(talk_id: str, db: Database = None) -> None:
    """Judge that a talk is one as it stands: the rules part its claims no more."""
    from flows.judging import judge_same

    judge_same(settings_from(db=db).db, [talk_id])


@app.command()
def sql(
    query: str,
    db: Database = None,
    output: Annotated[
        str, typer.Option("--format", help="table, csv, json or markdown.")
    ] = "table",
) -> None:
    """Run a read-only query on the published database."""
    from flows.printing import print_query

    print_query(settings_from(db=db).db, query, output)


@app.command()
def reextract(
    since: Annotated[str | None, typer.Option(help="Only articles published since.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All articles (the default).")] = False,
    db: Database = None,
) -> None:
    """Run today's extractors over the stored articles."""
    from flows.manual import run_reextract

    if since is not None and every:
        raise CommandError("give --since or --all, not both", USAGE)
    run_reextract(settings_from(db=db), since)


@app.command()
def backfill(
    sources: list[str],
    db: Database = None,
    feeds: FeedFile = None,
    limit: Annotated[
        int | None, typer.Option("--limit", help="Fetch at most this many pages.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", help="Of sitemaps, no pages older than this day.")
    ] = None,
) -> None:
    """Store pages that no feed lists any more.

    A source is the address or file of a sitemap, a file of addresses, one a line, or a WARC file
    or a folder of them: that of our own archive rebuilds the whole database.
    """
    from flows.manual import run_backfill

    run_backfill(settings_from(db=db, feeds=feeds, limit=limit), sources, since)


@app.command()
def doctor(db: Database = None, feeds: FeedFile = None) -> None:
    """Check configuration, database, archive and feeds; say what to do about each problem."""
    from flows.diagnosis import print_diagnosis

    print_diagnosis(settings_from(db=db, feeds=feeds))


@feeds_app.command("list")
def feeds_list(feeds: FeedFile = None) -> None:
    """Print the feed list."""
    from flows.feed_list import print_feeds

    print_feeds(settings_from(feeds=feeds))


@feeds_app.command("check")
def feeds_check(feeds: FeedFile = None, db: Database = None) -> None:
    """Explain the state of each feed in words."""
    from flows.feed_list import print_feed_health

    print_feed_health(settings_from(feeds=feeds, db=db))


@feeds_app.command("import")
def feeds_import(
    file: Path,
    language: Annotated[
        str, typer.Option(help="ISO 639-1 code of feeds that do not name theirs.")
    ] = "en",
    feeds: FeedFile = None,
) -> None:
    """Add the feeds of an OPML file to the feed list."""
    from flows.feed_list import import_opml

    import_opml(settings_from(feeds=feeds), file, language)


@feeds_app.command("export")
def feeds_export(file: Path, feeds: FeedFile = None) -> None:
    """Write the feed list as an OPML file, for any feed reader."""
    from flows.feed_list import export_opml

    export_opml(settings_from(feeds=feeds), file)


def main() -> None:
    """Run the command line: errors a user can cause are one line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a title may hold what the terminal cannot show
            stream.reconfigure(errors="backslashreplace")
    status = 0
    try:
        status = app(prog_name="talks", standalone_mode=False) or 0
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else FAILED
    except TyperException as error:
        status = error.exit_code
        tell_wrong_use(error)
    except CommandError as error:
        print(f"talks: {error}", file=sys.stderr)  # noqa: T201
        status = error.status
    except BrokenPipeError:
        status = FAILED
    except OSError as error:  # of a disk or a terminal, not of an input: those are values
        print(f"talks: {error}", file=sys.stderr)  # noqa: T201
        status = FAILED
    leave(status)


def tell_wrong_use(error: TyperException) -> None:
    """Print what is wrong with a command as one line; nothing when the help was the answer."""
    message = " ".join(error.format_message().split()).rstrip(".")
    command = getattr(getattr(error, "ctx", None), "command_path", "talks")
    if message:
        print(f"talks: {message}; see `{command} --help`", file=sys.stderr)  # noqa: T201


def leave(status: int) -> None:
    """End the process at once after the exit functions.

    Interpreter shutdown after a Prefect run would make DuckDB's binding print pages of warnings
    about objects that Prefect's threads still hold.
    """
    atexit._run_exitfuncs()  # there is no public way to run them early
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        pass
    except OSError as error:
        print(f"talks: {error}", file=sys.stderr)  # noqa: T201
        status = FAILED
    sys.stderr.flush()
    os._exit(status)
