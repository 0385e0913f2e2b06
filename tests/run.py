#!/usr/bin/env python3
"""Runs every test of both builds and ends with the line `N passed, N failed, N skipped`.

usage: run.py ROOT [NAME…]      NAME: only tests whose name has it in it

The plain build runs everything; the sanitized one the unit tests and the fuzz corpus.
"""
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from pathlib import Path

BUILDS = (("build-test", []), ("build-asan", ["-L", "^(unit|fuzz)$"]))


def run(root, folder, selection, names):
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        only = ["-R", "|".join(map(re.escape, names))] if names else []
        command = ["ctest", "--test-dir", root / folder, "--output-junit", report.name, "--output-on-failure",
                   "--no-tests=ignore", "-j", str(os.cpu_count() or 1), *selection, *only]
        subprocess.run(command, stdin=subprocess.DEVNULL, check=False)
        text = Path(report.name).read_text(encoding="utf-8", errors="replace")
    return list(xml.fromstring(text)) if text else []


def outcome(case):
    if case.find("skipped") is not None:
        return "skipped"
    return "failed" if case.find("failure") is not None or case.get("status") == "fail" else "passed"


def main():
    root, names = Path(sys.argv[1]), sys.argv[2:]
    counts, told = {"passed": 0, "failed": 0, "skipped": 0}, []
    for folder, selection in BUILDS:
        cases = [case for case in run(root, folder, selection, names) if case.tag == "testcase"]
        if not cases and not names:
            told.append(f"failed {folder}: no test was found")
            counts["failed"] += 1
        for case in cases:
            counts[outcome(case)] += 1
            if outcome(case) != "passed":
                told.append(f"{outcome(case)} {folder} {case.get('name')}")
    print("\n".join(told))
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**counts))
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
