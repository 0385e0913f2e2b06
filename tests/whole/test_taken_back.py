#!/usr/bin/env python3
"""What somebody took back is nowhere. Each of twelve complaints has a word of its own in it; one is deleted at its source, one is
edited, and then their words are looked for in everything that Earshot keeps, says, exports and is about to send, in its log
on the disk too. The counts stay as they were, and hold nobody's words."""
import json
import subprocess
import time

from hamlet import Hamlet, post
from test_kept import TEXTS
from whole import check

DELETED, EDITED = 4, 1
WORDS = ["zephyrine", "quokkas", "marzipan", "bassoon", "gondolier", "tamarind", "obsidian", "pelican", "rhubarb", "saffron",
         "teacup", "velvet"]


def complaint(number, word=None, **more):
    return post(number, f"{TEXTS[number]}, said {word or WORDS[number]}", f"2026-11-20T10:{2 * number:02}:00Z", **more)


def all_of_redis(desk):
    """Every value of every key, as text."""
    reads = {"string": ["GET"], "hash": ["HGETALL"], "set": ["SMEMBERS"], "zset": ["ZRANGE", "0", "-1"], "stream": ["XRANGE", "-", "+"]}
    found = []
    for key in desk.cli("--scan").split("\n"):
        command, *rest = reads[desk.cli("TYPE", key)]
        found.append(subprocess.run(["redis-cli", "-s", desk.socket, command, key, *rest], capture_output=True,
                                    check=True).stdout.decode(errors="replace"))
    return "\n".join(found)


def all_that_is_said(desk):
    said = {"redis": all_of_redis(desk)}
    for command in ("posts", "incidents", "tallies"):
        for form in ("json", "csv"):
            said[f"{command} {form}"] = desk.ask(command, "--format", form)
    for lang in ("cy", "en"):
        for form in ("text", "html", "json", "eml"):
            said[f"digest {lang} {form}"] = desk.ask("digest", "--date", "2026-11-20", "--lang", lang, "--format", form)
    return said


def where(said, word):
    return sorted(name for name, text in said.items() if word in text)


def is_on_disk(desk, word):
    desk.cli("CONFIG", "SET", "appendfsync", "always")
    return any(word.encode() in file.read_bytes() for file in (desk.folder / "appendonlydir").iterdir())


def wait_for_rewrite(desk):
    for _ in range(600):
        if "aof_rewrite_in_progress:0" in desk.cli("INFO", "persistence") and "aof_rewrite_scheduled:0" in desk.cli("INFO", "persistence"):
            return
        time.sleep(0.1)


def main():
    desk = Hamlet("2026-11-20T12:00:00Z")
    desk.cli("CONFIG", "SET", "stream-node-max-entries", "1")  # as the private Redis has it, see store/redis/README.md
    desk.cli("CONFIG", "SET", "appendonly", "yes")
    wait_for_rewrite(desk)
    desk.drop(complaint(number) for number in range(len(TEXTS)))
    desk.step("2026-11-20T12:00:00Z")
    desk.step("2026-11-21T00:30:00Z", programs=("aggregate",))
    before = all_that_is_said(desk)
    for number in (DELETED, EDITED):
        found = where(before, WORDS[number])
        check({"redis", "posts json", "posts csv"} <= set(found), f"{WORDS[number]} is in {found}")
    check(any("outbox" in key for key in desk.cli("--scan").split("\n")) and desk.waiting(), "no letter waits")
    check(is_on_disk(desk, WORDS[DELETED]), "the log does not hold the words before")
    desk.drop([{"id": str(DELETED), "deleted": True}, complaint(EDITED, "nothing", date_modified="2026-11-21T01:00:00Z")])
    desk.step("2026-11-21T01:10:00Z")
    desk.ask("erase", "--due")
    desk.step("2026-11-21T01:20:00Z", programs=("analyse", "aggregate"))
    after = all_that_is_said(desk)
    for number in (DELETED, EDITED):
        check(where(after, WORDS[number]) == [], f"{WORDS[number]} is still in {where(after, WORDS[number])}")
    check("said nothing" in after["posts json"], "the edit is not there")
    check(all(WORDS[number] in after["posts json"] for number in range(12) if number not in (DELETED, EDITED)), "others went too")
    check(before["tallies csv"] == after["tallies csv"], "the counts changed")
    desk.step("2026-11-21T07:30:00Z", programs=())
    desk.ask("erase", "--due")
    wait_for_rewrite(desk)
    for number in (DELETED, EDITED):
        check(not is_on_disk(desk, WORDS[number]), f"{WORDS[number]} is still in the log on the disk")
    again = [json.loads(line)["post"]["id"] for line in after["posts json"].splitlines()]
    desk.drop([complaint(DELETED)])
    desk.step("2026-11-21T07:40:00Z")
    check(DELETED not in [json.loads(line)["post"]["id"] for line in desk.ask("posts", "--format", "json").splitlines()] and
          len(again) == 11, "what was taken back came again")
    desk.close()
    print("what was taken back is nowhere")


if __name__ == "__main__":
    main()
