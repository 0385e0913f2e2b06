#!/usr/bin/env python3
"""Sources with a session, a quota or an inbox, polled by the real collector from a server that keeps a log."""
import json
import socket
import subprocess
import threading
from collections import Counter
from urllib.parse import urlsplit

from test_manners import MINUTE, Handler, World, feed
from whole import LIBEXEC, check, earshot, skip

ANSWER = Handler.do_GET


class Network:
    """A small Bluesky: one account, one post that is deleted, tokens that live two hours."""

    def __init__(self, world):
        self.world, self.made, self.expires_ms, self.deleted, self.counts = world, 0, 0, False, Counter()

    def answer(self, handler, status, value):
        handler.answer(status, json.dumps(value).encode(), content_type="application/json")

    def session(self, handler, name):
        self.counts[name] += 1
        self.made += 1
        self.expires_ms = self.world.clock.now_ms + 120 * MINUTE
        self.answer(handler, 200, {"accessJwt": f"access-{self.made}", "refreshJwt": f"refresh-{self.made}", "did": "did:plc:c"})

    def post(self):
        return {"uri": "at://did:plc:a/app.bsky.feed.post/1", "cid": "x", "indexedAt": "2026-11-20T08:00:00Z",
                "author": {"did": "did:plc:a", "handle": "a.example"},
                "record": {"$type": "app.bsky.feed.post", "text": "Bins", "createdAt": "2026-11-20T08:00:00Z"}}

    def __call__(self, handler):
        address = urlsplit(handler.path)
        method, token = address.path.rsplit("/", 1)[1], handler.headers.get("Authorization", "")
        if method.endswith("createSession"):
            check(json.loads(handler.body) == {"identifier": "council.example", "password": "secret-word"}, handler.body)
            return self.session(handler, "create")
        if method.endswith("refreshSession"):
            check(token == f"Bearer refresh-{self.made}", f"refreshed with {token}")
            return self.session(handler, "refresh")
        if token != f"Bearer access-{self.made}" or self.world.clock.now_ms > self.expires_ms:
            return self.answer(handler, 400, {"error": "ExpiredToken"})
        self.counts[method.rsplit(".", 1)[1]] += 1
        return self.answer(handler, 200, {"posts": [] if self.deleted else [self.post()]})


def read_body(handler):
    handler.body = handler.rfile.read(int(handler.headers.get("Content-Length", 0))).decode()
    handler.network(handler)


def secret(world, name, text):
    (world.dir / name).write_text(text + "\n")
    (world.dir / name).chmod(0o600)


def test_one_login(world):
    network = Network(world)
    Handler.network = staticmethod(network)
    Handler.do_GET = Handler.do_POST = read_body
    secret(world, "password", "secret-word")
    world.configure(f'bluesky "b" {{ service = "{world.origin}" identifier = "council.example" password_file = "password" '
                    'queries = {"Aberwen"} every = "10m" recheck = "6h" }')
    for _ in range(7 * 6):
        world.collect()
        world.clock.move(11 * MINUTE)
        network.deleted = network.counts["searchPosts"] > 30
    check(network.counts["create"] == 1, f"{network.counts['create']} logins in seven hours")
    check(network.counts["refresh"] in (3, 4), f"{network.counts['refresh']} refreshed sessions")
    check(network.counts["searchPosts"] >= 40, f"{network.counts}")
    check(network.counts["getPosts"] == 1, f"known posts were asked for {network.counts['getPosts']} times in seven hours")
    health = world.health("b")
    check(health["state"] == "ok" and health["posts"] == 1, f"{health}")


def test_heard_and_sent(world):
    key = "a key of twenty-one b"
    secret(world, "key", key)
    world.configure('manual "desk" { spool = "spool/desk" }\n'
                    'webhook "sms" { spool = "spool/sms" key_file = "key" }')
    done = subprocess.run([LIBEXEC / "earshot-collect", "-c", world.dir / "earshot.conf", "manual", "--text", "The gate is broken",
                           "--group", "Dog walkers", "--heard-by", "Siân"], capture_output=True, text=True)
    check(done.returncode == 0 and done.stdout.startswith("manual:"), done.stderr)
    spool = world.dir / "spool" / "sms"
    spool.mkdir(parents=True)
    (spool / "1795162530000-0a.msg").write_text('{"text": "Dim bws", "from": "+447700900123"}')
    world.collect()
    for name in ("desk", "sms"):
        check(world.health(name)["posts"] == 1, f"{name}: {world.health(name)}")
        check(not list((world.dir / "spool" / name).glob("*.msg")), f"{name}: a message was left")
    world.clock.move(2 * MINUTE)
    world.collect()
    check(world.health("desk")["posts"] == 1, "heard once, counted twice")


def test_status_before_and_after(world):
    """Each configured source is listed before it is asked, in both languages; one that is taken out is forgotten."""
    Handler.do_GET = ANSWER
    world.configure(world.rss("papur", "/p") + world.rss("blog", "/b") + '\nx "paid" { token_file = "password" queries = {"Aberwen"} }')
    Handler.routes.update({path: lambda handler, _: handler.answer(200, feed("p")) for path in ("/p", "/b")})
    told = lambda *words: earshot("-c", world.dir / "earshot.conf", *words, env={"EARSHOT_CLOCK": str(world.clock.path)})
    words = {"en": ("Sources", "Not asked yet", "Turned off", "Heard"), "cy": ("Ffynonellau", "Heb ei holi eto", "Wedi'i diffodd", "Yn cael ei chlywed")}
    for lang, (title, new, off, _) in words.items():
        rows = told("status", "--lang", lang).stdout.split("\n")
        check(rows[0] == title and rows[1].split(None, 2) == ["papur", "rss", new] and rows[2].split(None, 2) == ["blog", "rss", new] and
              rows[3].split(None, 2) == ["paid", "x", off], f"{rows}")
    states = [(one["name"], one["state"]) for one in json.loads(told("status", "--json").stdout)["sources"]]
    check(states == [("papur", "new"), ("blog", "new"), ("paid", "off")], f"{states}")
    world.collect()
    for lang, (*_, heard) in words.items():
        rows = told("status", "--lang", lang).stdout.split("\n")
        check(rows[1].startswith("papur") and heard in rows[1], f"{rows}")
    world.configure(world.rss("papur", "/p"))
    world.collect()
    kept = subprocess.run(["redis-cli", "-s", world.dir / "redis.sock", "HKEYS", "earshot:{0}:sources"], capture_output=True, text=True, check=True)
    check(kept.stdout.split("\n")[:-1] == ["rss papur"], f"what is not asked any more is kept as silent: {kept.stdout}")


def test_a_folder_that_is_not_there(world):
    drop = world.dir / "drop"
    world.configure(f'file "calls" {{ path = "{drop}/*.csv" }}')
    for lang, words in (("en", "there is nothing at its address"), ("cy", "does dim byd yn ei chyfeiriad")):
        done = earshot("-c", world.dir / "earshot.conf", "check", "--lang", lang)
        check(done.returncode == 1 and words in done.stdout and f"{drop}/: No such file" in done.stdout, done.stdout)
    world.collect()
    check(world.health("calls")["state"] == "failing", f"{world.health('calls')}")
    drop.mkdir()
    world.clock.move(60 * MINUTE)
    world.collect()
    check(world.health("calls")["state"] == "ok", f"{world.health('calls')}")


class Tunnel(threading.Thread):
    """A proxy of CONNECT that is the mailbox behind it too: it greets, and refuses the password."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener, self.asked = socket.create_server(("127.0.0.1", 0)), []
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        while True:
            connection = self.listener.accept()[0]
            with connection, connection.makefile("rwb", buffering=0) as talk:
                self.asked.append(talk.readline().decode())
                while talk.readline().strip():
                    pass
                talk.write(b"HTTP/1.1 200 Connection established\r\n\r\n* OK [CAPABILITY IMAP4rev1] ready\r\n")
                for line in iter(talk.readline, b""):
                    tag, word = line.split()[:2]
                    talk.write(b"* CAPABILITY IMAP4rev1\r\n%s OK\r\n" % tag if word == b"CAPABILITY" else b"%s NO wrong\r\n" % tag)


def test_mailboxes_through_the_proxy(world):
    """Only where the configuration says so; `localhost` is what the proxy would see, and no mailbox is there."""
    proxy = Tunnel()
    for says, asked in (("", 0), ("proxy_mailboxes = true", 1)):
        world.configure('imap "box" { url = "imap://localhost:1143/INBOX" user = "u" password_file = "password" }\n')
        conf = world.dir / "earshot.conf"
        conf.write_text(conf.read_text().replace("network {", f'network {{ proxy = "http://127.0.0.1:{proxy.port}" {says}'))
        world.clock.move(60 * MINUTE)
        world.collect()
        check(len(proxy.asked) == asked and world.health("box")["state"] == "failing", f"{says}: {proxy.asked} {world.health('box')}")
    check(proxy.asked[0].startswith("CONNECT localhost:1143 "), proxy.asked)
    check("denied" in world.health("box")["cause"].lower(), f"the mailbox behind it was not spoken to: {world.health('box')}")


def test_erase_speaks(world):
    for lang, code, words in (("en", 1, "nothing that is kept is by Siôn"), ("cy", 1, "nid oes dim a gedwir gan Siôn")):
        done = earshot("-c", world.dir / "earshot.conf", "erase", "--author", "Siôn", "--lang", lang)
        check(done.returncode == code and words in done.stderr, done.stderr)
    for lang, words in (("en", "Removed 0 posts"), ("cy", "Tynnwyd 0 neges")):
        done = earshot("-c", world.dir / "earshot.conf", "erase", "--post", "rss:nowhere", "--lang", lang)
        check(done.returncode == 0 and words in done.stdout, done.stdout + done.stderr)


def test_silence_is_news(world):
    """A source that was lively answers with nothing, with a page, with a login: each is told for what it is, and forgotten when it
    is heard again."""
    Handler.do_GET = ANSWER
    world.configure(world.rss("lively", "/live", every="1h"))
    how, said = "news", [0]

    def answer(handler, _):
        said[0] += 2
        {"news": lambda: handler.answer(200, feed(*(f"n{one}" for one in range(said[0] - 10, said[0])))),
         "empty": lambda: handler.answer(200, feed()),
         "page": lambda: handler.answer(200, b"<!doctype html><html><body>A new home page</body></html>", content_type="text/html"),
         "login": lambda: handler.answer(302, location="/login")}[how]()
    Handler.routes["/live"] = answer
    Handler.routes["/login"] = lambda handler, _: handler.answer(200, b"<html><form>Please log in</form></html>", content_type="text/html")

    def hours(count):
        states = []
        for _ in range(count):
            world.clock.move(67 * MINUTE)
            world.collect()
            states.append(world.health("lively")["state"])
        return states
    check(set(hours(40)) == {"ok"}, "a lively source is not heard")
    last = world.clock.now_ms
    how = "empty"
    states = hours(1)
    while states[-1] != "deaf" and len(states) < 72:
        states += hours(1)
    order = [state for at, state in enumerate(states) if at == 0 or state != states[at - 1]]
    check(order == ["ok", "silent", "deaf"], f"answering with nothing: {states}")
    check(abs(world.health("lively")["silent_since_ms"] - last) < 70 * MINUTE, f"{world.health('lively')}")
    told = earshot("-c", world.dir / "earshot.conf", "status", "--lang", "cy", env={"EARSHOT_CLOCK": str(world.clock.path)}).stdout
    check("Efallai'n fyddar" in told, told)
    for how in ("page", "login"):
        states = hours(3)
        health = world.health("lively")
        check(set(states) == {"failing"} and health["why"] == "unreadable" and "HTML" in health["cause"], f"{how}: {health}")
    how = "news"
    check(hours(3)[-1] == "ok" and "cause" not in world.health("lively"), f"{world.health('lively')}")


def main():
    if not (LIBEXEC / "earshot-collect").exists():
        skip("earshot-collect is not built")
    world = World()
    try:
        for test in (test_one_login, test_heard_and_sent, test_status_before_and_after, test_mailboxes_through_the_proxy, test_a_folder_that_is_not_there,
                     test_erase_speaks, test_silence_is_news):
            test(world)
            print(f"{test.__name__[5:].replace('_', ' ')}: ok")
    finally:
        world.close()


if __name__ == "__main__":
    main()
