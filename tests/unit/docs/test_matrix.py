"""The version tables in README and docs have all versions and the latest test results."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
sys.path.append(str(ROOT / "tests" / "matrix"))
import report  # noqa: E402


@pytest.mark.parametrize("page", report.PAGES)
def test_tables_are_fresh(page):
    text = (ROOT / page).read_text()
    assert report.filled(text) == text, "run tests/matrix/report.py"


def test_results_belong_to_known_versions():
    assert set(report.results().get("servers", {})) <= set(report.servers())
    assert set(report.results().get("cores", {})) <= set(report.cores())
