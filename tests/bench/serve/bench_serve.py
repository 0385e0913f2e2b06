#!/usr/bin/env python3
"""How fast pages and data are served, with a month of posts in the store and 50 clients: p50 and p99 of each address,
beside /healthz in the same run, which is what the machine and the socket cost. Needs Debian's wrk.

usage: bench_serve.py [DAYS [POSTS_A_DAY [SECONDS]]]      30 10000 5"""
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "whole"))
from town import FIRST, MORNING_AFTER, Town
from whole import SOURCE, check, skip

CLIENTS = 50
TARGET_MS = 20
ADDRESSES = ("/healthz", "/?lang=cy", "/incidents?lang=en", "/issues?lang=en", "/issues/waste.missed-collection?lang=en", "/places?lang=cy",
             "/posts?lang=en", "/posts?lang=en&class=complaint&issue=roads.pothole", "/posts?lang=en&q=heating", "/days?lang=cy",
             "/days/2026-09-25?lang=en", "/sources?lang=en", "/feed.json", "/api/v1/incidents", "/api/v1/temperature",
             "/api/v1/temperature?issue=waste.missed-collection", "/api/v1/posts?limit=100", "/metrics",
             "/?lang=en&format=png&table=days")


def texts():
    found = []
    for path in sorted((SOURCE / "tests/town/texts").glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            parts = line.split("\t")
            if len(parts) >= 4 and not line.startswith("#"):
                found.append(parts[3])
    return found


def write_day(town, day, posts, words, chance):
    with open(town.drop / f"month-{day:02}.jsonl", "w", encoding="utf-8") as file:
        for i in range(posts):
            at = FIRST + timedelta(days=day, seconds=86400 * i / posts)
            file.write(json.dumps({"id": f"{day}-{i}", "date_published": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "content_text": chance.choice(words),
                                   "authors": [{"name": f"n{int(chance.paretovariate(0.7) * 50) % 20000}"}]}) + "\n")


def fill(days, posts):
    town = Town(days=days, more='file "month" { path = "DROP/month-*.jsonl" settle = "0s" }\n')
    town.config.write_text(town.config.read_text().replace("DROP/", f"{town.drop}/"))
    words, chance = texts(), random.Random(20260926)
    for day in range(35 - days, 35):
        write_day(town, day, posts, words, chance)
        town.step(FIRST + timedelta(days=day + 1), ("collect", "analyse", "aggregate"))
    town.step(MORNING_AFTER, ("collect", "analyse", "aggregate"))
    return town


def milliseconds(text):
    found = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text)  # "-nanus" where nothing was answered
    return float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[found[2]] if found else float("inf")


def ask(town, address, seconds):
    ran = subprocess.run(["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "--latency", f"http://127.0.0.1:{town.port}{address}"],
                         capture_output=True, text=True, check=True)
    check("Non-2xx" not in ran.stdout, f"{address}: {ran.stdout}")
    part = {name: milliseconds(re.search(rf"^ +{name}% +(\S+)", ran.stdout, re.M)[1]) for name in ("50", "99")}
    return part["50"], part["99"], float(re.search(r"Requests/sec:\s+([\d.]+)", ran.stdout)[1])


def settle(town):
    """How long the server reads the kept posts after its start, a slice at a time: until a second without a slow answer."""
    started = calm = time.monotonic()
    while time.monotonic() - calm < 1 and time.monotonic() - started < 120:
        before = time.monotonic()
        town.get("/healthz")
        if time.monotonic() - before > TARGET_MS / 1000:
            calm = time.monotonic()
        time.sleep(0.005)
    print(f"all posts are at hand {time.monotonic() - started:.0f} s after the start")


def main():
    if not shutil.which("wrk"):
        skip("wrk is not installed")
    days, posts, seconds = (int(sys.argv[i + 1]) if len(sys.argv) > i + 1 else value for i, value in enumerate((30, 10000, 5)))
    started = time.monotonic()
    town = fill(days, posts)
    print(f"{days} days of {posts} posts read in {time.monotonic() - started:.0f} s; {CLIENTS} clients, {os.cpu_count()} cores, "
          f"load {os.getloadavg()[0]:.1f}")
    town.serve()
    settle(town)
    for address in ADDRESSES:
        p50, p99, rate = ask(town, address, seconds)
        print(f"{p50:8.2f} ms p50  {p99:8.2f} ms p99{'  over' if p99 > TARGET_MS else '':6}  {rate:8.0f}/s  {len(town.get(address)[2]):7} bytes  {address}", flush=True)
    town.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
