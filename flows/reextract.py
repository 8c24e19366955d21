"""Reextract: today's extractors over the stored articles; equals a fresh ingest of the pages."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow

from flows.extractor import with_proposals
from flows.ingest import summarize
from flows.progress import tell
from flows.reports import publish_artifacts
from flows.settings import load_settings
from storage.outcomes import Broken, Run, make_run_id
from tasks import stages
from tasks.extract import Reading
from tasks.extraction.version import EXTRACTOR_VERSION
from tasks.store import Harvest, load_articles


@flow(name="reextract")
def reextract(db: Path | None = None, since: datetime | None = None) -> dict[str, Any]:
    """Extract again from all stored articles, or from those since a moment; return the figures."""
    settings = load_settings({"db": db})
    started = datetime.now(UTC)
    articles = load_articles(settings.db, since)
    tell("read", len(articles))
    read = with_proposals(settings, stages.reread(stages.sealed(articles), settings.workers))
    readings = tuple(item for item in read if isinstance(item, Reading))
    run_id = make_run_id(started)
    run = Run(run_id, "reextract", started, datetime.now(UTC), extractor_version=EXTRACTOR_VERSION)
    broken = tuple(reading.broken for reading in readings if reading.broken)
    broken += tuple(item for item in read if isinstance(item, Broken))
    tell("store", len(readings))
    harvest = Harvest(run, readings=readings, broken=broken)
    stored = stages.store(settings.db, stages.sealed(harvest))
    publish_artifacts(settings.db, stored)
    return summarize(stored)


if __name__ == "__main__":
    reextract()
