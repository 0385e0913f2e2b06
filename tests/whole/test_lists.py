#!/usr/bin/env python3
"""Posts dropped into a running Earshot come out of `posts` and `tallies`: as a table, CSV without formulas, JSON Lines;
filtered; without authors; small numbers not told apart. `aggregate --once` beside it is quick; SIGTERM ends it all."""
import csv
import io
import json
import signal
import subprocess
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from whole import EARSHOT, check, earshot

HOSTILE = '=HYPERLINK("http://evil.example","bins")'
TEXTS = [("en", "Our bins have not been collected again"), ("cy", "Y biniau heb eu casglu eto"), ("en", HOSTILE),
         ("en", "Missed bin collection on our street\nfor the third week"), ("cy", "Diolch i griw'r parc, gwych")]


def post(number, when, language, text):
    return {"id": f"file:{number}", "url": f"https://survey.example/{number}", "content_text": text,
            "date_published": when.strftime("%Y-%m-%dT%H:%M:%SZ"), "language": language,
            "authors": [{"name": f"SecretAuthor{number}"}]}


def write_posts(folder):
    noon = datetime.now(timezone.utc).replace(minute=0, second=0) - timedelta(hours=30)
    posts = [post(i, noon + timedelta(minutes=i), *TEXTS[i % len(TEXTS)]) for i in range(25)]
    (folder / "drop").mkdir()
    path = folder / "drop" / "survey.jsonl"
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in posts))
    (folder / "drop" / "survey.jsonl.done").write_text("")
    return posts


def wait_for(config, wanted):
    """The posts, and their tallies, once all are through."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        lines = earshot("-c", config, "posts", "--format", "json").stdout.splitlines()
        days = earshot("-c", config, "tallies", "--format", "json", "--since", "5d").stdout.splitlines()
        counted = sum(json.loads(line).get("posts", 0) for line in days)
        if len(lines) == wanted and counted == wanted:
            return lines
        time.sleep(0.5)
    check(False, f"{len(lines)} posts and {counted} counted, not {wanted}")


def check_posts(config, lines):
    check("SecretAuthor" not in "".join(lines), "an author is told")
    first = json.loads(lines[0])
    check(first["post"]["content_text"] == TEXTS[0][1] and first["reading"]["language"] == "en", f"{first}")
    done = earshot("-c", config, "posts", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    check(len(rows) == 25, f"{len(rows)} rows of CSV")
    check(rows[2]["text"] == "'" + HOSTILE, f"a formula: {rows[2]['text']}")
    check(rows[3]["text"].count("\n") == 1, "a newline within a field")
    table = earshot("-c", config, "posts").stdout.splitlines()
    check(len(table) == 26 and table[0].startswith("time"), f"the table: {table[:2]}")
    welsh = earshot("-c", config, "posts", "--language", "cy", "--format", "json").stdout.splitlines()
    check(0 < len(welsh) < 25, f"{len(welsh)} in Welsh")
    check(earshot("-c", config, "posts", "--since", "1h").stdout.count("\n") == 1, "none in the last hour")
    check(earshot("-c", config, "posts", "--class", "rant").returncode == 2, "an unknown class")


def check_tallies(config):
    done = earshot("-c", config, "tallies", "--format", "csv", "--step", "hour", "--since", "40h")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    check(40 <= len(rows) <= 42, f"{len(rows)} hours")
    check(sum(int(row["people"]) for row in rows) == 25, f"people: {[row['people'] for row in rows]}")
    check(any(row["mood"] for row in rows), "a mood")
    few = earshot("-c", config, "tallies", "--format", "json", "--since", "5d", "--class", "compliment").stdout
    check('"people":2' not in few and '"people":1' not in few, f"small numbers: {few}")
    check(earshot("-c", config, "tallies", "--step", "hour", "--since", "800d").returncode == 1, "too many points")


def check_quick(config):
    times = []
    for _ in range(5):
        start = time.monotonic()
        done = earshot("-c", config, "aggregate", "--once")
        times.append(time.monotonic() - start)
        check(done.returncode == 0, f"aggregate --once: {done.stderr}")
    print(f"aggregate --once with nothing new: {1000 * min(times):.0f} ms through the front command")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = folder / "c.conf"
        config.write_text(f'store {{ state_dir = "{folder}/state" }}\nserve {{ listen = "127.0.0.1:0" }}\n'
                          f'mail {{ outbox = "{folder}/outbox" }}\n'
                          f'file "survey" {{ path = "{folder}/drop/*.jsonl"  every = "5s" }}\n')
        write_posts(folder)
        with open(folder / "log", "w", encoding="utf-8") as log:
            up = subprocess.Popen([EARSHOT, "-c", config, "up"], stdout=subprocess.DEVNULL, stderr=log)
        try:
            lines = wait_for(config, 25)
            check_posts(config, lines)
            check_tallies(config)
            check_quick(config)
        finally:
            start = time.monotonic()
            up.send_signal(signal.SIGTERM)
            code = up.wait(timeout=20)
        check(code == 0, f"up ended with {code}: {(folder / 'log').read_text()[-2000:]}")
        print(f"up ended {time.monotonic() - start:.1f} s after SIGTERM")


if __name__ == "__main__":
    main()
