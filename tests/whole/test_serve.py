#!/usr/bin/env python3
"""The server over real HTTP: what its description promises, conditional answers, ceilings, the door, hostile words,
and speed with a full store."""
import atexit
import http.client
import json
import os
import re
import socket
import subprocess
import threading
import time
import urllib.parse
import xml.dom.minidom
from pathlib import Path

from desk import DAY, FRIDAY, HOUR, Desk, cell, day_summary, incident, quote
from test_mail import ALIVE, HOSTILE
from town import reads
from whole import SOURCE, check, run_all

TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "object": dict, "array": list,
         "null": type(None)}


class Server:
    def __init__(self, desk, more="", door=""):
        desk.configure(listen="127.0.0.1:0", more=more)
        desk.config.write_text(desk.config.read_text().replace("serve {", f"serve {{ {door}"))
        self.process = subprocess.Popen(desk.command("serve", "serve"), env=desk.environment(), text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        atexit.register(self.process.kill)
        line = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/\n", self.process.stdout.readline())
        check(line, "it does not say where it listens")
        self.port = int(line[1])
        for _ in range(1200):
            if self.get("/readyz")[0] == 200:
                return
            time.sleep(0.05)
        check(False, "it never became ready")

    def ask(self, method, path, headers=None, body=None, client="127.0.0.1"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=(client, 0))
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        found = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return found

    def get(self, path, **headers):
        return self.ask("GET", path, {name.replace("_", "-"): value for name, value in headers.items()})

    def close(self):
        self.process.terminate()
        check(self.process.wait(60) == 0, f"it ended with {self.process.returncode}")


def fill(desk):
    desk.keep("summaries", "day:2026-09-24", day_summary(FRIDAY - DAY))
    desk.keep("summaries", "day:2026-09-25", day_summary())
    desk.keep("incidents", "bins-1", incident())
    desk.keep("incidents", "flood-1", incident("flood-1", "emergencies.flood", True))
    desk.source("toot.example", kind="mastodon", state="ok", last_success_ms=FRIDAY + DAY, last_post_ms=FRIDAY)
    desk.source("the paper", kind="rss", state="failing", cause="certificate expired", last_success_ms=FRIDAY)


def matches(value, schema, document, where):
    """As much of JSON Schema as the description uses."""
    if "$ref" in schema:
        return matches(value, document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], document, where)
    kinds = schema.get("type", [])
    kinds = kinds if isinstance(kinds, list) else [kinds]
    check(not kinds or any(isinstance(value, TYPES[kind]) and not (kind != "boolean" and isinstance(value, bool))
                           for kind in kinds), f"{where}: {value!r} is no {kinds}")
    check("enum" not in schema or value in schema["enum"], f"{where}: {value!r} not of {schema.get('enum')}")
    check("const" not in schema or value == schema["const"], f"{where}: {value!r}")
    if isinstance(value, dict):
        known = schema.get("properties")
        for name in schema.get("required", []):
            check(name in value, f"{where}: {name} is missing")
        for name, part in value.items():
            if known is not None:
                check(name in known, f"{where}: {name} is not described")
                matches(part, known[name], document, f"{where}.{name}")
    if isinstance(value, list):
        for i, part in enumerate(value):
            matches(part, schema.get("items", {}), document, f"{where}[{i}]")


def test_answers_are_as_described():
    desk = Desk()
    fill(desk)
    server = Server(desk)
    document = json.loads(server.get("/api/v1/openapi.json")[2])
    check(document["openapi"] == "3.1.0", "no OpenAPI 3.1")
    for path, entry in document["paths"].items():
        if "get" not in entry:
            continue
        status, headers, body = server.get(path.replace("{date}", "2026-09-25"))
        check(status == 200, f"{path}: {status} {body[:200]}")
        content = entry["get"]["responses"]["200"]["content"]
        kind = headers["Content-Type"].split(";")[0]
        described = {name.split(";")[0]: what for name, what in content.items()}
        check(kind in described, f"{path}: {kind} is not described")
        if kind.endswith("json"):
            matches(json.loads(body), described[kind]["schema"], document, path)
        if "text/csv" in described:
            status, headers, body = server.get(path + "?format=csv")
            check(headers["Content-Type"].startswith("text/csv") and body.endswith(b"\r\n"), f"{path}: no CSV")
            check(".csv" in headers["Content-Disposition"], f"{path}: no file name")
    xml.dom.minidom.parseString(server.get("/feed.atom")[2])
    server.close()
    desk.close()


def test_what_is_had_is_not_sent_again():
    desk = Desk()
    fill(desk)
    server = Server(desk)
    for path in ("/", "/posts", "/feed.json", "/feed.atom", "/api/v1/incidents", "/api/v1/temperature", "/style.css",
                 "/api/v1/openapi.json", "/sources?lang=en", "/api/v1/issues?format=csv"):
        status, headers, body = server.get(path)
        check(status == 200 and body and headers["ETag"], f"{path}: {status}")
        status, again, nothing = server.get(path, If_None_Match=f'"other", W/{headers["ETag"]}')
        check(status == 304 and not nothing and again["ETag"] == headers["ETag"], f"{path}: {status} for what is had")
        status, head, nothing = server.ask("HEAD", path)
        check(status == 200 and not nothing and head["Content-Length"] == str(len(body)), f"{path}: HEAD")
        for name in ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"):
            check(name in headers, f"{path}: no {name}")
    desk.keep("incidents", "bins-1", incident(people=40))
    first = reads(lambda: server.get("/metrics"))
    while reads(lambda: server.get("/metrics")) < first + 2:
        time.sleep(0.05)
    check(server.get("/incidents", If_None_Match=headers["ETag"])[0] == 200, "news is not sent")
    server.close()
    desk.close()


def test_ceilings_hold():
    desk = Desk()
    fill(desk)
    server = Server(desk)
    status, _, _ = server.get("/posts?q=" + "a" * 1_000_000)
    check(status in (414, 431), f"1 MB of query: {status}")
    status, _, body = server.ask("POST", "/sign-in", {"Content-Type": "application/x-www-form-urlencoded"},
                                 "token=" + "a" * 200_000)
    check(status == 413 and json.loads(body)["status"] == 413, f"a long body: {status}")
    check(server.get("/posts?" + "&".join(f"a{i}=1" for i in range(500)))[0] == 200, "500 fields")
    check(server.ask("DELETE", "/")[0] == 405, "DELETE")
    check(server.get("/%ff%fe/%00")[0] in (400, 404), "a path that is no text")
    for path in ("/api/v1/temperature?from=2020-01-01&to=2026-01-01", "/api/v1/posts?limit=100000",
                 "/api/v1/posts?before=rubbish", "/api/v1/incidents?cursor=99999999999999999999"):
        status, headers, body = server.get(path)
        check(status == 400 and headers["Content-Type"] == "application/problem+json", f"{path}: {status}")
        check(json.loads(body)["title"], f"{path}: no problem document")
    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(100)]
    check(server.get("/healthz")[0] == 200, "a hundred idle connections shut others out")
    for one in idle:
        one.close()
    server.close()
    desk.close()


def test_the_door():
    desk = Desk()
    fill(desk)
    users = desk.folder / "users"
    users.write_text("Rhian reader reader-token-000001\nOwain officer officer-token-00002\n")
    users.chmod(0o644)
    desk.configure(listen="127.0.0.1:0", more="")
    text = desk.config.read_text().replace('listen = "127.0.0.1:0"', f'listen = "127.0.0.1:0" users_file = "{users}"')
    desk.config.write_text(text)
    done = desk.run("serve", "serve", "--once")
    check(done.returncode == 2 and "others can read it" in done.stderr, f"{done.returncode} {done.stderr}")
    desk.config.write_text(text.replace(f'users_file = "{users}"', "").replace("127.0.0.1:0", "0.0.0.0:0"))
    done = desk.run("serve", "serve", "--once")
    check(done.returncode == 2 and "set token_file or users_file" in done.stderr, f"{done.returncode} {done.stderr}")
    users.chmod(0o600)
    server = Server(desk, door=f'users_file = "{users}" ')
    status, headers, _ = server.get("/")
    check(status == 303 and headers["Location"].startswith("/sign-in"), f"{status} {headers}")
    check(server.get("/api/v1/posts")[0] == 401 and server.get("/metrics")[0] == 401, "data without a token")
    check(server.get("/sign-in?lang=en")[0] == 200 and server.get("/style.css")[0] == 200, "the door has no handle")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    status, headers, _ = server.ask("POST", "/sign-in", form, "token=wrong-token-0000001")
    check(status == 303 and "wrong=1" in headers["Location"] and "Set-Cookie" not in headers, "a wrong token")
    status, headers, _ = server.ask("POST", "/sign-in", form, "token=officer-token-00002")
    check("HttpOnly" in headers["Set-Cookie"] and "SameSite=Strict" in headers["Set-Cookie"], headers)
    cookie = {"Cookie": headers["Set-Cookie"].split(";")[0]}
    check(server.ask("GET", "/", cookie)[0] == 200, "the cookie does not open")
    check(server.ask("GET", "/", {"Authorization": "Bearer reader-token-000001"})[0] == 200, "the token does not open")
    act = "/incidents/bins-1?lang=en"
    check(server.ask("POST", act, {**form, "Authorization": "Bearer reader-token-000001"}, "do=ack")[0] == 403, "a reader acts")
    check(server.ask("POST", act, {**form, **cookie, "Sec-Fetch-Site": "cross-site"}, "do=ack")[0] == 403, "a forged form")
    check(server.ask("POST", act, {**form, **cookie, "Origin": "https://evil.example"}, "do=ack")[0] == 403, "a forged form")
    check(server.ask("POST", act, {**form, **cookie, "Sec-Fetch-Site": "same-origin"}, "do=ack")[0] == 303, "an officer")
    kept = desk.cli("XRANGE", "earshot:{0}:actions", "-", "+")
    check('"do":"ack"' in kept and '"by":"Owain"' in kept and kept.count('"do"') == 1, kept)
    server.close()
    desk.close()


def test_a_button_of_a_letter():
    desk = Desk()
    fill(desk)
    outbox = desk.folder / "letters"
    desk.configure(outbox=str(outbox))
    desk.post("tell:bins-1:opened:1", {"what": "opened", "at_ms": FRIDAY + 8 * HOUR, "incident": incident()})
    check(desk.run("mail", "mail", "--once").returncode == 0, "no letter")
    import email
    import email.policy
    letter = next(outbox.glob("alert*.eml"))
    message = email.message_from_bytes(letter.read_bytes(), policy=email.policy.default)
    text = re.sub(r"\s+", " ", message.get_body(("plain",)).get_content())
    button = re.search(r"https://earshot\.aberwen\.example(/act\?lang=en\S+do=mute\S+)", text)[1]
    server = Server(desk)
    status, _, body = server.get(button)
    check(status == 200 and b"no letters about" in body, f"{status}")
    check(desk.cli("XLEN", "earshot:{0}:actions") == "0", "looking at a button did something")
    check(server.get(button.replace("do=mute", "do=dismiss"))[0] == 403, "a changed button works")
    action = re.search(rb'action="([^"]+)"', body)[1].decode().replace("&amp;", "&")
    check(server.ask("POST", action, {"Content-Type": "application/x-www-form-urlencoded"}, "")[0] == 303, "it did nothing")
    kept = desk.cli("XRANGE", "earshot:{0}:actions", "-", "+")
    check('"do":"mute"' in kept and '"by":"duty@aberwen.example"' in kept, kept)
    desk.set_clock(FRIDAY + 40 * DAY)
    check(server.get(button)[0] == 403, "a button of last month works")
    server.close()
    desk.close()


def test_strangers_words_stay_words():
    desk = Desk()
    for i, words in enumerate(HOSTILE):
        one = incident(f"i{i}", issue=f"waste.{words}", place_name=words, place_name_cy=words, words=[words])
        one["shown"][0] |= {"text": words, "url": words, "source": words, "language": words}
        one["log"][0] |= {"by": words, "what": words}
        desk.keep("incidents", one["id"], one)
        desk.source(f"s{i} " + words.replace("\0", ""), kind=words, state=words, cause=words)
    desk.keep("summaries", "day:2026-09-25", day_summary(
        cells=[cell(f"waste.{words}", words, "complaint", 9, 1, quote(words, words, url=words, source=words), name=words)
               for words in HOSTILE]))
    server = Server(desk)
    pages = ["/", "/incidents", "/issues", "/places", "/posts", "/days", "/days/2026-09-25", "/sources", "/unheard"]
    pages += [f"/incidents/i{i}" for i in range(len(HOSTILE))]
    pages += [f"/{folder}/{urllib.parse.quote(words, safe='')}" for words in HOSTILE for folder in ("issues", "places")]
    pages += [f"/posts?q={urllib.parse.quote(words)}&issue={urllib.parse.quote(words)}" for words in HOSTILE]
    for page in pages:
        for lang in ("cy", "en"):
            status, headers, body = server.get(page + ("&" if "?" in page else "?") + f"lang={lang}")
            text = body.decode()
            check(status in (200, 404), f"{page}: {status}")
            found = re.search(ALIVE, text.replace('<script src="/page.js" defer></script>', ""), re.I)
            check(not found, f"{page}: alive: {found and text[found.start() - 60:found.end() + 60]}")
            check(not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text), f"{page}: control characters")
    for path in ("incidents", "issues", "places", "sources"):
        body = server.get(f"/api/v1/{path}?format=csv")[2].decode()
        check(not re.search(r'(^|,)"?[=+@\t\r-](?!\d)', body.replace("\r\n", "\n"), re.M), f"{path}: a formula")
        check(not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e]", body), f"{path}: control characters")
    json.loads(server.get("/api/v1/incidents")[2])
    json.loads(server.get("/feed.json")[2])
    metrics = server.get("/metrics")[2].decode()
    for line in metrics.splitlines():
        check(re.fullmatch(r'#.*|[a-z_]+(\{([a-z_]+="([^"\\]|\\.)*",?)*\})? -?[0-9.]+', line), f"metrics: {line!r}")
    server.close()
    check("\x1b" not in server.process.stderr.read(), "a terminal escape in the log")
    desk.close()


def test_the_store_may_go_and_come():
    desk = Desk()
    fill(desk)
    server = Server(desk)
    desk.redis.terminate()
    desk.redis.wait()
    while "the store is away" not in server.process.stderr.readline():
        pass
    status, _, body = server.get("/?lang=en")
    check(status == 200 and b"Temperature check" in body, f"what was known is not shown: {status}")
    check(server.get("/healthz")[0] == 200, "it does not live")
    server.close()
    desk.close()


def test_many_at_once():
    desk = Desk()
    fill(desk)
    server = Server(desk)
    times, failures = [], []

    def client():
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        for path in ("/?lang=cy", "/posts?lang=en", "/incidents/bins-1", "/api/v1/temperature", "/feed.json") * 8:
            started = time.perf_counter()
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - started)
            if answer.status != 200:
                failures.append((path, answer.status))
        connection.close()

    clients = [threading.Thread(target=client) for _ in range(50)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    check(not failures, f"{failures[:3]}")
    times.sort()
    print(f"50 clients, {len(times)} answers: median {times[len(times) // 2] * 1e3:.1f} ms, "
          f"p99 {times[int(len(times) * 0.99)] * 1e3:.1f} ms (with the client's own work)")
    server.close()
    desk.close()


if __name__ == "__main__":
    run_all(globals())
