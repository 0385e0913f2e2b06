#!/usr/bin/env python3
"""Platforms as they really behave, played by a server that keeps a log: the collector reads them, the analyser keeps what
they said, and what is edited, removed or private there is so here."""
import base64
import hashlib
import hmac
import json
import os
import subprocess
from datetime import datetime, timezone
from urllib.parse import parse_qsl, urlsplit

from test_manners import MINUTE, Handler, World
from whole import LIBEXEC, check, earshot, skip

HOUR = 60 * MINUTE


def at(world, before_ms=0):
    return datetime.fromtimestamp((world.clock.now_ms - before_ms) / 1000, timezone.utc)


def iso(world, before_ms=0):
    return at(world, before_ms).strftime("%Y-%m-%dT%H:%M:%SZ")


class Play:
    """Answers whatever is asked with what `routes` gives for its path: (status, value, headers) or a value."""

    def __init__(self, world, routes):
        self.world, self.routes, self.log = world, routes, []

    def __call__(self, handler):
        parts = urlsplit(handler.path)
        self.log.append((parts.path, parse_qsl(parts.query), handler.headers, handler.body))
        found = self.routes.get(parts.path, (404, {"error": "none"}, {}))
        found = found(handler, dict(parse_qsl(parts.query))) if callable(found) else found
        status, value, headers = found if isinstance(found, tuple) else (200, found, {})
        handler.answer(status, json.dumps(value).encode(), content_type="application/json", **headers)

    def asked(self, path):
        return [one for one in self.log if one[0] == path]


def read_body(handler):
    handler.body = handler.rfile.read(int(handler.headers.get("Content-Length", 0))).decode()
    handler.play(handler)


def play(world, sources, routes):
    world.configure(sources)
    Handler.play = staticmethod(Play(world, routes))
    Handler.do_GET = Handler.do_POST = read_body
    return Handler.play


def secret(world, name, text):
    (world.dir / name).touch(0o600)
    (world.dir / name).write_text(text + "\n")


def kept(world, kind):
    """What is kept of a kind, by its native id, once what was deleted at its source is erased as `up` does each minute."""
    clock = {**os.environ, "EARSHOT_CLOCK": str(world.clock.path)}
    done = earshot("-c", world.dir / "earshot.conf", "erase", "--due", env=clock)
    check(done.returncode == 0, f"erase: {done.stderr}")
    for program, *words in (["analyse", "analyse", "--once"], ["aggregate", "posts", "--format", "json"]):
        done = subprocess.run([LIBEXEC / f"earshot-{program}", *words, "-c", world.dir / "earshot.conf"], capture_output=True,
                              text=True, env=clock, check=False)
        check(done.returncode == 0, f"{program}: {done.stderr}")
    posts = [json.loads(line)["post"] for line in done.stdout.splitlines()]
    return {post["_earshot"]["native_id"]: post for post in posts if post["_earshot"]["kind"] == kind}


def poll(world, minutes):
    world.clock.move(minutes * MINUTE)
    return world.collect()


def toot(world, number, text, **more):
    uri = f"https://a.example/s/{number}"
    return {"id": str(number), "uri": uri, "url": uri, "created_at": iso(world, HOUR), "visibility": "public", "content": f"<p>{text}</p>",
            "account": {"acct": f"a{number}", "url": f"https://a.example/@a{number}"}, "tags": [{"name": "Aberwen"}], **more}


def test_mastodon(world):
    here = {str(n): toot(world, n, text, **more) for n, text, more in (
        (1, "Bins", {}), (2, "To my friends", {"visibility": "private"}), (3, "To you", {"visibility": "direct"}),
        (4, "Vote", {"poll": {"options": [{"title": "Yes"}, {"title": "No"}]}, "spoiler_text": "Politics"}),
        (5, "Not to be found", {"account": {"acct": "h", "url": "https://a.example/@h", "noindex": True}}))}
    here["6"] = toot(world, 6, "", reblog=here["1"])
    there = {"91": {**here["1"], "id": "91"}, "92": {**toot(world, 92, "Only there"), "uri": "https://b.example/s/92"}}

    def timeline(handler, asked):
        first = handler.headers["Host"].startswith("127.")
        after = [one for one in (here if first else there).values() if int(one["id"]) > int(asked.get("min_id", 0))]
        return after[::-1]

    def again(handler, _):
        first = handler.headers["Host"].startswith("127.")
        wanted = [value for name, value in parse_qsl(urlsplit(handler.path).query) if name == "id[]"]
        return [one for number, one in (here if first else there).items() if number in wanted]

    closed = {"configuration": {"timelines_access": {"hashtag_feeds": {"local": "disabled"}}}}
    played = play(world, f'mastodon "two" {{ server = "{world.origin}" also = {{"{world.origin.replace("127.0.0.1", "localhost")}"}} '
                  f'hashtags = {{"Aberwen"}} every = "5m" }}\nmastodon "closed" {{ server = "{world.origin}" hashtags = {{"Nothing"}} }}',
                  {"/api/v1/timelines/tag/Aberwen": timeline, "/api/v1/statuses": again, "/api/v1/timelines/tag/Nothing": [],
                   "/api/v2/instance": closed})
    poll(world, 0)
    found = kept(world, "mastodon")
    check(set(found) == {f"https://a.example/s/{n}" for n in (1, 4, 6)} | {"https://b.example/s/92"}, f"{sorted(found)}")
    check(found["https://a.example/s/4"]["content_text"] == "Politics\nVote\nYes\nNo", f"{found['https://a.example/s/4']}")
    boost = found["https://a.example/s/6"]
    check(boost["_earshot"]["repost_of"] == "https://a.example/s/1" and boost["content_text"] == "Bins", f"{boost}")
    check(world.health("closed")["why"] == "closed" and "closed its hashtags" in world.health("closed")["cause"], f"{world.health('closed')['cause']}")
    for one in (here["1"], there["91"]):
        one.update(content="<p>Bins, still</p>", edited_at=iso(world))
    del here["4"]
    for _ in range(4):
        poll(world, 11)
    found = kept(world, "mastodon")
    check("https://a.example/s/4" not in found, "a deleted status is kept")
    check(found["https://a.example/s/1"]["content_text"] == "Bins, still", "an edit does not arrive")
    check(all("5" not in dict(query).get("id[]", "") for path, query, *_ in played.log if path == "/api/v1/statuses"), "noindex is looked at")


def thing(world, number, **more):
    return {"kind": "t3", "data": {"name": f"t3_{number}", "title": f"Post {number}", "selftext": "The bridge is shut", "author": f"r{number}",
                                   "author_fullname": f"t2_{number}", "permalink": f"/r/aberwen/{number}/",
                                   "created_utc": (world.clock.now_ms - HOUR) / 1000, **more}}


def test_reddit(world):
    secret(world, "reddit", "a-secret")
    there = {f"t3_{n}": thing(world, n) for n in (1, 2, 3)}
    left = {"x_ratelimit_remaining": "96.0", "x_ratelimit_used": "4", "x_ratelimit_reset": "300"}

    def listing(_, asked):
        before = asked.get("before")
        new = [one for name, one in there.items() if before is None or name > before]
        return 200, {"kind": "Listing", "data": {"children": new[::-1], "before": None}}, left

    def info(_, asked):
        return 200, {"kind": "Listing", "data": {"children": [there[name] for name in asked["id"].split(",") if name in there]}}, left
    played = play(world, f'reddit "r" {{ client_id = "id" secret_file = "reddit" account = "council" subreddits = {{"aberwen"}} every = "5m" '
                  f'recheck = "1h" server = "{world.origin}" login_server = "{world.origin}" }}',
                  {"/api/v1/access_token": {"access_token": "tok", "expires_in": 86400}, "/r/aberwen/new": listing,
                   "/r/aberwen/comments": {"kind": "Listing", "data": {"children": []}}, "/api/info": info})
    poll(world, 0)
    check(set(kept(world, "reddit")) == {"t3_1", "t3_2", "t3_3"}, f"{kept(world, 'reddit')}")
    check(all(headers["User-Agent"].endswith("(by /u/council)") for _, _, headers, _ in played.log), "who asks is not said")
    there["t3_4"] = thing(world, 4)
    there["t3_1"] = thing(world, 1, author="[deleted]", selftext="[deleted]")
    there["t3_2"]["data"]["removed_by_category"] = "moderator"
    for _ in range(8):
        poll(world, 11)
    check(set(kept(world, "reddit")) == {"t3_3", "t3_4"}, f"deleted and removed: {sorted(kept(world, 'reddit'))}")
    check(len(played.asked("/api/v1/access_token")) == 1, "more than one token in two hours")
    left.update(x_ratelimit_remaining="0.0", x_ratelimit_reset="1800.0")
    poll(world, 11)
    before = len(played.log)
    poll(world, 20)
    check(len(played.log) == before, "asked with nothing left")
    poll(world, 12)
    check(len(played.log) > before, "not asked after the reset")


def comment(world, name, **more):
    return {"kind": "youtube#comment", "id": name, "snippet": {"textOriginal": f"Comment {name}", "authorDisplayName": "Mair",
            "authorChannelId": {"value": f"UC{name}"}, "publishedAt": iso(world, HOUR), "updatedAt": iso(world, HOUR), "videoId": "v", **more}}


def test_youtube(world):
    secret(world, "key", "the-key")
    thread = {"kind": "youtube#commentThread", "id": "c1", "snippet": {"videoId": "v", "totalReplyCount": 1, "topLevelComment": comment(world, "c1")},
              "replies": {"comments": [comment(world, "c1.r1", parentId="c1")]}}
    spent = (403, {"error": {"code": 403, "message": "quota", "errors": [{"reason": "quotaExceeded"}]}}, {})
    routes = {"/youtube/v3/commentThreads": {"items": [thread]}}
    played = play(world, f'youtube "y" {{ key_file = "key" videos = {{"v"}} quota = 50 every = "10m" server = "{world.origin}" }}', routes)
    poll(world, 0)
    found = kept(world, "youtube")
    check(set(found) == {"c1", "c1.r1"} and found["c1.r1"]["_earshot"]["reply_to"] == "c1", f"{found}")
    health = world.health("y")
    check(health["quota_left"] == 49 and health["quota_most"] == 50, f"the quota is not told: {health}")
    told = earshot("-c", world.dir / "earshot.conf", "status", env={"EARSHOT_CLOCK": str(world.clock.path)}).stdout
    check("49 of the day's 50 requests left" in told, told)
    check("the-key" not in json.dumps([query for _, query, _, _ in played.log]), "the key stands in an address")
    routes["/youtube/v3/commentThreads"] = spent
    poll(world, 12)
    before = len(played.log)
    for _ in range(10):
        poll(world, 12)
    check(len(played.log) == before, "asked after the quota was spent")
    check(world.health("y")["quota_left"] == 0 and "quota" in world.health("y")["cause"], f"{world.health('y')}")
    routes["/youtube/v3/commentThreads"] = {"items": [thread]}
    poll(world, 24 * 60)
    check(len(played.log) > before and world.health("y")["quota_left"] > 0, "not asked on the next day")


def test_facebook(world):
    secret(world, "page", "page-token")
    usage = {}
    post = {"id": "1_2", "message": "Parc ar gau", "created_time": iso(world, HOUR), "updated_time": iso(world, HOUR), "from": {"name": "Cyngor", "id": "1"}}
    said = {"id": "2_3", "message": "Pam?", "created_time": iso(world, HOUR), "from": {"name": "Dai", "id": "9"}}
    played = play(world, f'facebook "f" {{ pages = {{"1"}} token_file = "page" every = "5m" server = "{world.origin}" }}',
                  {"/v25.0/1/feed": lambda *_: (200, {"data": [post]}, usage), "/v25.0/1_2/comments": lambda *_: (200, {"data": [said]}, usage)})
    poll(world, 0)
    found = kept(world, "facebook")
    check(set(found) == {"1_2", "2_3"} and found["2_3"]["_earshot"]["reply_to"] == "1_2", f"{found}")
    check(all("page-token" not in str(query) for _, query, _, _ in played.log), "the token stands in an address")
    for percent, rest in ((80, 20), (96, 60)):
        usage["x_app_usage"] = json.dumps({"call_count": percent, "total_time": 1, "total_cputime": 1})
        poll(world, 70)
        before = len(played.log)
        poll(world, rest - 2)
        check(len(played.log) == before, f"asked within {rest} minutes at {percent} %")
        usage.clear()
        poll(world, 4)
        check(len(played.log) > before, f"not asked {rest} minutes after {percent} %")


def test_notify(world):
    key = "the-team-5f0e3b8a-0000-0000-0000-000000000001-5f0e3b8a-0000-0000-0000-000000000002"
    secret(world, "notify", key)
    sent = {"id": "n1", "content": "Dim bws", "user_number": "447700900111", "created_at": iso(world, HOUR)}
    played = play(world, f'notify "sms" {{ key_file = "notify" server = "{world.origin}" }}',
                  {"/v2/received-text-messages": lambda _, asked: {"received_text_messages": [] if "older_than" in asked else [sent]}})
    poll(world, 0)
    found = kept(world, "notify")
    check(found["n1"]["content_text"] == "Dim bws" and "447700900111" not in json.dumps(found), f"{found}")
    token = played.log[0][2]["Authorization"].removeprefix("Bearer ")
    head, body, mac = token.split(".")
    read = lambda part: base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    check(json.loads(read(head))["alg"] == "HS256", head)
    claims = json.loads(read(body))
    check(claims["iss"] == key[-73:-37] and abs(claims["iat"] - world.clock.now_ms / 1000) < 30, f"{claims}")
    check(hmac.new(key[-36:].encode(), f"{head}.{body}".encode(), hashlib.sha256).digest() == read(mac), "the token's signature")


def main():
    if not (LIBEXEC / "earshot-collect").exists():
        skip("earshot-collect is not built")
    world = World()
    try:
        for test in (test_mastodon, test_reddit, test_youtube, test_facebook, test_notify):
            test(world)
            print(f"{test.__name__[5:].replace('_', ' ')}: ok", flush=True)
    finally:
        world.close()


if __name__ == "__main__":
    main()
