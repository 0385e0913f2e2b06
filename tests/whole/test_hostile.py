#!/usr/bin/env python3
"""Over a hundred hostile strings in every field a stranger can fill, through the real pipeline: from a feed, a social
network, a file, a gazetteer, an issue list and an officer's note to every page, letter, table, feed and log. None may
arrive alive."""
import email
import email.policy
import html
import http.server
import json
import re
import sys
import threading
import urllib.parse
from datetime import timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

import hostile
from town import LAST_DAY, MORNING_AFTER, Town
from whole import check

HEADERS = {"from", "to", "subject", "date", "message-id", "auto-submitted", "x-auto-response-suppress", "list-unsubscribe",
           "content-language", "mime-version", "content-type", "references", "in-reply-to", "importance", "x-priority", "priority",
           "list-unsubscribe-post", "list-id", "sender", "reply-to"}
PLAIN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PAGES_MOST = 450


def at(minute):
    return LAST_DAY + timedelta(hours=9, minutes=minute % 120)


def clean(words):
    return PLAIN.sub("", words)


def rss():
    items = "".join(f"<item><title>{escape(clean(words))}</title><link>{escape(clean(words))}</link><guid>rss-{i}</guid>"
                    f"<author>{escape(clean(words))}</author><category>{escape(clean(words))}</category>"
                    f"<pubDate>{format_datetime(at(i))}</pubDate>"
                    f"<description>Bins not collected again on Ford Terrace and Hostile Street {i} {escape(clean(words))}</description></item>"
                    for i, words in enumerate(hostile.WORDS))
    return f"<rss version='2.0'><channel><title>{escape('<script>alert(666)</script>')}</title>{items}</channel></rss>"


def status(i, words):
    made = at(i).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return {"id": str(10 ** 17 + i), "uri": f"https://toot.example/{words}/{i}", "url": words, "created_at": made, "visibility": "public",
            "content": f"<p>Bins not collected on Ford Terrace and Hostile Street {i} {html.escape(words)} {words}</p>", "spoiler_text": words, "language": words,
            "sensitive": False, "reblog": None, "in_reply_to_id": None, "media_attachments": [{"type": "image", "description": words}],
            "mentions": [], "emojis": [], "tags": [{"name": words, "url": words}],
            "account": {"id": words, "acct": words, "username": words, "display_name": words, "url": words}}


class Strangers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        parts = urllib.parse.urlsplit(self.path)
        since = int(urllib.parse.parse_qs(parts.query).get("min_id", ["0"])[0])
        social = parts.path.startswith("/api/")
        found = [status(i, words) for i, words in enumerate(hostile.WORDS) if 10 ** 17 + i > since][:40]
        body = (json.dumps(found[::-1]) if social else rss()).encode("utf-8", "surrogatepass")
        self.send_response(200)
        self.send_header("Content-Type", "application/json" if social else "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def one_line(words):
    return re.sub(r'[\x00-\x1f\x7f]', " ", words)


def prepare(town):
    """Fills the town's files and gives the configuration of the strangers' sources."""
    rows = [{"id": f"x{i}", "date_published": at(i).strftime("%Y-%m-%dT%H:%M:%SZ"), "title": words, "url": words, "language": words,
             "content_text": f"Bins not collected on Ford Terrace, {words}", "tags": [words], "authors": [{"name": words, "url": words}]}
            for i, words in enumerate(hostile.WORDS)]
    (town.drop / "hostile-1.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    named = [(i, one_line(words).replace('"', '""')) for i, words in enumerate(hostile.WORDS) if re.search("alert|zq", words) and len(re.findall(r"\w+", words)) <= 8]
    places = [f'evil-{i},"{name}",en,street,tan-y-bont,,,none' for i, name in named]
    places += [f"evil-{i},Hostile Street {i},en,street,tan-y-bont,,,none" for i, _ in named]
    with open(town.folder / "places.csv", "w", encoding="utf-8") as file:
        file.write((town.source_places).read_text(encoding="utf-8") + "\n".join(places) + "\n")
    (town.folder / "issues.conf").write_text(
        '[waste.missed-collection]\nname = "<script>alert(666)</script>{{council}}zq"\nname_cy = "=1+1<img src=x onerror=alert(666)>"\n'
        "en = bins\n", encoding="utf-8")


def links_of(text):
    return [html.unescape(link) for link in re.findall(r'href="(/[^"#]*)"', text)]


def officers_words(town):
    """What was done, in every hostile string: five to an issue, which is what a page shows. The issues' ids."""
    issues = []
    town.set_clock(LAST_DAY + timedelta(hours=20))  # so that the day's digest says it
    for i, words in enumerate(hostile.WORDS):
        issues.append(f"hostile-{i // 5}")
        form = urllib.parse.urlencode({"issue": issues[-1], "text": f"Done {words}"[:500], "text_cy": f"Gwnaed {words}"[:500]}, errors="surrogatepass")
        code = town.get("/done?lang=en", "POST", form, Content_Type="application/x-www-form-urlencoded")[0]
        check(code == 303, f"a deed: {code}: {words!r}")
    town.set_clock(MORNING_AFTER)
    return sorted(set(issues))


def crawl(town):
    """Every address of our own that can be reached, with what it answers."""
    found, queue = {}, ["/?lang=en", "/?lang=cy", "/feed.json", "/feed.atom", "/metrics", "/sign-in", "/nothing-here"]
    queue += [f"/posts?lang=en&q={urllib.parse.quote(words)}&place={urllib.parse.quote(words)}" for words in hostile.WORDS]
    queue += [f"/{folder}/{urllib.parse.quote(words, safe='')}?lang=cy" for words in hostile.WORDS[::4] for folder in ("issues", "places", "incidents", "days")]
    queue += [f"/api/v1/{name}{form}" for name in ("incidents", "issues", "places", "sources", "posts", "temperature") for form in ("", "?format=csv")]
    queue += [f"/issues/{issue}?lang={lang}" for issue in officers_words(town) for lang in ("cy", "en")] + ["/looks?lang=en"]
    town.wait_for_news()
    while queue and len(found) < PAGES_MOST + 300:
        address = queue.pop(0)
        if address in found:
            continue
        found[address] = town.get(address.replace(" ", "%20"))
        if "text/html" in found[address][1].get("Content-Type", ""):
            queue += [link for link in links_of(found[address][2].decode()) if link not in found]
    return found


def judge_answers(found):
    wrong = []
    for address, (code, headers, body) in found.items():
        kind = headers.get("Content-Type", "")
        if kind == "image/png":
            wrong += [] if body.startswith(b"\x89PNG\r\n\x1a\n") and code == 200 else [f"{address}: no picture"]
            continue
        text = body.decode("utf-8", "strict")
        judge = hostile.alive_in_html if "html" in kind else hostile.alive_in_csv if "csv" in kind else hostile.alive_in_text
        wrong += [f"{address}: {what}" for what in judge(text)]
        if "Set-Cookie" in headers or "a" == headers.get("a") or code >= 500:
            wrong.append(f"{address}: {code} {headers}")
        if "json" in kind:
            wrong += [f"{address}: {what}" for what in hostile.alive_in_text("".join(strings_of(json.loads(text))))]
    return wrong


def strings_of(value):
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    return [one for part in value for one in strings_of(part)] if isinstance(value, list) else [value] if isinstance(value, str) else []


def judge_letters(town):
    wrong, letters = [], sorted(town.letters.glob("*.eml"))
    check(any(path.name.startswith("alert") for path in letters), f"no alert: {letters}")
    check(any(path.name.startswith("digest") for path in letters), f"no digest: {letters}")
    for path in letters:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        extra = {name.lower() for name in message.keys()} - HEADERS
        wrong += [f"{path.name}: a header {name}" for name in extra]
        wrong += [f"{path.name}: {message.defects}"] if message.defects else []
        wrong += [f"{path.name}: To {message['To']}"] if "evil" in str(message["To"]) or message["Bcc"] else []
        wrong += [f"{path.name}: subject {what}" for what in hostile.alive_in_text(message["Subject"])]
        wrong += [f"{path.name}: {what}" for what in hostile.alive_in_html(message.get_body(("html",)).get_content())]
        wrong += [f"{path.name}: {what}" for what in hostile.alive_in_text(message.get_body(("plain",)).get_content().replace("\r\n", "\n"))]
    return wrong


def judge_terminal(town):
    wrong = []
    for words in (("aggregate", "posts"), ("aggregate", "posts", "--format", "csv"), ("aggregate", "incidents"), ("aggregate", "incidents", "--format", "csv"),
                  ("aggregate", "tallies"), ("mail", "digest", "--date", "2026-09-26", "--format", "text"), ("analyse", "posts"),
                  ("analyse", "posts", "--format", "csv")):
        done = town.run(*words, *(("--since", "2026-09-20T00:00:00Z") if words[1] == "posts" else ()))
        if done.returncode == 2 and "no such command" in done.stderr:
            continue
        judge = hostile.alive_in_csv if "csv" in words else hostile.alive_in_text
        wrong += [f"earshot {' '.join(words)}: {what}" for what in judge(done.stdout)]
        wrong += [f"earshot {' '.join(words)}: {done.stderr[:200]}"] if done.returncode else []
    log = town.logs.read_text(encoding="utf-8", errors="surrogateescape")
    wrong += [f"log: {what}" for what in hostile.alive_in_text(log)]
    wrong += [f"log: a forged line: {line[:80]}" for line in log.splitlines() if line.startswith(("level=error msg=forged", "Bcc:", "Set-Cookie"))]
    return wrong


def main():
    check(len(hostile.WORDS) >= 100, f"{len(hostile.WORDS)} strings")
    for judge, least in ((hostile.alive_in_html, 60), (hostile.alive_in_csv, 20), (hostile.alive_in_text, 14)):
        check(sum(bool(judge(words)) for words in hostile.WORDS) >= least, f"{judge.__name__} finds too little in what is alive")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Strangers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_port}"
    town = Town(days=2, more=f'mastodon "toot.example" {{ server = "{origin}" public = true every = "2m" }}\n'
                             f'rss "<b>evil</b> {{{{council}}}}zq =1+1" {{ url = "{origin}/feed.xml" every = "10m" }}\n'
                             'file "strangers" { path = "DROP/hostile-*.jsonl" settle = "0s" }\n')
    prepare(town)
    text = town.config.read_text().replace("DROP/", f"{town.drop}/").replace(str(town.source_places), str(town.folder / "places.csv"))
    town.config.write_text(text.replace("contact_url", f'issues = "{town.folder}/issues.conf" contact_url'))
    for hour in (0, 10, 11, 12):
        town.step(LAST_DAY + timedelta(hours=hour))
    for name in town.run("aggregate", "incidents", "--format", "csv").stdout.splitlines()[1:3]:
        for words in hostile.WORDS[::10]:
            done = town.run("aggregate", "incidents", "note", name.split(",")[0].strip('"'), f"--note=Note {words}".replace("\0", ""))
            check(done.returncode == 0, f"a note: {done.stderr}")
    town.step(MORNING_AFTER)
    town.serve()
    town.wait_for_news()
    found = crawl(town)
    posts = json.loads(town.get("/api/v1/posts?q=Ford%20Terrace&limit=100")[2])["items"]
    check(len(posts) >= 100, f"only {len(posts)} of the strangers' posts arrived")
    wrong = judge_answers(found) + judge_letters(town) + judge_terminal(town)
    everything = "".join(body.decode() for _, headers, body in found.values() if "html" in headers.get("Content-Type", ""))
    check("{{council}}zq" in everything and "&lt;script&gt;alert(666)" in everything, "the strings did not reach a page at all")
    check("Note &lt;" in everything and "Done &lt;" in everything and "Gwnaed &lt;" in everything, "officers' words did not reach a page")
    print(f"{len(hostile.WORDS)} strings, {len(found)} answers, {len(list(town.letters.glob('*.eml')))} letters")
    town.close()
    check(not wrong, f"{len(wrong)} alive\n" + "\n".join(wrong[:40]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
