#!/usr/bin/env python3
"""The letters of five weeks of the sample town, as Python's email and as gmime read them: well-formed, light, threaded,
the same in both languages, and with the same number of people as the page and the data give."""
import email
import email.policy
import json
import re
import subprocess
import sys
from collections import Counter

from town import Town
from whole import BUILD, check

BYTES_MOST = 100 * 1024
NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


def read(path):
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def text_of(message):
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def headers_are_right(path, message):
    head = path.read_bytes().split(b"\r\n\r\n", 1)[0]
    for header in re.sub(rb"\r\n[ \t]", b" ", head).split(b"\r\n"):
        check(len(header) <= 998, f"{path.name}: {header[:40]} has {len(header)} octets")
    check(not message.defects and not any(part.defects for part in message.walk()), f"{path.name}: {message.defects}")
    for name in ("From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "Auto-Submitted"):
        check(len(message.get_all(name, [])) == 1, f"{path.name}: {name} {message.get_all(name)}")
    check(message["Auto-Submitted"] == "auto-generated", f"{path.name}: Auto-Submitted")
    check(path.stat().st_size < BYTES_MOST, f"{path.name}: {path.stat().st_size} bytes")


def content(text):
    """What both languages must share: headings, list items, numbers, links, quotes."""
    text = re.sub(r"lang=(cy|en)", "lang=", text)
    links = re.findall(r"https?://\S+", text)
    quotes = [re.sub(r"\s+", " ", quote) for quote in re.findall(r'^ +"(.*?)"$', text, re.M | re.S)]
    return {"headings": len(re.findall(r"^== .* ==$", text, re.M)), "items": len(re.findall(r"^ *[-*] ", text, re.M)),
            "links": links, "quotes": quotes, "numbers": Counter(NUMBER.findall(re.sub(r"https?://\S+", "", text)))}


def languages_are_equal(path, message):
    halves = re.split(r"^-{20,}$", text_of(message), flags=re.M)
    check(len(halves) == 2, f"{path.name}: {len(halves)} languages")
    welsh, english = content(halves[0]), content(halves[1])
    for part, value in welsh.items():
        check(value == english[part], f"{path.name}: {part} differ: {value} and {english[part]}")
    html = message.get_body(("html",)).get_content()
    for level in ("h1", "h2", "h3", "blockquote", "a "):
        check(html.count(f"<{level}") % 2 == 0, f"{path.name}: {html.count(f'<{level}')} <{level}> in two languages")
    check(welsh["quotes"] == [] or all(quote[:20] in re.sub(r"\s+", " ", html.replace("&#39;", "'").replace("&quot;", '"')
                                                         .replace("&amp;", "&")) for quote in welsh["quotes"]),
          f"{path.name}: the text quotes what the HTML does not")


def gmime_agrees(letters):
    ran = subprocess.run([BUILD / "tests" / "letter_reader", *letters], capture_output=True, text=True, check=False)
    check(ran.returncode == 0, f"gmime: {ran.stderr}")
    told = re.split(r"^letter ", ran.stdout, flags=re.M)[1:]
    check(len(told) == len(letters), f"gmime read {len(told)} of {len(letters)}")
    for path, found in zip(letters, told):
        message = letters[path]
        kinds = [part.get_content_type() for part in message.walk()]
        check(re.findall(r"^part (\S+)", found, re.M) == kinds, f"{path.name}: gmime finds {found}")
        check("broken" not in found, f"{path.name}: no UTF-8 by gmime")
        check(f"subject {message['Subject']}\n" in found, f"{path.name}: another subject by gmime: {found}")
        check(f"id {message['Message-ID'].strip('<>')}\n" in found, f"{path.name}: another id by gmime")


def threads_hold(letters):
    known = {message["Message-ID"] for message in letters.values()}
    check(len(known) == len(letters), "two letters have one Message-ID")
    for path, message in letters.items():
        if message["References"]:
            check(set(message["References"].split()) <= known, f"{path.name}: refers to a letter nobody got")
            check(message["In-Reply-To"] in known, f"{path.name}: answers a letter nobody got")


def people_are_one_number(town, letters):
    """A day's people on the page, in the list of days, in the digest as mailed and as printed, and in the data."""
    digest = text_of(next(message for path, message in reversed(letters.items()) if path.name.startswith("digest")))
    mailed = int(re.search(r"(\d+) people wrote", re.sub(r"\s+", " ", digest))[1])
    printed = town.run("mail", "digest", "--date", "2026-09-26", "--lang", "en", "--format", "text").stdout
    page = {path: re.sub(r"<[^>]+>|\s+", " ", town.get(path)[2].decode())
            for path in ("/?lang=en", "/days/2026-09-26?lang=en", "/days?lang=en")}
    series = json.loads(town.get("/api/v1/temperature?from=2026-09-26&to=2026-09-27")[2])["items"]
    told = {"mailed": mailed, "printed": int(re.search(r"(\d+) people wrote", re.sub(r"\s+", " ", printed))[1]),
            "overview": int(re.search(r"People heard +(?:about )?(\d+) people", page["/?lang=en"])[1]),
            "day": int(re.search(r"(\d+) people wrote", page["/days/2026-09-26?lang=en"])[1]),
            "days": int(re.search(r"Saturday 26 September 2026 +\S+ +(?:about )?(\d+) people", page["/days?lang=en"])[1]),
            "digest": json.loads(town.get("/api/v1/digests/2026-09-26")[2])["people"], "series": series[0]["people"]}
    check(len(set(told.values())) == 1 and mailed > 100, f"a day's people differ: {told}")


def welsh_waits_are_told(letters):
    digest = next(message for path, message in reversed(letters.items()) if path.name.startswith("digest"))
    text = re.sub(r"\s+", " ", text_of(digest))
    unanswered = re.search(r"in Welsh, (\d+) have had no reply that we have seen; the longest wait is (\d+) days?", text)
    check(unanswered and int(unanswered[1]) > 0 and 0 < int(unanswered[2]) <= 8, "how long Welsh questions wait is not told")


def main():
    town = Town()
    town.live()
    town.serve()
    letters = {path: read(path) for path in sorted(town.letters.glob("*.eml"))}
    kinds = Counter(path.name.split("-")[0] for path in letters)
    check(kinds["digest"] >= 2 and kinds["alert"] >= 3, f"too few letters: {kinds}")
    for path, message in letters.items():
        headers_are_right(path, message)
        languages_are_equal(path, message)
    gmime_agrees(letters)
    threads_hold(letters)
    again = [read_text(town) for _ in range(2)]
    check(again[0]["Message-ID"] == again[1]["Message-ID"], "a digest made again has another Message-ID")
    people_are_one_number(town, letters)
    welsh_waits_are_told(letters)
    print(f"{len(letters)} letters, the largest {max(path.stat().st_size for path in letters)} bytes: {dict(kinds)}")
    town.close()
    return 0


def read_text(town):
    made = town.run("mail", "digest", "--date", "2026-09-26", "--format", "eml")
    return email.message_from_string(made.stdout, policy=email.policy.default)


if __name__ == "__main__":
    sys.exit(main())
