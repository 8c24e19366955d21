"""Reports: the artifacts of a run, as Prefect's pages show them."""

from pathlib import Path

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from storage.outcomes import Run
from storage.readonly import run_query

_NEWEST = """
SELECT coalesce(CAST(t.date_start AS VARCHAR), '?') AS day, t.kind, t.status,
    coalesce(t.city, t.country, '') AS place, array_to_string(t.participants, ', ') AS people,
    string_agg(DISTINCT h.field, ', ') AS changed
FROM talks AS t JOIN talk_history AS h ON h.talk_id = t.talk_id
WHERE h.recorded_at = (SELECT max(finished_at) FROM runs WHERE run_id = ?)
GROUP BY ALL ORDER BY day LIMIT 50
"""


def publish_artifacts(database: Path, run: Run) -> None:
    """Create the run's table of figures and the digest of what is new."""
    figures = [
        {"figure": name.replace("_", " "), "value": getattr(run, name)}
        for name in run.__slots__
        if isinstance(getattr(run, name), int)
    ]
    create_table_artifact(key="run-figures", table=figures, description=f"Run {run.run_id}")
    create_markdown_artifact(key="run-digest", markdown=write_digest(database, run))


def write_digest(database: Path, run: Run) -> str:
    """Return what a run found new, as markdown."""
    _, rows = run_query(database, _NEWEST, [run.run_id])
    lines = [
        f"# Run {run.run_id}",
        "",
        f"Articles: {run.articles_new} new, {run.articles_relevant} relevant.",
        f"Claims: {run.claims}.",
        f"Talks: {run.talks_new} new, {run.talks_changed} changed.",
    ]
    if rows:
        lines += [
            "",
            "| day | kind | status | place | people | changed |",
            "|---|---|---|---|---|---|",
        ]
        lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")
