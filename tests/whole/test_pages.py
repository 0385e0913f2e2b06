#!/usr/bin/env python3
"""Every page in a real browser and a real validator: no violation of axe-core, valid HTML, nothing wider than a phone,
light in bytes, still while it loads; Welsh and English, dark and light, wide and narrow, with script and without."""
import email
import email.policy
import html
import re
import statistics
import sys

import npm
from desk import FRIDAY, HOUR, Desk, cell, day_summary, incident, quote
from test_serve import Server, fill
from town import Town
from whole import check

BYTES_MOST = 150 * 1024
OFFICER = "officer-token-00002"
# How we write is ours to say; what is valid is not.
STYLE_OF_WRITING = {"no-trailing-whitespace": "off", "no-inline-style": "off", "long-title": "off", "prefer-native-element": "error",
                    "attr-quotes": "error", "no-raw-characters": "error", "void-style": "off", "doctype-style": "off",
                    "tel-non-breaking": "off"}


def first_link(town, page, start):
    found = re.search(rf'href="({re.escape(start)}[^"]+)\?lang=', town.get(page, Cookie=f"earshot={OFFICER}")[2].decode())
    check(found, f"{page} has no link to {start}")
    return html.unescape(found[1])


def places_to_look(town):
    """A page of every kind, and each kind in each of its states."""
    incident, post = first_link(town, "/incidents?lang=en", "/incidents/"), first_link(town, "/posts?lang=en", "/posts/")
    letter = next(path.read_bytes() for path in sorted(town.letters.glob("alert*.eml")))
    message = email.message_from_bytes(letter, policy=email.policy.default)
    links = [re.search(rf"https://earshot\.aberwen\.example({what})", text)[1] for what, text in
             ((r"/act\?lang=en\S+", message.get_body(("plain",)).get_content()),
              (r"/unsubscribe\?[^>]+", message["List-Unsubscribe"]))]
    return ["/", "/incidents", incident, "/issues", "/issues/waste.missed-collection", "/places", "/places/ty-castell",
            "/posts", "/posts?class=complaint&language=cy", "/posts?q=nobodysaidthis", post, "/days", "/days/2026-09-26",
            "/days/2026-09-05", "/sources", "/unheard", "/looks", "/heard?done=1", "/sign-in", "/sign-in?wrong=1", "/nothing-here", "/posts?before=x",
            "/days/2031-01-01", "/act", "/unsubscribe", *links]


def with_language(page, lang):
    page = re.sub(r"([?&])lang=(en|cy)&?", r"\1", page).rstrip("?&")
    return f"{page}{'&' if '?' in page else '?'}lang={lang}"


def look(base, pages, cookie=None, **more):
    npm.need_chromium()
    return npm.run("look.cjs", {"base": base, "pages": pages, "cookie": cookie, "chromium": npm.CHROMIUM,
                                "widths": [320, 1280], "schemes": ["light", "dark"], "shots": None, **more})


def judge(looks):
    """What is wrong, one line each."""
    wrong = []
    for one in looks:
        where = f"{one['page']} at {one['width']} {one['scheme']}{'' if one['script'] else ' without script'}"
        wrong += [f"{where}: {what}" for what in one["violations"] + one["failed"]]
        if one["wide"] > 0:
            wrong.append(f"{where}: {one['wide']} pixels too wide")
        if one["bytes"] > BYTES_MOST:
            wrong.append(f"{where}: {one['bytes']} bytes")
        if one["shift"] > 0:
            wrong.append(f"{where}: shifts by {one['shift']}")
    return wrong


def hard_cases():
    """What strangers and officers may write, at its worst: a name of 200 letters, no word to break at, right to left."""
    desk = Desk()
    fill(desk)
    issue, place = "waste." + "x" * 194, ("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 4)[:200]
    posts = [{"id": f"mastodon:{i}", "url": "https://toot.example/@a/9", "text": text, "language": language, "kind": "mastodon",
              "source": "s" * 150, "at_ms": FRIDAY + 7 * HOUR}
             for i, (text, language) in enumerate((("مرحبا بالعالم هذا شارع قذر جدا", "ar"), ("a" * 10000, "en"), ("e\u0301" * 900, "cy")))]
    desk.keep("incidents", "hard", incident("hard", issue=issue, place="hard", place_name=place, place_name_cy=place, shown=posts))
    desk.keep("summaries", "day:2026-09-25", day_summary(cells=[
        cell(issue, None, "complaint", 9, 1, quote(posts[0]["text"], "ar"), quote(posts[1]["text"])),
        cell(issue, "hard", "complaint", 9, 1, name=place)]))
    desk.source("the paper", kind="rss", state="failing", cause="c" * 200, last_success_ms=FRIDAY)
    server = Server(desk)
    wrong = judge(look(f"http://127.0.0.1:{server.port}", [f"{page}?lang=cy" for page in (
        "/", "/incidents/hard", "/incidents", "/issues", f"/issues/{issue}", "/places", "/days/2026-09-25", "/sources", "/unheard")],
        widths=[320], schemes=["light"]))
    server.close()
    desk.close()
    return wrong


def main():
    npm.install()
    town = Town(users="Owain administrator officer-token-00002\nRhian reader reader-token-000001\n")
    base = town.serve()
    empty = {with_language(page, lang): town.get(with_language(page, lang), Cookie=f"earshot={OFFICER}")[2].decode()
             for page in ("/", "/incidents", "/issues", "/places", "/posts", "/days", "/sources", "/unheard") for lang in ("cy", "en")}
    wrong = judge(look(base, list(empty), OFFICER, widths=[320], schemes=["light"]))
    wrong += hard_cases()
    town.live()
    town.wait_for_news()
    pages = [with_language(page, lang) for page in places_to_look(town) for lang in ("cy", "en")]
    looks = look(base, pages, OFFICER)
    wrong += judge(looks)
    told = {page: town.get(page, Cookie=f"earshot={OFFICER}")[2].decode() for page in pages}
    told |= {f"empty {page}": text for page, text in empty.items()}
    wrong += npm.run("validate.cjs", {"pages": told, "rules": STYLE_OF_WRITING})
    paints = [one["paint_ms"] for one in looks if one["paint_ms"]]
    print(f"{len(looks)} looks at {len(pages)} pages: at most {max(one['bytes'] for one in looks)} bytes, first paint "
          f"after {statistics.median(paints):.0f} ms (median), {max(paints):.0f} ms (worst)")
    town.close()
    check(not wrong, f"{len(wrong)} findings\n" + "\n".join(wrong[:60]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
