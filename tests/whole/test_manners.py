#!/usr/bin/env python3
"""How the collector behaves towards the servers of others, read from a server's log; and what it makes of servers
that behave badly. The clock is held by the test, so that an hour's patience takes no time."""
import gzip
import json
import os
import re
import resource
import shutil
import struct
import subprocess
import tempfile
import threading
import time
import zlib
from collections import defaultdict
from datetime import datetime, timezone
from email.utils import format_datetime, formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from whole import BUILD, LIBEXEC, check, earshot, skip, wait_for_redis

START_MS = 1795162530000
MINUTE = 60_000
ETAG, MODIFIED = 'W/"odd, \\ etag\'"', "Fri, 20-Nov-26 08:00:00 GMT"


def feed(*titles):
    items = "".join(f"<item><guid isPermaLink='false'>urn:{title}</guid><title>{title}</title></item>" for title in titles)
    return f"<rss version='2.0'><channel>{items}</channel></rss>".encode()


class Clock:
    def __init__(self, path):
        self.path, self.now_ms = path, START_MS
        self.move(0)

    def move(self, ms):
        self.now_ms += ms
        self.path.write_bytes(struct.pack("=q", self.now_ms))


class Handler(BaseHTTPRequestHandler):
    """Answers a path with what stands in `routes`: a function of (handler, number of the request to this path)."""
    protocol_version = "HTTP/1.1"
    routes, log, counts = {}, [], defaultdict(int)
    running, most_running, lock, connections = 0, 0, threading.Lock(), 0

    def setup(self):
        super().setup()
        with self.lock:
            Handler.connections += 1

    def log_message(self, *_):
        pass

    def do_GET(self):
        with self.lock:
            Handler.counts[self.path] += 1
            number = Handler.counts[self.path]
            Handler.log.append((self.path, {"method": self.command, **{name.lower(): value for name, value in self.headers.items()}}))
            Handler.running += 1
            Handler.most_running = max(Handler.most_running, Handler.running)
        try:
            self.routes.get(self.path, lambda handler, _: handler.answer(404, b"none"))(self, number)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with self.lock:
                Handler.running -= 1

    def do_HEAD(self):
        self.do_GET()

    def answer(self, status=200, body=b"", **headers):
        self.send_response(status)
        headers.setdefault("content_length", str(len(body)))
        if status == 200 and headers.pop("validators", True):
            headers.setdefault("etag", f'"{zlib.crc32(body)}"')
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if status != 304 and self.command != "HEAD":
            self.wfile.write(body)


class World:
    def __init__(self):
        self.dir = Path(tempfile.mkdtemp(prefix="earshot-manners-"))
        self.clock = Clock(self.dir / "clock")
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None # who hangs up on a bomb is right
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.origin = "http://127.0.0.1:%d" % self.server.server_address[1]
        self.redis = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", self.dir / "redis.sock", "--save", "",
                                       "--dir", self.dir], stdout=subprocess.DEVNULL)
        wait_for_redis(self.dir / "redis.sock")

    def close(self):
        self.redis.terminate()
        self.redis.wait()
        self.server.shutdown()
        shutil.rmtree(self.dir, ignore_errors=True)

    def configure(self, sources, private=True):
        Handler.routes, Handler.log, Handler.most_running = {}, [], 0
        Handler.counts.clear()
        text = (f'council {{ contact_url = "https://council.example/listening" }}\n'
                f'store {{ url = "unix://{self.dir}/redis.sock" state_dir = "{self.dir}/state" }}\n'
                f'network {{ allow_private_addresses = {str(private).lower()} }}\n{sources}\n')
        (self.dir / "earshot.conf").write_text(text)

    def collect(self, code=0):
        done = subprocess.run([LIBEXEC / "earshot-collect", "-c", self.dir / "earshot.conf", "collect", "--once"],
                              capture_output=True, text=True, timeout=120,
                              env={**os.environ, "EARSHOT_CLOCK": str(self.clock.path)})
        check(done.returncode == code, f"collect ended with {done.returncode}: {done.stderr}")
        return done.stderr

    def health(self, name):
        done = earshot("-c", self.dir / "earshot.conf", "status", "--json", env={"EARSHOT_CLOCK": str(self.clock.path)})
        found = [one for one in json.loads(done.stdout)["sources"] if one["name"] == name]
        check(found, f"no health of {name}: {done.stdout}{done.stderr}")
        return found[0]

    def rss(self, name, path, every="10m"):
        return f'rss "{name}" {{ url = "{self.origin}{path}" every = "{every}" }}'


def asked(path):
    return [headers for one, headers in Handler.log if one == path]


def test_validators(world):
    world.configure(world.rss("validators", "/v"))
    Handler.routes["/v"] = lambda handler, n: (
        handler.answer(304) if handler.headers.get("If-None-Match") == ETAG else
        handler.answer(200, feed("v1"), etag=ETAG, last_modified=MODIFIED))
    world.collect()
    world.collect()
    check(len(asked("/v")) == 1, "asked again before it was due")
    for _ in range(2):
        world.clock.move(12 * MINUTE)
        world.collect()
    first, *others = asked("/v")
    check("if-none-match" not in first, "validators before there were any")
    check(len(others) == 2, "not asked when due")
    for one in others:
        check(one.get("if-none-match") == ETAG, f"If-None-Match {one.get('if-none-match')!r}")
        check(one.get("if-modified-since") == MODIFIED, f"If-Modified-Since {one.get('if-modified-since')!r}")
        check(one["user-agent"].startswith("Earshot/") and one["user-agent"].endswith("(+https://council.example/listening)"),
              f"User-Agent {one['user-agent']}")
    health = world.health("validators")
    check(health["not_modified"] == 2 and health["posts"] == 1 and health["state"] == "ok", f"{health}")


def test_retry_after(world):
    for name, wait in (("seconds", lambda: "1800"), ("date", lambda: format_datetime(
            datetime.fromtimestamp(world.clock.now_ms / 1000 + 1800, timezone.utc), usegmt=True))):
        world.configure(world.rss(f"retry {name}", "/r", every="1m"))
        Handler.routes["/r"] = lambda handler, n: (handler.answer(429, b"slow", retry_after=wait()) if n == 1
                                                   else handler.answer(200, feed("r")))
        world.collect()
        for _ in range(5):
            world.clock.move(5 * MINUTE)
            world.collect()
        check(len(asked("/r")) == 1, f"asked inside Retry-After as {name}")
        check(world.health(f"retry {name}")["state"] == "failing", "a refusal is not shown")
        world.clock.move(6 * MINUTE)
        world.collect()
        check(len(asked("/r")) == 2, f"not asked after Retry-After as {name}")
        check(world.health(f"retry {name}")["state"] == "ok", "recovery is not shown")


def utc(world):
    return datetime.fromtimestamp(world.clock.now_ms / 1000, timezone.utc)


def wishing(*elements):
    return feed("w").replace(b"<channel>", b"<channel xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>" +
                             "".join(elements).encode())


def skip_hours(hours):
    return "<skipHours>" + "".join(f"<hour>{hour}</hour>" for hour in hours) + "</skipHours>"


def test_wishes_of_feeds(world):
    """Each is asked every minute by its setting, and wishes for less: how many minutes until it is asked again, for the
    reply itself and for a 304 after it, which repeats nothing of the feed."""
    now = utc(world)
    hour, day = 60 - now.minute, (23 - now.hour) * 60 + 60 - now.minute
    expires = lambda: {"expires": formatdate(time.time() + 1800, usegmt=True)} # by the server's own clock, as its Date is
    cases = {
        "ttl": (wishing("<ttl>30</ttl>"), dict, 30, 30),
        "period": (wishing("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>3</sy:updateFrequency>"), dict, 20, 20),
        "hours": (wishing(skip_hours([now.hour])), dict, hour, 1),
        "days": (wishing(f"<skipDays><day>{now:%A}</day></skipDays>"), dict, day, 1),
        "max-age": (feed("w"), lambda: {"cache_control": "public, max-age=1800"}, 30, 30),
        "age": (feed("w"), lambda: {"cache_control": "max-age=1800", "age": "600"}, 20, 20),
        "expires": (feed("w"), expires, 30, 30),
        "no-cache": (feed("w"), lambda: {"cache_control": "no-cache, max-age=1800"}, 1, 1),
        "for ever": (wishing("<ttl>99999999</ttl>", skip_hours(range(24))), lambda: {"cache_control": "max-age=99999999999"},
                     24 * 60, 24 * 60),
    }
    for name, (body, headers, *rests) in cases.items():
        path = f"/wish-{name.replace(' ', '-')}"
        world.clock.move(int(now.timestamp() * 1000) - world.clock.now_ms)
        world.configure(world.rss(f"wish {name}", path, every="1m"))
        Handler.routes[path] = lambda handler, _: (handler.answer(304, **headers()) if "If-None-Match" in handler.headers
                                                   else handler.answer(200, body, etag=ETAG, **headers()))
        world.collect()
        for number, rest in enumerate(rests, 1):
            world.clock.move((rest - 1) * MINUTE)
            world.collect()
            check(len(asked(path)) == number, f"{name}: asked before the {rest} minutes it wished for")
            world.clock.move(2 * MINUTE)
            world.collect()
            check(len(asked(path)) == number + 1, f"{name}: not asked after {rest} minutes")
        check(world.health(f"wish {name}")["state"] == "ok", f"{name}: a wish is no failure")


def test_without_validators(world):
    """A feed that cannot say that it is unchanged comes whole each time: once a day, unless the council says otherwise."""
    other = world.rss("impatient", "/u2", every="1m").replace("every", 'unconditional_every = "30m" every')
    world.configure(world.rss("unconditional", "/u", every="1m") + "\n" + other)
    for path in ("/u", "/u2"):
        Handler.routes[path] = lambda handler, _: handler.answer(200, feed(handler.path), validators=False)
    world.collect()
    for hours in (0.4, 0.3, 11, 12):
        world.clock.move(int(hours * 60) * MINUTE)
        world.collect()
    check(len(asked("/u")) == 1, "a feed without validators was asked twice within a day")
    check(len(asked("/u2")) == 4, f"every half an hour by its setting, but {len(asked('/u2'))} times")
    world.clock.move(20 * MINUTE)
    world.collect()
    check(len(asked("/u")) == 2 and world.health("unconditional")["state"] == "ok", "not asked on the next day")


def paper(world, written_ms, *names):
    """Entries with pages of their own on the feed's server, the newest first."""
    items = "".join(f"<item><guid>urn:{name}</guid><title>{name}</title><link>{world.origin}/{name}</link><pubDate>"
                    f"{formatdate((written_ms - MINUTE * ord(name[-1])) / 1000)}</pubDate></item>" for name in names)
    return f"<rss version='2.0'><channel>{items}</channel></rss>".encode()


def test_taken_down(world):
    """An entry that the feed drops out of turn is looked for on its page, the others once a day: with HEAD, and before one is
    believed to be gone with GET. What these pages answer is not taken for the feed's."""
    world.configure(world.rss("taken", "/down.xml"))
    pages = {f"/page-{letter}" for letter in "abc"}
    gone = {"/page-b"}
    here, written_ms = list("abc"), world.clock.now_ms
    Handler.routes["/down.xml"] = lambda handler, _: (
        handler.answer(304) if handler.headers.get("If-None-Match") == f'"{len(here)}"' else
        handler.answer(200, paper(world, written_ms, *(f"page-{letter}" for letter in here)), etag=f'"{len(here)}"'))
    for page in pages:
        Handler.routes[page] = lambda handler, _: (handler.answer(404, b"no") if handler.path in gone else
                                                   handler.answer(301, b"", location=handler.path + "/") if handler.path == "/page-a"
                                                   else handler.answer(200, b"a page", etag='"page"'))
    Handler.routes["/page-a/"] = lambda handler, _: handler.answer(200, b"a page", etag='"page"')
    world.collect()
    check(not any(asked(page) for page in pages), "pages are asked for that the feed shows")
    here.remove("b")
    world.clock.move(12 * MINUTE)
    world.collect()
    check([one["method"] for one in asked("/page-b")] == ["HEAD", "GET"], f"{Handler.log}")
    check(not asked("/page-c"), "the page of an entry that is there")
    erased = subprocess.run(["redis-cli", "-s", world.dir / "redis.sock", "SMEMBERS", "earshot:{0}:erase"], capture_output=True,
                            text=True, check=True).stdout.split()
    check([one for one in erased if one.startswith("drss:")] == ["drss:urn:page-b"], f"{erased}")
    for _ in range(4):
        world.clock.move(7 * 60 * MINUTE)
        world.collect()
    check([one["method"] for one in asked("/page-c")] == ["HEAD"], f"not once a day: {asked('/page-c')}")
    check(all("if-none-match" not in one for page in pages for one in asked(page)), "a page is asked with validators")
    check(asked("/down.xml")[-1].get("if-none-match") == '"2"', "the feed's validators were lost")
    check(world.health("taken")["state"] == "ok", f"{world.health('taken')}")


def test_limits(world):
    at = lambda: world.clock.now_ms / 1000 + 3600
    styles = {
        "iso": lambda: {"x_ratelimit_remaining": "0", "x_ratelimit_reset": datetime.fromtimestamp(
            at(), timezone.utc).isoformat().replace("+00:00", "Z")},
        "epoch": lambda: {"ratelimit_remaining": "0", "ratelimit_reset": str(int(at()))},
        "delta": lambda: {"ratelimit_remaining": "0", "ratelimit_reset": "3600"},
        "hyphened": lambda: {"x_rate_limit_remaining": "0", "x_rate_limit_reset": str(int(at()))},
        "structured": lambda: {"ratelimit": '"default";r=0;t=3600'},
        "floats": lambda: {"x_ratelimit_remaining": "0.0", "x_ratelimit_used": "996", "x_ratelimit_reset": "3600"},
        "usage": lambda: {"x_app_usage": '{"call_count":96,"total_time":1,"total_cputime":1}'},
        "business": lambda: {"x_business_use_case_usage":
                             '{"1":[{"call_count":100,"estimated_time_to_regain_access":60}]}'},
    }
    for style, headers in styles.items():
        path = f"/l-{style}"
        world.configure(world.rss(f"limit {style}", path, every="1m"))
        Handler.routes[path] = lambda handler, n: handler.answer(200, feed("l"), **headers())
        world.collect()
        for _ in range(5):
            world.clock.move(11 * MINUTE)
            world.collect()
        check(len(asked(path)) == 1, f"asked after an exhausted limit, style {style}")
        check(world.health(f"limit {style}")["state"] == "ok", "an exhausted limit is no failure")
        world.clock.move(6 * MINUTE)
        world.collect()
        check(len(asked(path)) == 2, f"never asked again, style {style}")


def test_one_connection(world):
    def slow(handler, _):
        time.sleep(0.1)
        handler.answer(200, feed("c"))
    world.configure("\n".join(world.rss(f"many {n}", f"/m{n}") for n in range(6)))
    Handler.routes.update({f"/m{n}": slow for n in range(6)})
    before = Handler.connections
    world.collect()
    check(len(Handler.log) == 6, "not all were asked")
    check(Handler.most_running == 1, f"{Handler.most_running} requests at once to one host")
    check(Handler.connections - before == 1, f"{Handler.connections - before} connections")


def test_moved(world):
    world.configure(world.rss("moved", "/old"))
    Handler.routes["/old"] = lambda handler, n: handler.answer(301, location="/new")
    Handler.routes["/new"] = lambda handler, n: handler.answer(200, feed("m"))
    for _ in range(5):
        world.collect()
        world.clock.move(12 * MINUTE)
    check(len(asked("/old")) == 3 and len(asked("/new")) == 5, f"301 not remembered: {Handler.counts}")
    world.configure(world.rss("found", "/was"))
    Handler.routes["/was"] = lambda handler, n: handler.answer(302, location="/new")
    Handler.routes["/new"] = lambda handler, n: handler.answer(200, feed("m"))
    for _ in range(5):
        world.collect()
        world.clock.move(12 * MINUTE)
    check(len(asked("/was")) == 5, "302 is not for good")


def test_gone(world):
    world.configure(world.rss("gone", "/g"))
    Handler.routes["/g"] = lambda handler, n: handler.answer(410, b"gone")
    for _ in range(30):
        world.collect()
        world.clock.move(120 * MINUTE)
    health = world.health("gone")
    check(len(asked("/g")) == 1 and health["state"] == "stopped" and "410" in health["cause"], f"{health['cause']}")


def test_back_off(world):
    world.configure(world.rss("away", "/b", every="1m"))
    Handler.routes["/b"] = lambda handler, n: handler.answer(503, b"")
    for _ in range(240):
        world.collect()
        world.clock.move(2 * MINUTE)
    tries = len(asked("/b"))
    check(8 <= tries <= 60, f"{tries} tries in eight hours of 503")
    for _ in range(35):
        world.clock.move(2 * MINUTE)
        world.collect()
    check(len(asked("/b")) > tries, "given up for good")


def test_refused(world):
    for status in (401, 403):
        world.configure(world.rss(f"refused {status}", "/f", every="1m"))
        Handler.routes["/f"] = lambda handler, n: handler.answer(status, b"<html>login</html>")
        log = world.collect()
        check("level=error" in log and str(status) in log, f"no alarm: {log}")
        for _ in range(5):
            world.clock.move(11 * MINUTE)
            world.collect()
        check(len(asked("/f")) == 1, f"{status} was retried")
        check(world.health(f"refused {status}")["state"] == "failing", "not shown as failing")
        world.clock.move(10 * MINUTE)
        world.collect()
        check(len(asked("/f")) == 2, f"never tried again after {status}")


def truncated(handler, _):
    handler.send_response(200)
    handler.send_header("content-length", "5000")
    handler.end_headers()
    handler.wfile.write(feed("t")[:40])
    handler.close_connection = True


def drip(handler, _):
    handler.send_response(200)
    handler.send_header("content-length", "5000")
    handler.end_headers()
    for _ in range(60):
        handler.wfile.write(b"<")
        handler.wfile.flush()
        time.sleep(1)


def bomb(handler, _):
    packer, body = gzip, b""
    zeros = bytes(1 << 20)
    with tempfile.TemporaryFile() as file:
        with packer.GzipFile(fileobj=file, mode="wb") as out:
            for _ in range(200):
                out.write(zeros)
        file.seek(0)
        body = file.read()
    handler.answer(200, body, content_encoding="gzip")


def broken_gzip(handler, _):
    handler.answer(200, gzip.compress(feed("z") * 50)[:60], content_encoding="gzip")


def test_bad_servers(world):
    page = b"<!doctype html><html><body>Please log in</body></html>"
    cases = {
        "cut": (truncated, ""),
        "drip": (drip, "slow"),
        "gzip": (broken_gzip, ""),
        "html": (lambda handler, _: handler.answer(200, page, content_type="text/html"), "HTML"),
        "loop": (lambda handler, _: handler.answer(302, location="/bad-loop"), "redirect"),
        "elsewhere": (lambda handler, _: handler.answer(302, location="file:///etc/passwd"), "redirect"),
        "bomb": (bomb, "10 MB"),
        "deep": (lambda handler, _: handler.answer(200, b"[" * 100_000, content_type="application/json"), "nested"),
        "long": (lambda handler, _: handler.answer(200, b"x" * (11 << 20)), "10 MB"),
    }
    for name, (route, word) in cases.items():
        path = f"/bad-{name}"
        world.configure(world.rss(f"bad {name}", path, every="1m"))
        Handler.routes[path] = route
        started = time.monotonic()
        world.collect()
        check(time.monotonic() - started < 40, f"{name}: hung")
        health = world.health(f"bad {name}")
        check(health["state"] == "failing" and health["cause"], f"{name}: {health}")
        check(word.lower() in health["cause"].lower(), f"{name}: {health['cause']}")
        Handler.routes[path] = lambda handler, _: handler.answer(200, feed(f"good-{name}"))
        world.clock.move(70 * MINUTE)
        world.collect()
        health = world.health(f"bad {name}")
        check(health["state"] == "ok" and health["posts"] == 1, f"{name}: the next poll was harmed: {health}")
    memory_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    check(memory_mb < 300, f"{memory_mb:.0f} MB held")


def test_big_titles(world):
    world.configure(world.rss("titles", "/t"))
    Handler.routes["/t"] = lambda handler, _: handler.answer(200, feed("x" * 4_500_000))
    world.collect()
    check(world.health("titles")["state"] == "ok", "a title of 4 MB")


def test_odd_json(world):
    """Half a surrogate, a NUL, numbers that no machine holds: said in JSON, through a real poll, and kept."""
    world.configure(world.rss("odd", "/odd"))
    body = (b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":18446744073709551616,"content_text":"a \\ud800 b"},'
            b'{"id":"x\\u0000y","content_text":"c\\u0000d"},{"id":1e999,"content_text":"f","date_published":99999999999999999999}]}')
    Handler.routes["/odd"] = lambda handler, _: handler.answer(200, body, content_type="application/feed+json")
    world.collect()
    health = world.health("odd")
    check(health["state"] == "ok" and health["posts"] == 3, f"{health}")


def test_private(world):
    world.configure(world.rss("private", "/p"), private=False)
    Handler.routes["/p"] = lambda handler, _: handler.answer(200, feed("p"))
    world.collect()
    health = world.health("private")
    check(not asked("/p") and "private network" in health["cause"], f"{health}")


def test_proxy(world):
    """The server stands in for a proxy: what it is asked for are whole addresses."""
    through = f'network {{ proxy = "{world.origin}" }}\n'
    world.configure(through + 'rss "papur" { url = "http://papur.example/feed" }\nrss "inside" { url = "http://2130706433:1/feed" }\n'
                    'rss "moved" { url = "http://moved.example/feed" }', private=False)
    Handler.routes["http://papur.example/feed"] = lambda handler, _: handler.answer(200, feed("p"))
    Handler.routes["http://moved.example/feed"] = lambda handler, _: handler.answer(302, location="http://[::1]:6379/")
    world.collect()
    check(world.health("papur")["state"] == "ok" and world.health("papur")["posts"] == 1, f"{world.health('papur')}")
    for name in ("inside", "moved"):
        check("private network" in world.health(name)["cause"], f"{name}: {world.health(name)}")
    check(len(Handler.log) == 2, f"{[path for path, _ in Handler.log]}")


def test_counts_outlive_their_record(world):
    """The collector dies after its posts are in and before it has said so: the count is of what came in."""
    world.configure(world.rss("counts", "/n"))
    Handler.routes["/n"] = lambda handler, number: handler.answer(200, feed(*(f"n{one}" for one in range(2 + number))))
    world.collect()
    check(world.health("counts")["posts"] == 3, f"{world.health('counts')}")
    subprocess.run(["redis-cli", "-s", world.dir / "redis.sock", "HDEL", "earshot:{0}:sources", "rss counts"], check=True,
                   stdout=subprocess.DEVNULL)
    world.collect()
    check(world.health("counts")["posts"] == 4, f"{world.health('counts')}")


def status(number, server="a"):
    uri = f"https://{server}.example/users/x/statuses/{number}"
    return {"id": str(number), "uri": uri, "url": uri, "created_at": "2026-11-20T08:00:00Z", "visibility": "public",
            "content": f"<p>number {number}</p>", "account": {"acct": "x", "url": f"https://{server}.example/@x"}}


def test_mastodon(world):
    world.configure(f'mastodon "toots" {{ server = "{world.origin}" hashtags = {{"Aberwen"}} every = "2m" }}')
    present = [status(number) for number in range(1, 31)]

    def timeline(handler, path):
        query = dict(part.split("=") for part in path.partition("?")[2].split("&"))
        if "id%5B%5D" in path or "id[]" in path:
            wanted = [part.split("=")[1] for part in path.partition("?")[2].split("&")]
            return handler.answer(200, json.dumps([one for one in present if one["id"] in wanted]).encode())
        after = [one for one in present if int(one["id"]) > int(query.get("min_id", 0))]
        page = after[:40] if "min_id" in query else after[-40:]
        handler.answer(200, json.dumps(page[::-1]).encode())

    class Any(dict):
        def get(self, path, otherwise=None):
            return lambda handler, _: timeline(handler, path)
    Handler.routes = Any()
    world.collect()
    check(world.health("toots")["posts"] == 30, f"{world.health('toots')}")
    present.extend(status(number) for number in range(31, 131))
    world.clock.move(3 * MINUTE)
    world.collect()
    check(world.health("toots")["posts"] == 130, "pages forward until it is caught up")
    del present[50:]
    for _ in range(20):
        world.clock.move(11 * MINUTE)
        world.collect()
    check(any("id[]" in path or "id%5B%5D" in path for path, _ in Handler.log), "never looked again")


def test_cursor_moves_with_its_posts(world):
    """While the store takes nothing, the same question is asked again and again, and then nothing is missing."""
    world.configure(f'mastodon "store" {{ server = "{world.origin}" hashtags = {{"Cyrchwr"}} every = "2m" }}')
    present = [status(number, "store") for number in range(1, 4)]

    class Any(dict):
        def get(self, path, otherwise=None):
            after = int(path.partition("min_id=")[2] or 0)
            page = [one for one in present if int(one["id"]) > after] if "/tag/" in path else present
            return lambda handler, _: handler.answer(200, json.dumps(page[::-1]).encode())
    Handler.routes = Any()
    redis = lambda *words: subprocess.run(["redis-cli", "-s", world.dir / "redis.sock", *words], check=True, stdout=subprocess.DEVNULL)
    world.collect()
    first = world.health("store")["posts"]
    present.extend(status(number, "store") for number in range(4, 8))
    redis("CONFIG", "SET", "maxmemory", "1")
    for _ in range(3):
        world.clock.move(3 * MINUTE)
        world.collect(code=75)
    redis("CONFIG", "SET", "maxmemory", "0")
    world.clock.move(3 * MINUTE)
    world.collect()
    polls = [path.partition("min_id=")[2] for path, _ in Handler.log if "/tag/" in path]
    check(polls == ["", "3", "3", "3", "3"], f"asked from {polls}")
    check((first, world.health("store")["posts"]) == (3, 7), f"{world.health('store')}")


def test_jitter(world):
    """Sources that are asked at one moment are not asked again at one moment, nor sooner than their setting."""
    world.configure("\n".join(world.rss(f"spread {n}", f"/j{n}", every="1h") for n in range(8)))
    Handler.routes.update({f"/j{n}": lambda handler, _: handler.answer(200, feed(handler.path)) for n in range(8)})
    world.collect()
    waits = [world.health(f"spread {n}")["pace"]["next_poll_ms"] - world.clock.now_ms for n in range(8)]
    check(len(set(waits)) >= 7 and all(60 * MINUTE <= wait <= 66 * MINUTE for wait in waits), f"{waits}")


def test_check(world):
    world.configure("\n".join([world.rss("y papur", "/ok"), world.rss("closed", "/no")]))
    Handler.routes["/ok"] = lambda handler, _: handler.answer(200, feed("a", "b"))
    Handler.routes["/no"] = lambda handler, _: handler.answer(403, b"no")
    for lang, words in (("en", ("messages to read at once: 2", "needs a person: it refuses our key or password", "403")),
                        ("cy", ("negeseuon i'w darllen yn syth: 2", "mae'n gwrthod ein hallwedd", "403"))):
        Handler.counts.clear()
        done = earshot("-c", world.dir / "earshot.conf", "check", "--lang", lang)
        check(done.returncode == 1, f"check ended with {done.returncode}: {done.stderr}")
        check(all(word in done.stdout for word in words), done.stdout)
        check(Handler.counts == {"/ok": 1, "/no": 1}, f"one polite question each: {Handler.counts}")
    (world.dir / "key").touch(0o600)
    (world.dir / "key").write_text("k" * 40 + "\n")
    world.configure(world.rss("empty", "/none") + f'\nwebhook "sms" {{ spool = "{world.dir}/sms" key_file = "key" }}')
    Handler.routes["/none"] = lambda handler, _: handler.answer(200, feed())
    for lang, nothing, mute in (("en", "answers; nothing to read yet", "here it stays for 30 days"),
                                ("cy", "yn ateb; dim i'w ddarllen eto", "yma mae'n aros am 30 diwrnod")):
        done = earshot("-c", world.dir / "earshot.conf", "check", "--lang", lang)
        rows = {line.split()[0]: line for line in done.stdout.splitlines()}
        check(done.returncode == 0 and all(nothing in rows[name] for name in ("empty", "sms")), done.stdout + done.stderr)
        check(mute in rows["sms"] and mute not in rows["empty"], done.stdout)
    (world.dir / "token").touch(0o600)
    (world.dir / "token").write_text("a-token\n")
    world.configure('x "paid" { token_file = "token" queries = {"Aberwen"} }')
    done = earshot("-c", world.dir / "earshot.conf", "check", "--lang", "en")
    check(done.returncode == 0 and re.search(r"paid +x +is turned off .*: every post read there is paid for", done.stdout), done.stdout)
    (world.dir / "earshot.conf").write_text('rss "x" {\n  url = "ftp://x"\n}\n')
    done = earshot("-c", world.dir / "earshot.conf", "check")
    check(done.returncode == 2 and "earshot.conf:3: rss" in done.stderr and "url" in done.stderr, done.stderr)


def main():
    if not shutil.which("redis-server"):
        skip("redis-server is not installed")
    check((BUILD / "libexec/earshot/earshot-collect").exists(), "not built")
    world = World()
    try:
        for name, test in sorted(globals().items()):
            if name.startswith("test_"):
                started = time.monotonic()
                test(world)
                print(f"{name}: {time.monotonic() - started:.1f} s", flush=True)
    finally:
        world.close()


if __name__ == "__main__":
    main()
