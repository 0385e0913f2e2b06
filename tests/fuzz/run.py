#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fuzzes the parsers in turn and prints a line a parser: executions, executions a second, findings.

cmake --preset fuzz && ninja -C build-fuzz && tests/fuzz/run.py --executions 10000000 --hours 2 --keep FOLDER
FOLDER keeps the counts and the growing corpora, so that the next call carries on; a finding stays in FOLDER/findings.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent
COLLECTORS = ("bluesky csv discourse facebook feed_date file imap lemmy manual markdown markup mastodon notify open311 "
              "reddit rss telegram webhook x youtube").split()
SLICE_S = 120
INPUT_BYTES = 4096
MEMORY_MB = 2048
# Half of the time went into remembering where memory was taken; a finding is replayed by itself, and says it then.
SANITIZER = "malloc_context_size=0:quarantine_size_mb=8:max_malloc_fill_size=0"


def fuzz(parser, build, keep, executions):
    """One slice: (executions, seconds, findings)."""
    corpus, findings = keep / "corpus" / parser, keep / "findings"
    corpus.mkdir(parents=True, exist_ok=True)
    findings.mkdir(exist_ok=True)
    before = len(list(findings.glob(f"{parser}-*")))
    start = time.monotonic()
    run = subprocess.run([build / "tests" / f"fuzz_{parser}", f"-runs={executions}", f"-max_total_time={SLICE_S}",
                          f"-max_len={INPUT_BYTES}", f"-rss_limit_mb={MEMORY_MB}", "-timeout=10", "-entropic=0", "-print_final_stats=1",
                          f"-artifact_prefix={findings}/{parser}-", corpus, HERE / "corpus" / parser],
                         env={**os.environ, "ASAN_OPTIONS": SANITIZER}, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    said = run.stderr.decode(errors="replace")
    done = re.search(r"stat::number_of_executed_units: *(\d+)", said)
    found = len(list(findings.glob(f"{parser}-*"))) - before
    if run.returncode != 0:
        (findings / f"{parser}.log").write_text(said)
        found = max(found, 1)
    return int(done.group(1)) if done else 0, time.monotonic() - start, found


def show(counts):
    for parser, (executions, seconds, findings) in sorted(counts.items()):
        rate = executions / seconds if seconds else 0
        print(f"{parser:10} {executions:12,} executions {rate:8,.0f} a second {findings:3} findings", flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--build", type=pathlib.Path, default=HERE.parent.parent / "build-fuzz")
    options.add_argument("--keep", type=pathlib.Path, required=True)
    options.add_argument("--executions", type=int, default=10_000_000, help="of each parser, with those before")
    options.add_argument("--hours", type=float, default=1)
    options.add_argument("parsers", nargs="*", default=COLLECTORS)
    given = options.parse_args()
    given.keep.mkdir(parents=True, exist_ok=True)
    store = given.keep / "counts.json"
    counts = json.loads(store.read_text()) if store.exists() else {}
    end = time.monotonic() + given.hours * 3600
    while time.monotonic() < end:
        behind = [p for p in given.parsers if counts.get(p, [0])[0] < given.executions and not counts.get(p, [0, 0, 0])[2]]
        if not behind:
            break
        parser = min(behind, key=lambda p: counts.get(p, [0, 0])[1])  # each gets as much time
        so_far = counts.get(parser, [0, 0.0, 0])
        more = fuzz(parser, given.build, given.keep, given.executions - so_far[0])
        counts[parser] = [a + b for a, b in zip(so_far, more)]
        store.write_text(json.dumps(counts, indent=1))
    show(counts)
    return 1 if any(findings for _, _, findings in counts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
