"""The `promtool` of the tests."""

import os

import pytest

from deploy.errors import UnsupportedPlatform
from deploy.prometheus.promtool import promtool


@pytest.fixture(scope="session")
def tool() -> str:
    """Path of promtool; without one here the test is skipped, but not where all have to pass."""
    try:
        return str(promtool())
    except UnsupportedPlatform as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
