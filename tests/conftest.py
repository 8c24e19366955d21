"""Fixtures: Prefect's own test server, the sample site, a database made from it once."""

import os
from pathlib import Path

import pytest

os.environ["TALKS_ALLOW_PRIVATE"] = "1"  # every site of the tests is on loopback
os.environ["TALKS_HOST_DELAY"] = "0"
os.environ.setdefault("TALKS_COMPILED", "0")  # what is tested is what stands in the sources


@pytest.fixture(scope="session")
def prefect_api():
    """One temporary server for every flow test; pure tests never pay for it."""
    from prefect.settings import (
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
        PREFECT_LOGGING_TO_API_ENABLED,
        temporary_settings,
    )
    from prefect.testing.utilities import prefect_test_harness

    with (
        prefect_test_harness(server_startup_timeout=90),
        temporary_settings(
            {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None, PREFECT_LOGGING_TO_API_ENABLED: False}
        ),
    ):
        yield


@pytest.fixture(scope="session")
def sample(prefect_api, tmp_path_factory) -> Path:
    """The published database of one run over the sample site."""
    from flows.ingest import ingest
    from flows.sample_site import serve_sample

    folder = tmp_path_factory.mktemp("sample")
    os.environ["TALKS_ARCHIVE"] = str(folder / "archive")
    with serve_sample() as feed_list:
        (folder / "feeds.toml").write_text(feed_list, "utf-8")
        ingest(folder / "feeds.toml", folder / "talks.duckdb")
    return folder / "talks.duckdb"
