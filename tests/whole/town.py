"""The sample town for the tests of what people see: the real programs read its recorded feeds into a real Redis, day by
day on an injected clock, and stand there to be looked at."""
import atexit
import http.client
import os
import re
import shutil
import socket
import struct
import subprocess
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from whole import BUILD, LIBEXEC, SOURCE, check, skip, wait_for_redis

FIRST = datetime(2026, 8, 22, 23, 0, tzinfo=timezone.utc)  # midnight in London
LAST_DAY = FIRST + timedelta(days=34)
MORNING_AFTER = LAST_DAY + timedelta(hours=31, minutes=31)
HOURS_OF_THE_LAST_DAY = (8, 10, 12, 14, 17, 20, 24)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def reads(ask):
    """How often a server has read all of the store, by its own count; `ask` gets its metrics."""
    return int(re.search(r"^earshot_store_reads_total (\d+)$", ask()[2].decode(), re.M)[1])


class Town:
    """`days` of the town's five weeks, the last ones; `more` is written below the configuration."""

    def __init__(self, days=35, more="", users=""):
        if not shutil.which("redis-server"):
            skip("redis-server is not installed")
        self.folder = Path(tempfile.mkdtemp(prefix="earshot-town-"))
        self.socket, self.config, self.clock = (self.folder / name for name in ("redis.sock", "earshot.conf", "clock"))
        self.letters, self.drop, self.logs = self.folder / "letters", self.folder / "drop", self.folder / "log"
        self.source_places = SOURCE / "tests/town/places.csv"
        self.drop.mkdir()
        self.days, self.children, self.page = days, [], None
        self.leave = {"Authorization": f"Bearer {users.split()[2]}"} if users else {}
        atexit.register(self.close)
        start = FIRST + timedelta(days=35 - days)
        self.redis = self.child("redis-server", "--port", "0", "--unixsocket", self.socket, "--save", "", "--dir",
                                self.folder, "--maxmemory-policy", "noeviction")
        self.set_clock(start)
        self.dropped = start
        self.feeds = self.child(LIBEXEC / "earshot-town", "serve", SOURCE / "tests/town/recorded").stdout
        self.configure(self.feeds.readline().strip(), more, self.write("users", users))
        wait_for_redis(self.socket)

    def child(self, *command):
        with open(self.logs, "ab") as log:
            process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=log, text=True, env=self.environment())
        self.children.append(process)
        return process

    def close(self):
        """Also at the end of a test that failed; a second time does nothing."""
        for process in reversed(self.children):
            process.terminate()
            process.wait()
        self.children = []
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self):
        return {**os.environ, "EARSHOT_CLOCK": str(self.clock)}

    def set_clock(self, when):
        with open(self.clock, "r+b" if self.clock.exists() else "wb") as file:
            file.write(struct.pack("=q", int(when.timestamp() * 1000)))
        self.now = when

    def write(self, name, text):
        """A file only its owner reads."""
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_text(text)
        return path if text else ""

    def configure(self, origin, more, users):
        self.write("token", "the-town-asks-for-none\n")
        self.config.write_text(f'''
council {{ name = "Aberwen Borough Council" name_cy = "Cyngor Bwrdeistref Aberwen"
          places = "{self.source_places}" contact_url = "https://www.aberwen.example/gwrando"
          accounts = {{"@cyngor@aberwen.social"}} }}
store {{ url = "unix://{self.socket}" state_dir = "{self.folder}/state" }}
mastodon "aberwen.social" {{ server = "{origin}" public = true every = "2m" }}
mastodon "@cyngor" {{ server = "{origin}" mentions = true token_file = "{self.folder}/token" every = "2m" }}
rss "Papur Aberwen" {{ url = "{origin}/papur/feed.xml" every = "10m" }}
rss "Fforwm Aberwen" {{ url = "{origin}/fforwm/atom.xml" every = "10m" }}
file "call centre" {{ path = "{self.drop}/calls-*.csv" settle = "0s"
                     columns = {{"time=time", "id=ref", "author=caller_ref", "text=note", "ward=ward"}} }}
manual "desk" {{ spool = "{self.folder}/heard" }}
file "survey" {{ path = "{self.drop}/survey-*.jsonl" settle = "0s" }}
mail {{ outbox = "{self.letters}" from = "earshot@aberwen.example" public_url = "https://earshot.aberwen.example" }}
digest "morning" {{ to = {{"comms@aberwen.example"}} at = "07:30" days = "daily" }}
alert "duty" {{ to = {{"duty@aberwen.example"}} }}
serve {{ listen = "127.0.0.1:0" users_file = "{users}" }}
privacy {{ keep_posts = "60d" }}
network {{ allow_private_addresses = true }}
{more}''')

    def run(self, program, *words, timeout=120):
        done = subprocess.run([str(LIBEXEC / f"earshot-{program}"), *map(str, words), "-c", str(self.config)],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout,
                              env=self.environment())
        with open(self.logs, "a", encoding="utf-8") as log:
            log.write(done.stderr)
        return done

    def step(self, when, programs=("collect", "analyse", "aggregate", "mail")):
        """What the programs do when the clock stands at `when`."""
        self.set_clock(when)
        since = str(int(self.dropped.timestamp() * 1000))
        done = subprocess.run([LIBEXEC / "earshot-town", "drop", "--since", since, SOURCE / "tests/town/recorded",
                               self.drop], capture_output=True, text=True, env=self.environment())
        check(done.returncode == 0, f"town drop: {done.stderr}")
        self.dropped = when
        for program in programs:
            done = self.run(program, program, "--once")
            check(done.returncode == 0, f"{program} at {when}: {done.returncode}: {done.stderr[-2000:]}")

    def live(self):
        """History at one step a day, the last day in seven, and the next morning's letters."""
        for day in range(35 - self.days + 1, 35):
            self.step(FIRST + timedelta(days=day))
        for hour in HOURS_OF_THE_LAST_DAY:
            self.step(LAST_DAY + timedelta(hours=hour))
        self.step(MORNING_AFTER)

    def serve(self):
        server = self.child(LIBEXEC / "earshot-serve", "serve", "-c", self.config)
        self.page = server.stdout.readline().strip()
        check(self.page.startswith("http://"), f"no page: {self.logs.read_text()[-2000:]}")
        self.port = int(self.page.rstrip("/").rpartition(":")[2])
        for _ in range(1200):
            if self.get("/readyz")[0] == 200:
                break
            time.sleep(0.05)
        return self.page.rstrip("/")

    def wait_for_news(self):
        """Until the server has read what the last step left: a reading that began before now may have missed some of it."""
        first = reads(lambda: self.get("/metrics", **self.leave))
        while reads(lambda: self.get("/metrics", **self.leave)) < first + 2:
            time.sleep(0.05)

    def get(self, path, method="GET", body=None, **headers):
        """(status, headers, body) of one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        found = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return found
