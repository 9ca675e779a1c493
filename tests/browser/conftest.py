"""Browser tests use the Chromium of the system: `page` and `live_server` are all that a test asks for."""

import os

import pytest

from tests.environment import chromium

ARGS = [
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": chromium(), "args": [*ARGS, *sandbox], "headless": True}


@pytest.fixture(scope="session")
def browser_context_args(live_server):
    """Let `page.goto("/")` mean the site under test."""
    return {
        "base_url": live_server.url,
        "locale": "nl-NL",
        "timezone_id": "Europe/Amsterdam",
        "viewport": {"width": 1280, "height": 800},
    }
