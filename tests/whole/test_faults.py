#!/usr/bin/env python3
"""Recorded replies of several kinds, given with every fault of the server that replays them: each is one line that names
source and cause, a broken server takes no memory, and the next poll reads what it would have read."""
import importlib.util
import json
import re
import resource
import shutil
import subprocess
import threading
from datetime import datetime
from http.server import ThreadingHTTPServer
from urllib.parse import urlsplit

from test_manners import MINUTE, World
from whole import BUILD, SHARED, check, earshot, need_shared, skip

HTML = b"<!doctype html><html><head><title>Sign in</title></head><body>Please sign in</body></html>"
# Of each kind its settings, the address that is asked first, and a recording of the suites.
KINDS = {
    "rss": ('url = "{origin}/feed"', "/feed", "realfeeds/feeds/rss-parser/guardian.rss"),
    "mastodon": ('server = "{origin}" public = true', "/api/v1/timelines/public", "mastodon/bodies/0096.json"),
    "youtube": ('server = "{origin}" key_file = "key" channels = {{"UCx"}}', "/youtube/v3/commentThreads", "misc-apis/bodies/youtube-007"),
    "facebook": ('server = "{origin}" token_file = "key" pages = {{"1"}}', "/v25.0/1/feed", "misc-apis/bodies/facebook-006"),
    "open311": ('endpoint = "{origin}"', "/requests.xml", "misc-apis/bodies/open311-001"),
}
# Each is of that many requests from the first on; then the cause as it must be told, to the letter.
FAULTS = {
    "429": (1, ["429", "600"], "HTTP 429: asked too often"),
    "503": (1, ["503"], "HTTP 503: the server is in trouble"),
    "loop": (40, ["302"], "127.0.0.1: more than 5 redirects"),
    "cut": (1, ["trunc"], "127.0.0.1: gzip cut short"),
    "gzip": (1, ["gzbad"], "127.0.0.1: gzip cut short"),
    "refused": (1, ["html403"], "HTTP 403: not allowed to read this"),
    "html": (0, [], "a page of HTML where {what} belongs"),
}
BELONGS = {"rss": "a feed", "open311": "a list of requests"}


class Recording:
    """In the place of a suite: one address, whatever its query; everything else of the platform is empty."""

    def __init__(self, path, body):
        self.path, self.body = path, body

    def find(self, target, _origin):
        return 200, {"content-type": "application/json"}, self.body if urlsplit(target).path == self.path else b'{"data":[],"items":[]}'


class Stage:
    def __init__(self, world):
        spec = importlib.util.spec_from_file_location("replay", SHARED / "tools" / "replay.py")
        replay = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(replay)
        self.world, self.handler = world, replay.Handler
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.origin = "http://127.0.0.1:%d" % self.server.server_address[1]
        (world.dir / "key").touch(0o600)
        (world.dir / "key").write_text("a-key\n")

    def put_on(self, kind, name, body=None, faults=(0, [])):
        """A source that was never asked, on an empty store, in the hour after its newest post."""
        settings, path, recording = KINDS[kind]
        subprocess.run(["redis-cli", "-s", self.world.dir / "redis.sock", "FLUSHALL"], check=True, stdout=subprocess.DEVNULL)
        self.world.clock.move(newest_ms(kind) + 60 * MINUTE - self.world.clock.now_ms)
        self.give(kind, body, faults)
        self.world.configure(f'{kind} "{name}" {{ {settings.format(origin=self.origin)} every = "1m" }}')

    def give(self, kind, body=None, faults=(0, [])):
        _, path, recording = KINDS[kind]
        self.handler.recordings = Recording(path, body or (SHARED / "suites" / recording).read_bytes())
        self.handler.log.clear()
        self.handler.faults = {number: faults[1] for number in range(1, faults[0] + 1)}


def newest_ms(kind):
    parsed = earshot("parse", kind, SHARED / "suites" / KINDS[kind][2])
    times = [json.loads(line)["date_published"] for line in parsed.stdout.splitlines()]
    check(times, f"{kind}: the recording has no posts: {parsed.stderr}")
    return int(datetime.fromisoformat(max(times).replace("Z", "+00:00")).timestamp() * 1000)


def lines(log):
    return [line for line in log.splitlines() if "level=warn" in line or "level=error" in line]


def read_well(stage, kind):
    stage.put_on(kind, "well")
    told = lines(stage.world.collect())
    health = stage.world.health("well")
    check(not told and health["state"] == "ok" and health["posts"] > 0, f"{kind}: {told} {health}")
    return health["posts"]


def suffer(stage, kind, fault, posts):
    (count, what, cause), name = FAULTS[fault], f"y {fault}"
    stage.put_on(kind, name, HTML if fault == "html" else None, (count, what))
    told = lines(stage.world.collect())
    check(len(told) == 1 and f'kind={kind} source="{name}"' in told[0], f"{kind}, {fault}: not one line: {told}")
    said = re.search(r' cause="(.*)"$', told[0]).group(1)
    check(said == cause.format(what=BELONGS.get(kind, "JSON")), f"{kind}, {fault}: {said}")
    health = stage.world.health(name)
    check(health["state"] == "failing" and health["cause"] == said and health["posts"] == 0, f"{kind}, {fault}: {health}")
    stage.world.clock.move(9 * MINUTE)
    stage.give(kind)
    if fault == "429":
        stage.world.collect()
        check(not stage.handler.log, f"{kind}: asked inside Retry-After")
    stage.world.clock.move(61 * MINUTE)
    told = lines(stage.world.collect())
    health = stage.world.health(name)
    check(not told and health["state"] == "ok" and health["posts"] == posts, f"{kind}, after {fault}: {told} {health}, and {posts} were due")


def main():
    need_shared("tools/replay.py", "suites")
    if not shutil.which("redis-server"):
        skip("redis-server is not installed")
    check((BUILD / "libexec/earshot/earshot-collect").exists(), "not built")
    world = World()
    try:
        stage = Stage(world)
        for kind in KINDS:
            posts = read_well(stage, kind)
            for fault in FAULTS:
                suffer(stage, kind, fault, posts)
            print(f"{kind}: {posts} posts, {len(FAULTS)} faults: ok", flush=True)
        memory_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        check(memory_mb < 200, f"{memory_mb:.0f} MB held")
    finally:
        world.close()


if __name__ == "__main__":
    main()
