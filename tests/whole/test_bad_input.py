#!/usr/bin/env python3
"""What nobody hoped for, met honestly: days that are unknown, empty or to come, a source that broke, words without end,
right-to-left and combining letters, an issue with a long name, a reader whose address is refused."""
import json
import re
import sys
from datetime import timedelta
from urllib.parse import quote

from town import LAST_DAY, MORNING_AFTER, Town, free_port
from whole import check, skip

sys.path.append("/usr/lib/python3/dist-packages")  # Debian's, also for a python from elsewhere
try:
    from aiosmtpd.controller import Controller
except ImportError:
    skip("python3-aiosmtpd is not installed")

LONG_NAME = ("A very long name of an issue that somebody on the council once typed " * 4)[:200].strip()
LONG_POST = "Bins not collected on Ford Terrace. " + "again and " * 1000
TEXTS = {"long": LONG_POST, "rtl": "שלום, הפחים לא נאספו bins not collected في الشارع Ford Terrace", "marks": "Bins z" + "\u0301" * 400 + " not collected",
         "one word": "bins" * 2500, "emoji": "👩‍👩‍👧‍👦" * 200 + " bins", "welsh": "Dim casgliad biniau ar Res y Rhyd ŵŷâêîôû"}


class Refusing:
    def __init__(self):
        self.letters = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if address.startswith("gone@"):
            return "550 5.1.1 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        self.letters.append((tuple(envelope.rcpt_tos), envelope.content))
        return "250 OK"


def prepare(town, port):
    rows = [{"id": name, "date_published": (LAST_DAY + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M:%SZ"), "content_text": text,
             "authors": [{"name": name}]} for name, text in TEXTS.items()]
    (town.drop / "odd-1.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    issues = town.folder / "issues.conf"
    issues.write_text(f'[waste.missed-collection]\nname = "{LONG_NAME}"\nname_cy = "{LONG_NAME}"\nen = bins\n')
    text = town.config.read_text().replace("DROP/", f"{town.drop}/").replace("contact_url", f'issues = "{issues}" contact_url')
    text = text.replace(f'outbox = "{town.letters}"', f'smtp = "smtp://127.0.0.1:{port}"')
    town.config.write_text(text.replace('{"comms@aberwen.example"}', '{"comms@aberwen.example", "gone@aberwen.example", "press@aberwen.example"}'))


def pages_are_honest(town):
    for path, code, words in (("/days/2031-01-01?lang=en", 404, ""), ("/days/2026-02-31?lang=en", 404, ""), ("/days/%00?lang=en", None, ""),
                              ("/days/2026-09-26?lang=en", 200, "people wrote"), ("/issues/waste.missed-collection?lang=cy", 200, LONG_NAME[:60]),
                              ("/issues/no.such-issue?lang=en", None, ""), ("/places/nowhere?lang=cy", None, ""),
                              ("/posts?from=2031-01-01&lang=en", 200, ""), ("/posts?from=rubbish&lang=en", None, ""),
                              ("/sources?lang=en", 200, "broken"), ("/unheard?lang=cy", 200, "broken"), ("/?lang=en", 200, "broken")):
        status, _, body = town.get(path)
        text = body.decode()
        check(status == code or code is None and status in (200, 400, 404), f"{path}: {status}")
        check(words in text, f"{path}: does not say {words!r}")
        check(len(text) < 150 * 1024 and "<h1>" in text, f"{path}: {len(text)} bytes")
    posts = json.loads(town.get("/api/v1/posts?source=odd&limit=100")[2])["items"]
    told = {re.sub(r"^.*[:/#]", "", post["id"]): post for post in posts}
    check(set(TEXTS) <= set(told), f"not every post arrived: {sorted(told)[:20]}")
    status, _, body = town.get(f"/posts/{quote(told['long']['id'], safe='')}?lang=en")
    check(status == 200 and body.count(b"again and") >= 900, f"the long post's page: {status}, {len(body)} bytes")
    check(town.get("/?" + "a" * (1 << 20))[0] in (414, 431), "1 MB of query")


def digests_are_honest(town):
    for day, code, said in (("2031-01-01", 1, "yet to come"), ("2020-01-01", 1, "nothing was"), ("2026-09-31", 2, "2026-09-31"), ("soon", 2, "soon")):
        done = town.run("mail", "digest", "--date", day)
        check(done.returncode == code and said in done.stderr and done.stderr.count("\n") == 1, f"{day}: {done.returncode} {done.stderr}")
    heard = re.sub(r"\s+", " ", town.run("mail", "digest", "--date", "2026-09-26", "--lang", "en").stdout)
    check("broken" in heard and LONG_NAME[:40] in heard, "the digest hides what broke")
    check("again and again and" not in heard or "…" in heard, "a long quote is not shortened")


def letters_reach_the_others(town, refusing):
    readers = sorted(reader for readers, _ in refusing.letters for reader in readers)
    digests = [content for readers, content in refusing.letters if b"\r\nSubject:" in content and b"comms@" in content.split(b"\r\n\r\n")[0]]
    check("comms@aberwen.example" in readers and "press@aberwen.example" in readers and "gone@aberwen.example" not in readers, f"{readers}")
    check(digests, "no digest came")
    before = len(refusing.letters)
    done = town.run("mail", "mail", "--once")
    check(done.returncode == 0 and len(refusing.letters) == before, "a letter is sent again")
    log = town.logs.read_text()
    check(re.search(r"gone@|no such person|refused", log), "nobody is told that a reader was refused")


def an_empty_day_says_so():
    town = Town(days=1)
    town.config.write_text(re.sub(r'^(mastodon|rss|file) .*(\n +columns.*)?$', "", town.config.read_text(), flags=re.M))
    town.config.write_text(town.config.read_text() + 'file "drop" { path = "' + str(town.folder) + '/nothing-*.csv" }\n')
    town.step(LAST_DAY + timedelta(hours=12))
    town.step(MORNING_AFTER)
    town.serve()
    town.wait_for_news()
    for lang in ("cy", "en"):
        status, _, body = town.get(f"/?lang={lang}")
        check(status == 200 and b"<h1>" in body, f"an empty council's page: {status}")
    done = town.run("mail", "digest", "--date", "2026-09-26", "--lang", "en")
    check(done.returncode in (0, 1) and re.search(r"[Nn]obody|[Nn]othing|[Nn]o post", done.stdout + done.stderr),
          f"an empty day: {done.returncode} {done.stdout[:300]}{done.stderr}")
    town.close()


def main():
    refusing = Refusing()
    port = free_port()
    controller = Controller(refusing, hostname="127.0.0.1", port=port)
    controller.start()
    town = Town(days=2, more='rss "broken" { url = "http://127.0.0.1:1/feed.xml" every = "10m" }\nfile "odd" { path = "DROP/odd-*.jsonl" settle = "0s" }\n')
    prepare(town, port)
    for hour in (0, 10, 16):
        town.step(LAST_DAY + timedelta(hours=hour))
    town.step(MORNING_AFTER)
    town.serve()
    town.wait_for_news()
    pages_are_honest(town)
    digests_are_honest(town)
    letters_reach_the_others(town, refusing)
    town.close()
    controller.stop()
    an_empty_day_says_so()
    print(f"honest answers; {len(refusing.letters)} letters to those who take them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
