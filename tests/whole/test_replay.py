#!/usr/bin/env python3
"""A fortnight of invented posts through `replay`: every person counted on the right day; the same bytes in each run,
whatever the order of the lines and however many shards."""
import json
import random
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from whole import check, earshot

FIRST = datetime(2026, 9, 13, tzinfo=timezone.utc)
DAYS = 14
CHATTER = [("en", "Lovely walk along the river this morning"), ("cy", "Bore braf yn y dref heddiw, pawb yn hapus"),
           ("en", "Does anyone know when the library opens on Saturday?"), ("cy", "Pryd mae'r pwll nofio yn agor?"),
           ("en", "The pothole outside the school is still there"), ("cy", "Diolch i griw'r parc, mae'n edrych yn wych")]
BINS = [("en", "Missed bin collection on Station Road again, absolutely disgraceful"),
        ("en", "Bins not collected for three weeks, this is a disgrace"),
        ("en", "Our bins were missed again, the smell is disgusting"),
        ("en", "Disgusted that our bin collection was missed again this morning"),
        ("en", "Missed bin collection on Castle Street, terrible service from the council"),
        ("en", "Awful service, our bins have not been collected since Monday"),
        ("en", "The bins were not collected again, useless council"),
        ("en", "Still waiting for our missed bin collection, appalling service"),
        ("en", "Third missed bin collection in a row on Bridge Street, shocking and unacceptable"),
        ("en", "Bin collection missed again in our road, rats everywhere, horrible"),
        ("cy", "Gwarthus, y biniau heb eu casglu eto ar Heol yr Orsaf"),
        ("cy", "Mae'r biniau heb eu casglu ers tair wythnos, gwasanaeth ofnadwy"),
        ("cy", "Cywilyddus, neb wedi casglu'r biniau ar ein stryd ni"),
        ("cy", "Biniau heb eu casglu eto fyth, mae'n warthus")]


def post(number, when, author, language, text):
    return {"id": f"mastodon:https://toot.example/{number}", "url": f"https://toot.example/{number}",
            "content_text": f"{text} ({author[-2:]})", "date_published": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "language": language, "authors": [{"name": author, "url": f"https://toot.example/@{author}"}],
            "_earshot": {"kind": "mastodon", "source": "toot.example", "native_id": f"https://toot.example/{number}",
                         "visibility": "public", "sensitive": False, "deleted": False}}


def make_posts():
    chance = random.Random(5)
    posts = []
    for day in range(DAYS):
        for _ in range(25):
            when = FIRST + timedelta(days=day, seconds=chance.randrange(6 * 3600, 22 * 3600))
            posts.append(post(len(posts), when, f"person{chance.randrange(200)}", *chance.choice(CHATTER)))
    for i in range(20):
        when = FIRST + timedelta(days=DAYS - 1, hours=7, minutes=6 * i)
        posts.append(post(len(posts), when, f"angry{i}", *BINS[i % len(BINS)]))
    return posts


def replay(folder, posts, shards=1):
    file, config = folder / "posts.jsonl", folder / "c.conf"
    file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in posts))
    config.write_text(f'council {{ name = "Nowhere" }}\nstore {{ shards = {shards} }}\n')
    done = earshot("-c", config, "replay", file)
    check(done.returncode == 0, f"replay: {done.returncode} {done.stderr}")
    check(done.stderr == "", f"replay says on a pipe's stderr: {done.stderr!r}")
    return done.stdout


def expected_day(posts, day):
    """Local days: British Summer Time, an hour before UTC."""
    start = FIRST + timedelta(days=day, hours=-1)
    of_day = [one for one in posts
              if start <= datetime.fromisoformat(one["date_published"].replace("Z", "+00:00")) < start + timedelta(days=1)]
    return len(of_day), len({one["authors"][0]["name"] for one in of_day})


def check_days(posts, lines):
    days = [one for one in lines if one["type"] == "summary"]
    check(len(days) == DAYS, f"{len(days)} days, not {DAYS}")
    for number, day in enumerate(days):
        wanted = expected_day(posts, number)
        check((day["posts"], day["people"]) == wanted, f"{day['id']}: {day['posts']} {day['people']}, not {wanted}")
        check(day["complete"], f"{day['id']} is not complete")
    bins = [cell for cell in days[-1]["cells"] if cell.get("issue", "").startswith("waste.") and "place" not in cell
            and cell.get("class") == "complaint"]
    check(bins and bins[0]["people"] >= 10, f"the bins of the last day: {bins[:1]}")  # not all are read as such
    check(len(bins[0]["quotes"]) == 2 and len({one["text"][-5:] for one in bins[0]["quotes"]}) == 2, "two voices")


def check_incident(lines):
    steps = [one for one in lines if one["type"] == "incident" and one["issue"] == "waste.missed-collection"]
    check([one["what"] for one in steps[:2]] == ["candidate", "opened"], f"no incident of the bins: {steps[:2]}")
    check(steps[0]["people"] >= 2 and 0 < steps[0]["p"] < 0.01, f"first noticed for no reason: {steps[0]}")
    check(steps[0]["at"].startswith("2026-09-26T0"), f"opened late: {steps[0]}")
    times = [one["at"] for one in lines if one["type"] == "incident"]
    check(times == sorted(times), "steps out of order")


def main():
    posts = make_posts()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = replay(folder, posts)
        lines = [json.loads(line) for line in first.splitlines()]
        check_days(posts, lines)
        check_incident(lines)
        check(replay(folder, posts) == first, "a second run differs")
        mixed = posts[:]
        random.Random(6).shuffle(mixed)
        check(replay(folder, mixed) == first, "the order of the lines matters")
        check(replay(folder, posts, shards=3) == first, "the number of shards matters")
        (folder / "bad.jsonl").write_text('{"id":"x:1"}\nnonsense\n')
        done = earshot("replay", folder / "bad.jsonl")
        check(done.returncode == 1 and "bad.jsonl:2" in done.stderr, f"a bad line: {done.returncode} {done.stderr!r}")
    print(f"{len(posts)} posts, four replays, one answer")


if __name__ == "__main__":
    main()
