#!/usr/bin/env python3
"""What is sent to the server instead of being fetched: signed messages and what officers heard, from the real server
through the spool, the collector and the analyser to the page and the feed."""
import hashlib
import hmac
import json
import subprocess
import time
import urllib.parse

from desk import DAY, FRIDAY, HOUR, Desk
from test_serve import Server
from whole import check, run_all, wait_for_redis

KEY = "the-key-that-the-gateway-shares"
NOW = FRIDAY + DAY + 8 * HOUR
PAGE_BYTES = 64 << 10
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
GAS = ("Strong smell of gas on Heol y Bont, my baby is in the house", "Can smell gas outside number 9, is anyone coming?",
       "Gas leak in our street, we are scared to switch a light on", "Arogl nwy cryf iawn yn y tŷ, beth wnawn ni?")
OFFICER = {"Authorization": "Bearer officer-token-00002"}


def open_desk(users=""):
    desk = Desk(now=NOW)
    key = desk.folder / "key"
    key.touch(0o600)
    key.write_text(KEY + "\n")
    more = (f'webhook "sms" {{ spool = "{desk.folder}/sms" key_file = "{key}" fields = {{"text=Body", "author=From"}} }}\n'
            f'manual "desk" {{ spool = "{desk.folder}/heard" }}\n')
    if users:
        path = desk.folder / "users"
        path.touch(0o600)
        path.write_text(users)
        more += f'serve {{ users_file = "{path}" }}\n'
    return desk, Server(desk, more)


def sign(body, at=NOW, key=KEY):
    mac = hmac.new(key.encode(), f"{at // 1000}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Earshot-Signature": f"t={at // 1000},v1={mac}"}


def send(server, body, headers=None, name="sms", **signed):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return server.ask("POST", f"/hooks/{name}", sign(body, **signed) if headers is None else headers, body)


def waiting(desk, spool):
    return len(list((desk.folder / spool).glob("*.msg")))


def test_who_may_send():
    desk, server = open_desk("Rhian reader reader-token-000001\n")
    message = {"Body": "No bins on Heol y Bont again", "From": "+447700900001"}
    status, headers, body = send(server, message)
    check(status == 202 and headers["Cache-Control"] == "no-store" and waiting(desk, "sms") == 1, f"{status} {body}")
    check(send(server, message)[0] == 409, "a replay is taken")
    for what, found in {
            "no signature": send(server, message, headers={}),
            "no form": send(server, message, headers={"X-Earshot-Signature": "rubbish,t=,v1="}),
            "another key": send(server, message, key="the-key-of-somebody-else"),
            "another body": send(server, b'{"Body":"changed"}', headers=sign(json.dumps(message).encode())),
            "six minutes ago": send(server, message, at=NOW - 6 * 60000),
            "six minutes ahead": send(server, message, at=NOW + 6 * 60000)}.items():
        status, headers, body = found
        check(status == 401 and headers["Content-Type"] == "application/problem+json" and KEY.encode() not in body,
              f"{what}: {status} {body}")
    check(send(server, message, name="nobody")[0] == 404 and send(server, message, name="desk")[0] == 404, "a wrong name")
    status, headers, _ = server.get("/hooks/sms")
    check(status == 405 and headers["Content-Type"] == "application/problem+json", f"a GET: {status} {headers}")
    long = b"Body=" + b"a" * PAGE_BYTES
    status, _, body = send(server, long)
    check(status == 413 and json.loads(body)["title"] == "Body too long", f"{status} {body}")
    check(waiting(desk, "sms") == 1, "something refused was kept")
    status, _, body = send(server, message, at=NOW - 4 * 60000, headers=None)
    check(status == 202, f"the same words, signed at another time, are another message: {status} {body}")
    browser = {**sign(b"Body=x"), "Origin": "https://forms.example", "Sec-Fetch-Site": "cross-site", **FORM}
    check(server.ask("POST", "/hooks/sms", browser, b"Body=x")[0] == 202, "a form elsewhere that signs")
    server.close()
    desk.close()


def test_the_disk_fails():
    desk, server = open_desk()
    (desk.folder / "sms").write_text("a file where the folder should be")
    status, headers, _ = send(server, {"Body": "x"})
    check(status == 503 and "Retry-After" in headers, f"{status} {headers}")
    server.close()
    desk.close()


def run_through(desk):
    for program in ("collect", "analyse", "aggregate"):
        done = desk.run(program, program, "--once")
        check(done.returncode == 0, f"{program}: {done.returncode} {done.stderr}")


def wait_until(what, condition):
    end = time.monotonic() + 60
    while not condition():
        check(time.monotonic() < end, f"{what}: not after a minute")
        time.sleep(0.05)


def posts(server):
    status, _, body = server.get("/api/v1/posts")
    return json.loads(body)["items"] if status == 200 else []


def feed_tells(server, day, words):
    items = json.loads(server.get("/feed.json?lang=en")[2])["items"]
    return any(day in item["id"] and words in item["content_text"] for item in items)


def test_from_a_telephone_to_the_page():
    desk, server = open_desk()
    desk.redis.terminate()
    desk.redis.wait()
    for i, gas in enumerate(GAS):
        check(send(server, {"Body": gas, "From": f"+44770090001{i}"})[0] == 202, "a message while Redis is away")
    form = urllib.parse.urlencode({"Body": "Diolch yn fawr i'r criw am glirio'r eira â gwên", "From": "+447700900002"}).encode()
    check(server.ask("POST", "/hooks/sms", {**sign(form), **FORM}, form)[0] == 202, "a form while Redis is away")
    check(waiting(desk, "sms") == 1 + len(GAS), "not on the disk")
    desk.redis = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", desk.socket, "--save", "", "--dir", desk.folder],
                                  stdout=subprocess.DEVNULL)
    wait_for_redis(desk.socket)
    run_through(desk)
    check(waiting(desk, "sms") == 0, "the collector left them")
    wait_until("the page", lambda: len(posts(server)) == 1 + len(GAS))
    found = {post["content_text"]: post for post in posts(server)}
    check(any(text.endswith("eira â gwên") and post["reading"]["language"] == "cy" for text, post in found.items()), found)
    check("+4477009000" not in json.dumps(found), "a telephone number on the page")
    check(found[GAS[0]]["kind"] == "webhook" and found[GAS[0]]["reading"]["urgent"], found[GAS[0]])
    desk.set_clock(NOW + DAY)
    run_through(desk)
    wait_until("the digest in the feed", lambda: feed_tells(server, "2026-09-26", f"{1 + len(GAS)} people"))
    desk.set_clock(NOW)
    check(send(server, {"Body": GAS[0], "From": "+447700900010"})[0] == 409,
          "a replay of what was collected")
    server.close()
    desk.close()


def enter(server, headers=None, **fields):
    return server.ask("POST", "/heard?lang=en", {**FORM, **(OFFICER if headers is None else headers)},
                      urllib.parse.urlencode(fields))


def test_heard_in_a_group():
    desk, server = open_desk("Rhian reader reader-token-000001\nOwain officer officer-token-00002\n")
    heard = {"text": "Mae'r gŵr drws nesaf yn dweud bod y biniau heb eu casglu " + "ŵ" * 5000, "group": "Ffrindiau Heol y Bont",
             "by": "Owain"}
    reader = {"Authorization": "Bearer reader-token-000001"}
    check(server.ask("GET", "/heard", reader)[0] == 403 and enter(server, reader, **heard)[0] == 403, "a reader enters")
    check(enter(server, {}, **heard)[0] == 303 and waiting(desk, "heard") == 0, "a stranger enters")
    check(enter(server, {**OFFICER, "Sec-Fetch-Site": "cross-site"}, **heard)[0] == 403, "a forged form")
    check(b'href="/heard' not in server.ask("GET", "/?lang=en", reader)[2], "a reader sees the link")
    status, _, page = server.ask("GET", "/heard?lang=en", OFFICER)
    check(status == 200 and b'value="Owain"' in page and b'aria-current="page"' in page, f"{status}")
    for wrong, words in ({"group": " "}, b"in which group"), ({"when": "2026-09-27T08:00"}, b"has not come yet"), \
            ({"when": "yesterday"}, b"not understood"), ({"by": "x" * 301}, b"too long"):
        status, _, page = enter(server, **{**heard, **wrong})
        check(status == 400 and words in page and "Mae&#39;r gŵr".encode() in page, f"{wrong}: {status}")
    check(waiting(desk, "heard") == 0, "something wrong was kept")
    status, headers, _ = enter(server, when="2026-09-26T07:30", language="cy", place="y-bont", **heard)
    check(status == 303 and headers["Location"] == "/heard?lang=en&done=1", f"{status} {headers}")
    check(b"It is entered" in server.ask("GET", headers["Location"], OFFICER)[2], "no thanks")
    run_through(desk)
    kept = [json.loads(line)["post"] for line in desk.run("aggregate", "posts", "--format", "json").stdout.splitlines()]
    check(len(kept) == 1 and kept[0]["content_text"] == heard["text"], f"{kept}"[:500])
    check(kept[0]["date_published"] == "2026-09-26T06:30:00Z", f"{kept[0]['date_published']} in London is 07:30")
    server.close()
    desk.close()


if __name__ == "__main__":
    run_all(globals())
