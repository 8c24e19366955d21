import pytest

from tests.news_site import serve_news_site


@pytest.fixture
def site():
    with serve_news_site() as found:
        yield found
