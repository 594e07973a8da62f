"""Coverage by floor: every branch of floors 0 to 2, and nine lines in ten above them."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

COMPLETE = {"core", "model", "lake", "registry"}
WANTED_ABOVE = 90.0


def main() -> int:
    """Print covered and wanted per package; 1 when any falls short."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        command = [sys.executable, "-m", "coverage", "json", "-q", "-o", str(report)]
        subprocess.run(command, check=True)
        files = json.loads(report.read_text("utf-8"))["files"]
    short = False
    for package, (covered, total) in sorted(_by_package(files).items()):
        share = 100 * covered / total if total else 100.0
        wanted = 100.0 if package in COMPLETE else WANTED_ABOVE
        short = short or share < wanted
        verdict = "enough" if share >= wanted else "SHORT"
        print(f"{package:12} {share:6.2f} % of {wanted:g} % wanted: {verdict}")
    return 1 if short else 0


def _by_package(files: dict[str, dict[str, dict[str, int]]]) -> dict[str, tuple[int, int]]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for name, entry in files.items():
        parts = Path(name).parts
        package = parts[parts.index("jidi") + 1]
        summary = entry["summary"]
        sums[package][0] += summary["covered_lines"] + summary["covered_branches"]
        sums[package][1] += summary["num_statements"] + summary["num_branches"]
    return {package: (covered, total) for package, (covered, total) in sums.items()}


if __name__ == "__main__":
    sys.exit(main())
