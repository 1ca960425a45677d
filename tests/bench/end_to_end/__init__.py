"""The parts of end_to_end_bench.py."""

import sys
from pathlib import Path

# Hosts, processes and their end are those of the integration tests.
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "integration"))
