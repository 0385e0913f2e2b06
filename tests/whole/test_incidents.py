#!/usr/bin/env python3
"""An officer at a terminal: the town's incidents are listed, one is shown, taken, muted, noted and dismissed; and what
another budget would have raised is told from the posts that are kept."""
import csv
import io
import json
import re

from town import Town
from whole import check


def incidents(town, *words):
    done = town.run("aggregate", "incidents", *words)
    check(done.returncode == 0, f"incidents {words}: {done.returncode}: {done.stderr}")
    return done.stdout


def listed(town, *words):
    return [json.loads(line) for line in incidents(town, "--format", "json", *words).splitlines()]


def heads(table):
    return re.split(r"  +", table.splitlines()[0].strip())


def check_lists(town):
    found = listed(town)
    check(len(found) >= 3, f"{len(found)} incidents")
    rows = list(csv.DictReader(io.StringIO(incidents(town, "--format", "csv"))))
    shown = {row["id"].lstrip("'") for row in rows}  # praise's id begins with a plus, which a sheet must not count with
    check(shown <= {one["id"] for one in found} and len(shown) >= 3, f"CSV: {shown}")
    table, welsh = incidents(town, "--lang", "en"), incidents(town, "--lang", "cy")
    check(heads(table) == "incident state kind issue place people usual chance since changed taken by".split(" ", 10) and
          "Missed" in table, f"the list: {table}")
    check(heads(welsh) == "achos cyflwr math mater lle pobl arfer hap ers newidiwyd dan ofal".split(" ", 10) and
          "Missed" not in welsh, f"the list in Welsh: {welsh}")
    check("usually" not in table and re.search(r"1 in [\d,]+ ", table) and re.search(r"\d\d:\d\d yesterday", table),
          f"the list's numbers: {table}")
    check(re.search(r"1 mewn [\d,]+ ", welsh) and re.search(r"\d\d:\d\d ddoe", welsh), f"the Welsh list's numbers: {welsh}")
    check(incidents(town, "--issue", "no.such", "--lang", "cy").splitlines()[-1] == "Dim achos yn y cyfnod hwn.", "no incident")
    one = next(x for x in found if x["state"] in ("open", "quiet") and x["kind"] == "complaint")
    check({x["id"] for x in listed(town, "--issue", one["issue"])} >= {one["id"]}, "by issue")
    check(listed(town, "--issue", "no.such") == [], "by an issue that is not there")
    check(listed(town, "--until", "2026-01-02") == [], "before anything")
    return one["id"]


def check_show(town, name):
    text, welsh = incidents(town, "show", name), incidents(town, "show", name, "--lang", "cy")
    check(re.match(r"[A-Z][^:\n]*, [A-Z][^:\n]*: \d+ people since .*, usually (\d|nobody|fewer)", text), f"no title: {text[:200]}")
    check(re.match(r"[A-Z][^:\n]*, [^:\n]*: \d+ .* ers .*, ([\d.]+|neb|llai nag 1) fel arfer", welsh), f"no Welsh title: {welsh[:200]}")
    for word in ("mater", "pobl", "heb gyfrif", "pobl yr awr", "negeseuon", "cofnod", "Agorwyd"):
        check(word in welsh, f"Welsh show has no {word}: {welsh}")
    for word in ("issue", "people", "usual", "not counted", "people an hour", "posts", "log", "Opened"):
        check(word in text, f"show has no {word}: {text}")
    check(not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text), "control characters reach the terminal")
    check(re.search(r"Opened: (\d+|fewer than 3) people, usually .*; by chance less than once in [\d,]+", text), f"the log: {text}")
    check(re.search(r"Agorwyd: (\d+|llai na 3) o bobl, .* fel arfer; trwy hap lai nag unwaith mewn [\d,]+", welsh), f"the log: {welsh}")
    check("danger" not in welsh.partition("cofnod")[2] and "Saesneg" in welsh, f"English in the Welsh: {welsh}")


def check_actions(town, name):
    incidents(town, "ack", name, "--by", "Mair")
    incidents(town, "note", name, "--by", "Mair", "--note", "crew sent\x1b[31m at ten")
    incidents(town, "snooze", name, "--for", "2h", "--by", "S\x1b[31mam")
    incidents(town, "dismiss", name, "--by", "Mair", "--note", "a festival")
    town.step(town.now, ("aggregate",))
    one = next(x for x in listed(town) if x["id"] == name)
    check(one["acked_by"] == "Mair" and one["state"] == "dismissed", f"after the actions: {one['state']}")
    text = incidents(town, "show", name)
    for step in ("Somebody deals with it", "A note", "Muted", "Not an issue"):
        check(step in text, f"the log has no {step!r}: {text}")
    welsh = incidents(town, "show", name, "--lang", "cy")
    check("gan Mair" in welsh and "Nid yw'n broblem" in welsh and "Nodyn" in welsh, f"the log in Welsh: {welsh}")
    check("by Mair" in text and "crew sent" in text and "a festival" in text and "\x1b" not in text, f"log: {text}")


def check_refusals(town, name):
    for words, code, why in ((("frob", name), 2, "would be right"), (("ack",), 2, "would be right"),
                             (("ack", "no-such"), 1, "no incident has the id"), (("merge", name), 2, "--into"),
                             (("note", name), 2, "--note"), (("snooze", name, "--for", "soon"), 2, "--for"),
                             (("note", name, "--note", "x" * 3000), 2, "over 2000"),
                             (("note", name, "--note", "x", "--by", "x" * 300), 2, "--by: over 200"),
                             (("snooze", name, "--for", "0"), 2, "1m to 30d"), (("snooze", name, "--for", "3650d"), 2, "1m to 30d"),
                             (("merge", name, "--into", name), 2, "another incident"),
                             (("merge", name, "--into", "no-such"), 1, "no incident has the id"),
                             (("--what-if", "budget=0"), 2, "budget=0.5"), (("--what-if", "budget=-1"), 2, "budget=0.5"),
                             (("--what-if", "budget=lots"), 2, "budget=0.5")):
        done = town.run("aggregate", "incidents", *words)
        check(done.returncode == code and why in done.stderr and done.stderr.count("\n") == 1,
              f"{words}: {done.returncode} {done.stderr}")


def check_settled(town, name):
    """What is merged, or long over, takes no more words; what is merged into stands for it."""
    other = next(x["id"] for x in listed(town) if x["id"] != name and x["state"] in ("open", "quiet", "resolved")
                 and x["kind"] == "complaint")
    incidents(town, "merge", other, "--into", name, "--by", "Mair", "--note", "one lorry")
    town.step(town.now, ("aggregate",))
    one = next(x for x in listed(town) if x["id"] == other)
    check(one["state"] == "merged" and one["merged_into"] == name, f"after the merge: {one['state']}")
    text = incidents(town, "show", other)
    check("one lorry" in text and "Made part of another" in text, f"log of the merged: {text}")
    done = town.run("aggregate", "incidents", "ack", other)
    check(done.returncode == 1 and "was merged into" in done.stderr, f"ack of a merged one: {done.stderr}")
    old = [x["id"] for x in listed(town, "--since", "60d") if x["state"] == "resolved" and
           x["updated_ms"] < town.now.timestamp() * 1000 - 5 * 86400000]
    check(old, "nothing is long over")
    done = town.run("aggregate", "incidents", "dismiss", old[0])
    check(done.returncode == 1 and "long over" in done.stderr, f"dismissing what is long over: {done.stderr}")
    done = town.run("aggregate", "incidents", "merge", name, "--into", old[0])
    check(done.returncode == 1 and "long over" in done.stderr, f"merging into what is long over: {done.stderr}")


def check_what_if(town):
    before = listed(town)
    more, less = listed(town, "--what-if", "budget=5"), listed(town, "--what-if", "budget=0.001")
    check(len(more) >= len(less), f"{len(more)} at a budget of 5, {len(less)} at 0.001")
    check(len(more) >= 1, "nothing at all at a budget of 5")
    check(listed(town, "--what-if", "budget=5") == more, "not the same twice")
    table = incidents(town, "--what-if", "budget=5", "--lang", "en")
    check(table.startswith("With at most 5 false alerts a week (now 0.25), the posts that are kept would have raised:"), table)
    check(listed(town) == before, "asking what if has changed what is")


def main():
    town = Town()
    try:
        town.live()
        name = check_lists(town)
        check_show(town, name)
        check_refusals(town, name)
        check_what_if(town)
        check_settled(town, name)
        check_actions(town, name)
    finally:
        town.close()


main()
