"""A council's desk for the tests of letters and pages: a real Redis in a folder of its own, a configuration, and
records put into it as the aggregator and the collector would leave them."""
import atexit
import json
import os
import shutil
import struct
import subprocess
import tempfile
from datetime import datetime, timezone
from pathlib import Path

from whole import LIBEXEC, check, skip, wait_for_redis

FRIDAY = int(datetime(2026, 9, 24, 23, 0, tzinfo=timezone.utc).timestamp() * 1000)  # midnight in London
HOUR, DAY = 3600 * 1000, 24 * 3600 * 1000


def mood(value, people=300):
    return {"mood": value, "low": value - 5, "high": value + 5, "people": people, "posts": people}


def cell(issue, place, class_, people, usual, *quotes, name=None):
    found = {"issue": issue, "class": class_, "people": people, "posts": people, "usual": usual,
             "temperature": mood(-30, people), "quotes": list(quotes)}
    if place:
        found |= {"place": place, "place_name": name or place, "place_name_cy": name or place}
    return found


def quote(text, language="en", **more):
    return {"id": "mastodon:https://toot.example/1", "url": "https://toot.example/@a/1", "text": text,
            "language": language, "source": "toot.example", "at_ms": FRIDAY + 9 * HOUR, **more}


def day_summary(at=FRIDAY, **more):
    name = datetime.fromtimestamp((at + 2 * HOUR) / 1000, timezone.utc).strftime("%Y-%m-%d")
    return {"id": f"day:{name}", "period": "day", "from_ms": at, "to_ms": at + DAY, "complete": True, "people": 412,
            "posts": 618, "reposts": 12, "late": 1, "by_class": {"complaint": 96, "compliment": 31},
            "welsh_people": 96, "english_people": 316, "welsh_waiting": 3, "temperature": mood(-18.4),
            "earlier": [mood(-9), mood(-7), None, mood(-11)],
            "cells": [cell("waste.missed-collection", None, "complaint", 37, 4.2,
                           quote("Third week running, still no collection. Ring me on 01234 567890."),
                           quote("Dim casgliad eto ar Heol y Bont.", "cy")),
                      cell("waste.missed-collection", "y-bont", "complaint", 21, 1.1, name="Y Bont"),
                      cell("parks.grass", None, "complaint", 2, 1.0, quote("quoted alone, so never shown")),
                      cell("leisure.library", None, "compliment", 9, 2.0, quote("Lovely library, thank you"))],
            "sources": [{"name": "toot.example", "kind": "mastodon", "state": "ok", "last_success_ms": at + DAY,
                         "last_post_ms": at + DAY, "posts": 500},
                        {"name": "the paper", "kind": "rss", "state": "failing", "cause": "certificate expired",
                         "last_success_ms": at + 3 * HOUR, "last_post_ms": at, "posts": 4}],
            "analyser": "1.0.0+rules:test", **more}


def incident(name="bins-1", issue="waste.missed-collection", urgent=False, **more):
    return {"id": name, "issue": issue, "place": "y-bont", "place_name": "Bridge Quarter", "place_name_cy": "Y Bont",
            "kind": "complaint", "state": "open", "urgent": urgent, "first_seen_ms": FRIDAY + 7 * HOUR,
            "opened_ms": FRIDAY + 8 * HOUR, "updated_ms": FRIDAY + 8 * HOUR, "people": 12, "posts": 14,
            "expected": 1.4, "p": 0.0000042, "window_h": 3, "window_people": 9, "window_usual": 1.1, "reposts_not_counted": 3, "loud_not_counted": 0,
            "words": ["bins", "Heol y Bont"], "channels": [{"name": "mastodon", "people": 9}],
            "languages": [{"name": "en", "people": 8}, {"name": "cy", "people": 4}], "wards": [],
            "shown": [{"id": "mastodon:9", "url": "https://toot.example/@a/9", "text": "Bins missed again",
                       "language": "en", "kind": "mastodon", "source": "toot.example", "at_ms": FRIDAY + 7 * HOUR}],
            "log": [{"at_ms": FRIDAY + 8 * HOUR, "what": "opened", "people": 9, "expected": 1.1, "p": 0.00002}],
            "hourly": {"from_ms": FRIDAY + 4 * HOUR, "people": [0, 0, 1, 5, 6], "usual": [0.1, 0.2, 0.3, 0.4, 0.4]},
            **more}


def tell(one, what="opened", at=FRIDAY + 8 * HOUR):
    return f"tell:{one['id']}:{what}:{at}", {"what": what, "at_ms": at, "incident": one}


class Desk:
    def __init__(self, now=FRIDAY + DAY + 8 * HOUR, **settings):
        self.folder = Path(tempfile.mkdtemp(prefix="earshot-desk-"))
        self.socket, self.config = self.folder / "redis.sock", self.folder / "earshot.conf"
        if not shutil.which("redis-server"):
            skip("redis-server is not installed")
        self.redis = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", self.socket, "--save", "",
                                       "--maxmemory-policy", "noeviction", "--dir", self.folder],
                                      stdout=subprocess.DEVNULL)
        atexit.register(self.redis.kill)
        wait_for_redis(self.socket)
        self.clock = self.folder / "clock"
        self.set_clock(now)
        self.configure(**settings)

    def close(self):
        self.redis.terminate()
        self.redis.wait()
        shutil.rmtree(self.folder)

    def set_clock(self, now):
        fresh = self.folder / "clock.new"
        fresh.write_bytes(struct.pack("=q", now))
        if self.clock.exists():
            self.clock.write_bytes(fresh.read_bytes())
        else:
            fresh.rename(self.clock)

    def configure(self, smtp="smtp://127.0.0.1:1", outbox="", digest_to=("comms@aberwen.example",),
                  alert_to=("duty@aberwen.example",), listen="127.0.0.1:0", more=""):
        people = ", ".join(f'"{one}"' for one in digest_to)
        duty = ", ".join(f'"{one}"' for one in alert_to)
        self.config.write_text(
            f'council {{ name = "Aberwen Borough Council" name_cy = "Cyngor Bwrdeistref Aberŵen" }}\n'
            f'store {{ url = "unix://{self.socket}" state_dir = "{self.folder}/state" }}\n'
            f'mail {{ smtp = "{smtp}" from = "earshot@aberwen.example" outbox = "{outbox}" '
            f'public_url = "https://earshot.aberwen.example" }}\n'
            f'digest "morning" {{ to = {{{people}}} at = "07:30" }}\n'
            f'alert "duty" {{ to = {{{duty}}} }}\n'
            f'serve {{ listen = "{listen}" }}\n{more}\n')

    def cli(self, *words, stdin=None):
        done = subprocess.run(["redis-cli", "-s", self.socket, *words], input=stdin, capture_output=True, text=True)
        check(done.returncode == 0 and not done.stdout.startswith("ERR"), f"redis-cli {words[:3]}: {done.stdout}")
        return done.stdout.strip()

    def keep(self, family, name, value):
        self.cli("-x", "HSET", f"earshot:{{0}}:kept:{family}", name, stdin=json.dumps(value))

    def source(self, name, **health):
        record = json.dumps({"name": name, **health})
        self.cli("-x", "HSET", "earshot:{0}:sources", name, stdin=record)

    def post(self, name, value):
        self.cli("-x", "HSET", "earshot:{0}:outbox", name, stdin=json.dumps(value))

    def waiting(self):
        return self.cli("HKEYS", "earshot:{0}:outbox").split("\n") if self.cli("HLEN", "earshot:{0}:outbox") != "0" else []

    def environment(self):
        return {**os.environ, "EARSHOT_CLOCK": str(self.clock)}

    def command(self, program, *words):
        return [str(LIBEXEC / f"earshot-{program}"), *map(str, words), "-c", str(self.config)]

    def run(self, program, *words, timeout=60):
        return subprocess.run(self.command(program, *words), capture_output=True, text=True, timeout=timeout,
                              env=self.environment())
