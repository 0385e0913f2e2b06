#!/usr/bin/env python3
"""Server-sent events: nobody listens without leave, what happens is told once and in both languages, a listener that
comes back misses nothing, many listeners are bounded and shut nobody out; and a page in a browser that keeps itself new."""
import http.client
import json
import sys
import threading
import time

import npm
from desk import FRIDAY, HOUR, Desk, incident
from test_serve import Server, fill
from whole import check

LISTENERS_MOST = 64
TOKEN = "reader-token-000001"
OPENED = {"at_ms": FRIDAY + 8 * HOUR, "what": "opened", "people": 9, "expected": 1.1, "p": 0.00002}


class Listener:
    """Reads a stream line by line until it is closed."""

    def __init__(self, server, last=None, path="/live", token=TOKEN):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.connection.request("GET", path, headers={"Authorization": f"Bearer {token}", **({"Last-Event-ID": last} if last else {})})
        self.answer = self.connection.getresponse()

    def event(self):
        """The next event as {name: text}; a remark is {"": …}."""
        found = {}
        while True:
            line = self.answer.readline().decode()
            check(line, "the stream ended")
            if line == "\n" and found and found.keys() != {"retry"}:
                return found
            if line != "\n":
                name, _, value = line.rstrip("\n").partition(":")
                found[name] = value.strip()
            elif found.keys() == {"retry"}:
                found = {}

    def until(self, name):
        """The next event of that name; "" is a remark, the sign of life."""
        while True:
            event = self.event()
            if event.get("event", "") == name:
                return event

    def close(self):
        self.connection.sock.close() if self.connection.sock else self.answer.close()
        self.answer.close()


def listeners(server):
    text = server.get("/metrics", Authorization=f"Bearer {TOKEN}")[2].decode()
    return int(next(line.split()[1] for line in text.splitlines() if line.startswith("earshot_http_listeners ")))


def wait_until(true, what):
    end = time.monotonic() + 60
    while not true():
        check(time.monotonic() < end, what)
        time.sleep(0.05)


def step(what, hours, people):
    return incident(people=people, log=[OPENED, {**OPENED, "at_ms": FRIDAY + hours * HOUR, "what": what, "people": people}])


def what_is_told(desk, server):
    check(server.get("/live")[0] == 401, "anybody listens")
    check(server.get("/live", Authorization="Bearer wrong-token-0000001")[0] == 401, "a wrong token listens")
    first = Listener(server)
    check(first.answer.status == 200 and first.answer.getheader("Content-Type") == "text/event-stream", first.answer.status)
    check(first.event()["event"] == "all", "a listener without an id is told to read all")
    desk.keep("incidents", "bins-1", step("growing", 9, 40))
    told = first.until("incident")
    words = json.loads(told["data"])
    check("40" in words["en"] and "Growing" in words["en"] and "Yn tyfu" in words["cy"] and words["path"] == "/incidents/bins-1", words)
    first.close()
    wait_until(lambda: listeners(server) == 0, "a listener that went is still counted")
    desk.keep("incidents", "bins-1", step("quiet", 10, 41))
    desk.keep("incidents", "flood-2", incident("flood-2", "emergencies.flood", True))
    other = Listener(server, last=told["id"])
    missed = {json.loads(other.until("incident")["data"])["path"] for _ in range(2)}
    check(missed == {"/incidents/bins-1", "/incidents/flood-2"}, f"missed: {missed}")
    other.close()
    for last in ("1-1", "rubbish", f"{told['id']}9999"):
        again = Listener(server, last=last)
        check(again.event()["event"] == "all", f"{last}: nothing is said to be missed")
        again.close()
    source = Listener(server, path=f"/live?last={told['id']}")
    source.until("incident")
    desk.source("a new one", kind="rss", state="failing", last_success_ms=FRIDAY)
    source.until("change")
    source.close()


def listeners_are_bounded(server):
    wait_until(lambda: listeners(server) == 0, "listeners that went are still counted")
    all_of_them = [Listener(server) for _ in range(LISTENERS_MOST)]
    check(all(one.answer.status == 200 for one in all_of_them), "not all may listen")
    more = Listener(server)
    check(more.answer.status == 503 and more.answer.getheader("Retry-After"), f"one too many: {more.answer.status}")
    check(server.get("/?lang=en", Authorization=f"Bearer {TOKEN}")[0] == 200, "listeners shut readers out")
    head = server.ask("HEAD", "/live", {"Authorization": f"Bearer {TOKEN}"})
    check(head[0] in (200, 503) and not head[2], "HEAD listens")
    for one in all_of_them[1:]:
        one.close()
    return all_of_them[0]


def a_page_in_a_browser(desk):
    npm.install()
    npm.need_chromium()
    server = Server(desk)

    ready = desk.folder / "ready"

    def happen():
        wait_until(lambda: ready.exists() and listeners(server) == 2, "no page listens")
        desk.keep("incidents", "bins-1", step("growing", 12, 77))

    news = threading.Thread(target=happen)
    news.start()
    task = {"base": f"http://127.0.0.1:{server.port}", "page": "/incidents/bins-1?lang=en", "said": "Growing",
            "people": "77 people", "ready": str(ready), "chromium": npm.CHROMIUM}
    found = npm.run("live.cjs", task)
    news.join()
    check(found["loads"] == 1 and not found["failed"], f"loaded {found['loads']} times: {found['failed']}")
    check("77 people" in found["said"] and found["status"] == "status" and found["closed"].strip() == "", found)
    check(found["open"], "an open table was closed")
    check(found["typed"] == "half a sentence", f"what was typed is {found['typed']!r}")
    check(found["look"] and ":" in found["look"], f"the chart says {found['look']!r}")
    check(found["closer"].endswith(": 5 people") and found["wider"].endswith(": 6 people"), f"closer and wider: {found}")
    server.close()


def main():
    desk = Desk(now=FRIDAY + 20 * HOUR)
    fill(desk)
    users = desk.folder / "users"
    users.touch(mode=0o600)
    users.write_text(f"Rhian reader {TOKEN}\n")
    server = Server(desk, door=f'users_file = "{users}" ')
    what_is_told(desk, server)
    last = listeners_are_bounded(server)
    beat = threading.Thread(target=last.until, args=("",))
    beat.start()
    a_page_in_a_browser(desk)
    beat.join(timeout=60)
    check(not beat.is_alive(), "no sign of life while nothing happens")
    server.close()  # and ends at once, though somebody listens
    desk.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
