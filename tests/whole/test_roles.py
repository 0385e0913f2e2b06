#!/usr/bin/env python3
"""Who may do what on the page: three roles, by token and by a proxy's header that is believed of the proxy alone; what
officers record as done, seen on the page and in the digest; and who looked at posts, kept for administrators."""
import html
import sys
import time
import urllib.parse

from desk import FRIDAY, HOUR, Desk
from test_serve import Server, fill
from whole import check

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PROXY = "127.0.0.2"
TOKENS = {"reader": "reader-token-000001", "officer": "officer-token-00002", "administrator": "administrator-003"}
DID = {"issue": "waste.missed-collection", "place": "", "text": "A second lorry goes out on <Fridays>.", "text_cy": "Aiff ail lori allan ar ddydd Gwener."}


def token(role):
    return {"Authorization": f"Bearer {TOKENS[role]}"} if role in TOKENS else {}


def wait_until(true, what):
    end = time.monotonic() + 60
    while not true():
        check(time.monotonic() < end, what)
        time.sleep(0.05)


def roles(server):
    """(method, path, form): what each role gets."""
    rules = {("GET", "/?lang=en", ""): (303, 200, 200, 200), ("GET", "/posts?lang=en", ""): (303, 200, 200, 200),
             ("GET", "/api/v1/posts", ""): (401, 200, 200, 200), ("GET", "/metrics", ""): (401, 200, 200, 200),
             ("GET", "/looks?lang=en", ""): (303, 403, 403, 200), ("GET", "/healthz", ""): (200, 200, 200, 200),
             ("POST", "/incidents/bins-1", "do=ack"): (303, 403, 303, 303), ("POST", "/incidents/bins-1", "do=rm"): (303, 403, 400, 400),
             ("POST", "/incidents/none", "do=ack"): (303, 403, 404, 404), ("POST", "/posts/none", "class=complaint"): (303, 403, 404, 404),
             ("POST", "/done", "text=a"): (303, 403, 400, 400), ("POST", "/done/1-1", ""): (303, 403, 404, 404)}
    for (method, path, form), wanted in rules.items():
        for role, status in zip(("nobody", "reader", "officer", "administrator"), wanted):
            got = server.ask(method, path, {**token(role), **(FORM if form else {})}, form or None)[0]
            check(got == status, f"{method} {path} as {role}: {got}, not {status}")
    for forged in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        for path in ("/done", "/done/1-1", "/incidents/bins-1", "/posts/none"):
            check(server.ask("POST", path, {**FORM, **token("officer"), **forged}, "do=ack")[0] == 403, f"a forged form to {path}")


def the_proxy(server):
    header = {"X-Remote-User": "Gwen"}
    check(server.ask("GET", "/", header, client=PROXY)[0] == 200, "the proxy's header does not open")
    check(server.ask("GET", "/", header)[0] == 303 and server.ask("GET", "/api/v1/posts", header)[0] == 401, "anybody's header opens")
    check(server.ask("GET", "/", {"X-Remote-User": "Mallory"}, client=PROXY)[0] == 303, "the proxy names nobody we know")
    check(server.ask("GET", "/looks", {"X-Remote-User": "Nia", **token("reader")})[0] == 403, "a header raises a reader's role")
    check(server.ask("GET", "/looks", {**header, **token("administrator")}, client=PROXY)[0] == 403, "the proxy says who it is")
    check(server.ask("GET", "/", {"Authorization": "Bearer -"})[0] == 303, "no token is a token")
    check(server.ask("GET", "/", {"Cookie": "earshot="})[0] == 303, "an empty token opens")


def told(server, path):
    return html.unescape(server.ask("GET", path, token("reader"))[2].decode())


def deeds(desk, server):
    officer = {**FORM, **token("officer"), "Sec-Fetch-Site": "same-origin"}
    for wrong in ({"text_cy": ""}, {"text": "a" * 501}, {"issue": "i" * 300}):
        check(server.ask("POST", "/done", officer, urllib.parse.urlencode({**DID, **wrong}))[0] == 400, f"{wrong} is recorded")
    long = {**DID, "text": "ŵ" * 500}
    for one in (DID, long):
        code, headers, _ = server.ask("POST", "/done?lang=en", officer, urllib.parse.urlencode(one))
        check(code == 303 and headers["Location"].startswith("/issues/waste.missed-collection"), f"{code} {headers}")
    for path, said in (("/?lang=en", DID["text"]), ("/?lang=cy", DID["text_cy"]), ("/incidents/bins-1?lang=en", long["text"]),
                       ("/issues/waste.missed-collection?lang=cy", DID["text_cy"])):
        wait_until(lambda: said in told(server, path), f"{path} does not say what was done")
    check(DID["text"] not in told(server, "/issues/parks.grass?lang=en"), "said of another issue")
    check("<Fridays>" not in server.ask("GET", "/?lang=en", token("reader"))[2].decode(), "an officer's words are alive")
    for lang, said in (("en", DID["text"]), ("cy", DID["text_cy"])):
        letter = " ".join(desk.run("mail", "digest", "--date", "2026-09-25", "--lang", lang, "--format", "text").stdout.split())
        check(said in letter, f"the digest in {lang} does not say what was done")
    deed = desk.cli("XRANGE", "earshot:{0}:actions", "-", "+").split("\n")
    first = deed[[i for i, line in enumerate(deed) if '"do":"did"' in line][0] - 2]
    check(server.ask("POST", f"/done/{first}?lang=en", officer, "")[0] == 303, "it is not taken back")
    wait_until(lambda: DID["text"] not in told(server, "/?lang=en"), "what was taken back is still said")


def looks(desk, server):
    server.ask("GET", "/posts?lang=en&q=Heol+y+Bont", token("reader"))
    server.ask("GET", "/posts?lang=cy&q=Heol+y+Bont", token("reader"))
    server.ask("GET", "/api/v1/posts?format=csv&issue=%3Cb%3E", token("officer"))
    page = server.ask("GET", "/looks?lang=en", token("administrator"))[2].decode()
    for said in ("Rhian (reader)", "q=Heol%20y%20Bont", "Owain (officer)", "issue=%3Cb%3E", "A search", "Data"):
        check(said in page, f"{said} is not in the log")
    check(page.count("q=Heol%20y%20Bont") == 1, "the same look twice in a minute")
    check(server.ask("GET", "/looks?before=x", token("administrator"))[0] == 400, "a position that is none")


def main():
    desk = Desk(now=FRIDAY + 20 * HOUR)
    fill(desk)
    users = desk.folder / "users"
    users.touch(mode=0o600)
    users.write_text("".join(f"{name} {role} {TOKENS[role]}\n" for name, role in zip(("Rhian", "Owain", "Nia"), TOKENS)) + "Gwen officer -\n")
    server = Server(desk, door=f'users_file = "{users}" proxy_header = "X-Remote-User" proxies = {{"{PROXY}"}} ')
    roles(server)
    the_proxy(server)
    deeds(desk, server)
    looks(desk, server)
    server.close()
    desk.config.write_text(desk.config.read_text().replace(f'users_file = "{users}"', ""))
    done = desk.run("serve", "serve", "--once")
    check(done.returncode == 2 and "users_file" in done.stderr, f"a proxy without users: {done.returncode} {done.stderr}")
    desk.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
