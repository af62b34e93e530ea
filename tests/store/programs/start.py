"""Publishes version 1 with the counter at 0. Usage: start.py FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

from changes import first

if __name__ == "__main__":
    first(Path(sys.argv[1]))
