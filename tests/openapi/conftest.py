"""The description of the application."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask


@pytest.fixture(scope="session")
def described(app: Flask) -> dict[str, Any]:
    """The OpenAPI document."""
    found: dict[str, Any] = app.test_client().get("/openapi.json").get_json()
    return found
