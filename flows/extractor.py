"""The extractor that the user may bring: off unless the settings name one."""

from collections.abc import Sequence

from flows.settings import Settings
from storage.outcomes import Broken
from tasks import stages
from tasks.extract import Reading
from tasks.propose import Endpoint


def with_proposals(
    settings: Settings, readings: Sequence[Reading | Broken]
) -> list[Reading | Broken]:
    """Return the readings with what the settings' extractor adds to them, or as they are."""
    if not settings.extractor_url or not settings.extractor_model:
        return list(readings)
    endpoint = Endpoint(
        settings.extractor_url,
        settings.extractor_model,
        settings.extractor_key,
        settings.extractor_seconds,
    )
    return stages.propose(readings, endpoint)
