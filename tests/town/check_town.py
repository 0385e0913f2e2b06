#!/usr/bin/env python3
"""Check the sample town: counts, unique ids, valid JSON and XML, rhythm. Python 3 standard library only."""
import collections
import csv
import datetime as dt
import glob
import json
import os
import xml.etree.ElementTree as ET

HERE = os.path.dirname(os.path.abspath(__file__))
R = os.path.join(HERE, "recorded")


def lines(path):
    with open(os.path.join(R, path), encoding="utf-8") as f:
        return [json.loads(l) for l in f]


def sorted_unique(ids):
    assert len(ids) == len(set(ids)), "ids repeat"
    assert ids == sorted(ids), "not in order"


def main():
    days, hours = collections.Counter(), collections.Counter()
    public = lines("mastodon/aberwen.social.public.jsonl")
    tagged = lines("mastodon/aberwen.social.hashtag.Aberwen.jsonl")
    notes = lines("mastodon/aberwen.social.notifications.jsonl")
    sorted_unique([int(s["id"]) for s in public])
    assert [s["created_at"] for s in public] == sorted(s["created_at"] for s in public)
    assert len({s["uri"] for s in public}) == len(public)
    ids = {s["id"]: s for s in public}
    assert all(ids[s["id"]] == s for s in tagged)
    known = set(ids) | {n["status"]["id"] for n in notes}
    assert all(s["in_reply_to_id"] is None or s["in_reply_to_id"] in known for s in public)
    assert all(n["status"]["account"] == n["account"] for n in notes)
    accounts = {}
    for s in public:
        a = s["account"]
        assert accounts.setdefault(a["acct"], a["id"]) == a["id"]
        ET.fromstring("<d>" + s["content"].replace("&nbsp;", " ") + "</d>")
    assert len(set(accounts.values())) == len(accounts), "account ids repeat"
    times = [s["created_at"][:19] + "Z" for s in public]
    times += [n["created_at"][:19] + "Z" for n in notes if n["status"]["id"] not in ids and n["status"]["visibility"] == "public"]
    for path in ("rss/papur", "forum/fforwm"):
        items = lines(path + (".items.jsonl" if "papur" in path else ".entries.jsonl"))
        head = open(os.path.join(R, path + ".head.xml"), encoding="utf-8").read()
        tail = open(os.path.join(R, path + ".tail.xml"), encoding="utf-8").read()
        root = ET.fromstring((head + "".join(i["xml"] for i in items) + tail).encode())
        guids = [e.text for e in root.iter() if e.tag in ("guid", "{http://www.w3.org/2005/Atom}id")]
        assert len(guids) == len(set(guids)), path
        times += [i["at"] for i in items]
        assert [i["at"] for i in items] == sorted(i["at"] for i in items)
    refs = []
    for path in sorted(glob.glob(os.path.join(R, "calls", "*.csv"))):
        with open(path, encoding="utf-8", newline="") as f:
            for row in csv.DictReader(f):
                assert row["time"][:10] == os.path.basename(path)[:10] and None not in row.values()
                refs.append(row["ref"])
                times.append((dt.datetime.fromisoformat(row["time"]).astimezone(dt.timezone.utc)).strftime("%Y-%m-%dT%H:%M:%SZ"))
    sorted_unique(refs)
    survey = [r for w in range(1, 6) for r in lines("survey/week-%d.jsonl" % w)]
    sorted_unique([r["id"] for r in survey])
    times += [r["date_published"] for r in survey]
    texts, langs, channels, keys = set(), collections.Counter(), collections.Counter(), set()
    for path in glob.glob(os.path.join(HERE, "texts", "*.tsv")):
        with open(path, encoding="utf-8") as f:
            next(f)
            for l in f:
                key, channel, thread, text = l.rstrip("\n").split("\t")
                assert key not in keys and text not in texts
                keys.add(key), texts.add(text)
                channels[channel, thread.split("/")[0]] += 1
    for t in times:
        d = dt.datetime.strptime(t, "%Y-%m-%dT%H:%M:%SZ") + dt.timedelta(hours=1)
        days[d.date().isoformat()] += 1
        hours[d.hour] += 1
        assert dt.date(2026, 8, 23) <= d.date() <= dt.date(2026, 9, 26), t
    for s in public:
        langs[s["language"]] += 1
    size = sum(os.path.getsize(os.path.join(p, f)) for p, _, fs in os.walk(R) for f in fs)
    print("texts", len(texts), "posts", len(times), "bytes", size)
    print("languages of toots", dict(langs))
    print("texts by channel and thread", dict(sorted((":".join(k), v) for k, v in channels.items())))
    print("per day", dict(sorted(days.items())))
    print("per local hour", [hours[h] for h in range(24)])
    for k, v in json.load(open(os.path.join(HERE, "truth.json"), encoding="utf-8"))["stories"].items():
        print(k, v["issue"], v["place"], v["first"], v["people"], list(v["people_by_hour_utc"].values()))
    assert len(texts) >= 1300 and 3600 <= len(times) <= 4400 and size < 6.5e6


if __name__ == "__main__":
    main()
