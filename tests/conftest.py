"""Options and profiles for all tests."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# Deterministic everywhere, so that a red run is red again; HYPOTHESIS_PROFILE=explore looks further.
settings.register_profile(
    "enfas",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "explore",
    deadline=None,
    max_examples=2000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "enfas"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--torture",
        type=int,
        default=6,
        metavar="N",
        help="how many times each torture test kills or cuts (the whole: make torture)",
    )


@pytest.fixture(scope="session")
def torture(request: pytest.FixtureRequest) -> int:
    """How many times a torture test kills its process or cuts its writes."""
    return int(request.config.getoption("--torture"))
