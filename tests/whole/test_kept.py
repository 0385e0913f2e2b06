#!/usr/bin/env python3
"""What is kept counts once, as it was said last: of twelve complaints one is edited and one is erased beside it, and the
lists, another budget and a new reading of all find eleven, with the new words."""
import json

from hamlet import Hamlet, post
from whole import check

TEXTS = ["Missed bin collection on Heol y Bont again, absolutely disgraceful",
         "Bins not collected for three days, this is a disgrace",
         "Our bins were missed again, the smell is disgusting",
         "Disgusted that our bin collection was missed again this morning",
         "Missed bin collection on Castle Street, terrible service from the council",
         "Awful service, our bins have not been collected since Monday",
         "The bins were not collected again, useless council",
         "Still waiting for our missed bin collection, appalling service",
         "Third missed bin collection in a row near the school, shocking and unacceptable",
         "Bin collection missed again in our road, rats everywhere, horrible",
         "Gwarthus, y biniau heb eu casglu eto ar Heol y Bont",
         "Mae'r biniau heb eu casglu ers tair wythnos, gwasanaeth ofnadwy"]
PEOPLE = len(TEXTS)
EDITED, ERASED = "file:calls/1", "file:calls/6"


def complaint(number, text, **more):
    return post(number, text, f"2026-11-20T10:{2 * number:02}:00Z", **more)


def what_if(desk):
    found = [json.loads(line) for line in desk.ask("incidents", "--what-if", "budget=50", "--format", "json").splitlines()]
    check(len(found) == 1, f"another budget raises {found}")
    return found[0]


def kept(desk):
    return [json.loads(line)["post"] for line in desk.ask("posts", "--format", "json").splitlines()]


def check_all(desk, when, people, counted):
    posts = kept(desk)
    ids = sorted(one["id"] for one in posts)
    check(len(set(ids)) == len(ids) == people, f"{when}: {ids}")
    check([one["date_published"] for one in posts] == sorted(one["date_published"] for one in posts), f"{when}: order")
    people_then = what_if(desk)["people"]
    check(people_then == counted, f"{when}: another budget counts {people_then} people, not {counted}")
    said = desk.ask("rescore")
    check(said.startswith(f"{people} posts read again") and " 0 would change" in said, f"{when}: {said}")
    return {one["id"]: one["content_text"] for one in posts}


def main():
    desk = Hamlet("2026-11-20T12:00:00Z")
    desk.drop(complaint(number, text) for number, text in enumerate(TEXTS))
    desk.step("2026-11-20T12:00:00Z")
    counted = what_if(desk)["people"]  # not every complaint is surely one
    shown = {one["id"] for one in what_if(desk)["shown"]}
    check(counted >= 8 and {EDITED, ERASED} <= shown, f"{counted} people, {shown}")
    check_all(desk, "at first", PEOPLE, counted)
    desk.drop([complaint(1, TEXTS[1].replace("days", "weeks"), date_modified="2026-11-20T11:00:00Z")])
    desk.step("2026-11-20T12:05:00Z")
    texts = check_all(desk, "after an edit", PEOPLE, counted)
    check("three weeks" in texts[EDITED], texts)
    desk.ask("erase", "--post", ERASED)
    texts = check_all(desk, "after an erasure", PEOPLE - 1, counted - 1)
    check("three weeks" in texts[EDITED] and ERASED not in texts, texts)
    desk.ask("erase", "--due")
    desk.step("2026-11-20T12:10:00Z")
    texts = check_all(desk, "after the old words have gone", PEOPLE - 1, counted - 1)
    check("three weeks" in texts[EDITED] and "three days" not in desk.ask("posts", "--format", "json"), texts)
    desk.close()
    print("what is kept counts once")


if __name__ == "__main__":
    main()
