#!/usr/bin/env python3
"""What machines read, with the sample town's data in it: the description by a validator of OpenAPI, every answer by its
schema, the feeds by their rules, the metrics by Prometheus's text format, ETags, and honest errors."""
import json
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as xml
from urllib.parse import quote

import npm
from town import Town
from whole import BUILD, EARSHOT, SOURCE, check

ATOM = "{http://www.w3.org/2005/Atom}"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
LABELS = r'\{[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*"(?:,[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*")*,?\}'
SAMPLE = re.compile(rf"([a-zA-Z_:][\w:]*)({LABELS})? (NaN|[+-]?Inf|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)")
ERRORS = {"/api/v1/nothing": 404, "/api/v1/digests/2031-01-01": 404, "/api/v1/digests/yesterday": 404, "/api/v1/posts?limit=0": 400,
          "/api/v1/temperature?step=year": 400, "/api/v1/temperature?from=rubbish": 400, "/api/v1/incidents?cursor=x": 400}


def answers_fit(town):
    document = json.loads(town.get("/api/v1/openapi.json")[2])
    answers = []
    for path, entry in document["paths"].items():
        if "get" not in entry:  # what is sent to us is in test_intake
            continue
        asked = path.replace("{date}", "2026-09-26")
        check("{" not in asked, f"{path}: no value is known for its parts")
        for query in ("", "?lang=cy", "?limit=5", "?format=json"):
            code, headers, body = town.get(asked + query)
            kind = headers["Content-Type"].split(";")[0]
            described = [name for name in entry["get"]["responses"][str(code)]["content"] if name.split(";")[0] == kind]
            check(described, f"{asked}{query}: {code} {kind} is not described")
            if kind.endswith("json"):
                answers.append({"path": path, "name": asked + query, "status": str(code), "type": described[0], "body": json.loads(body)})
    wrong = npm.run("answers.cjs", {"document": document, "answers": answers})
    check(not wrong, "\n".join(wrong[:20]))
    return document, len(answers)


def json_feed_is_right(town):
    """JSON Feed 1.1, with its pages followed to the end."""
    address, seen = "/feed.json?lang=en", []
    while address:
        code, headers, body = town.get(address)
        feed = json.loads(body)
        check(code == 200 and headers["Content-Type"].split(";")[0] == "application/feed+json", f"{address}: {headers}")
        check(feed["version"] == "https://jsonfeed.org/version/1.1" and feed["title"], "version or title")
        for item in feed["items"]:
            check(isinstance(item["id"], str) and item["id"], f"no id: {item}")
            check(any(isinstance(item.get(name), str) for name in ("content_text", "content_html")), f"no content: {item}")
            for name in ("date_published", "date_modified"):
                check(name not in item or DATE.fullmatch(item[name]), f"{name}: {item}")
            for name in ("url", "external_url", "image"):
                check(name not in item or re.match(r"https?://", item[name]), f"{name}: {item}")
            check(all(isinstance(tag, str) for tag in item.get("tags", [])), f"tags: {item}")
            check("author" not in item, "JSON Feed 1.1 has authors, not author")
            seen.append(item["id"])
        following = feed.get("next_url")
        check(following is None or re.match(r"https?://", following), f"next_url: {following}")
        address = following and re.sub(r"^https?://[^/]+", "", following)
        check(len(seen) < 5000, "the feed never ends")
    check(len(seen) == len(set(seen)) and len(seen) >= 35, f"{len(seen)} items, {len(set(seen))} different")
    return len(seen)


def atom_is_right(town):
    feed = xml.fromstring(town.get("/feed.atom?lang=cy")[2])
    check(feed.tag == f"{ATOM}feed", feed.tag)
    for one in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            check(len(one.findall(f"{ATOM}{name}")) == 1 and one.find(f"{ATOM}{name}").text, f"atom: {name}")
        check(DATE.fullmatch(one.find(f"{ATOM}updated").text), "atom: updated")
    ids = [entry.find(f"{ATOM}id").text for entry in feed.findall(f"{ATOM}entry")]
    check(ids and len(ids) == len(set(ids)), "atom: ids")
    check(feed.find(f"{ATOM}author") is not None or all(entry.find(f"{ATOM}author") is not None for entry in feed.findall(f"{ATOM}entry")),
          "atom: no author")


def calendar_is_right(town):
    told = json.loads(town.get("/api/v1/incidents?limit=200")[2])["items"]
    body = town.get("/calendar.ics?lang=cy")[2]
    lines = body.split(b"\r\n")
    check(lines[-1] == b"" and b"\n" not in body.replace(b"\r\n", b"") and all(len(line) <= 75 for line in lines), "calendar: its lines")
    for line in lines:
        line.decode()  # none is cut within a letter
    whole = body.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
    check(whole[0] == "BEGIN:VCALENDAR" and whole[-1] == "END:VCALENDAR" and "VERSION:2.0" in whole, "calendar: its frame")
    events = "\n".join(whole).split("BEGIN:VEVENT")[1:]
    check(len(events) == sum("opened" in one and one["state"] != "merged" for one in told) > 0, f"{len(events)} events")
    for event in events:
        for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "URL"):
            check(len(re.findall(rf"^{name}:.+$", event, re.M)) == 1, f"calendar: {name}: {event}")
        start, end = (re.search(rf"^{name}:(\d{{8}}T\d{{6}}Z)$", event, re.M)[1] for name in ("DTSTART", "DTEND"))
        check(start < end, f"calendar: {event}")
    return len(events)


def dashboard_is_answered(town):
    """Each panel of the Grafana dashboard asks for what is there: a list, and in it every column by its selector."""
    dashboard = json.loads((SOURCE / "dashboards/assets/grafana/dashboard.json").read_text())
    span = {"${__from:date:iso}": "2026-09-01T00:00:00.000Z", "${__to:date:iso}": "2026-09-27T08:00:00.000Z", "${issue}": "", "${place}": ""}
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            address = target["url"]
            for name, value in span.items():
                address = address.replace(name, value)
            code, _, body = town.get(address)
            check(code == 200 and "$" not in address, f"{panel['title']}: {address}: {code} {body[:200]}")
            rows = json.loads(body)[target["root_selector"]]
            for column in target["columns"]:
                found = [row for row in rows if deep(row, column["selector"].split(".")) is not None]
                check(found, f"{panel['title']}: no row has {column['selector']}")
    return len(dashboard["panels"])


def deep(row, path):
    for name in path:
        row = row.get(name) if isinstance(row, dict) else None
    return row


def metrics_are_right(text):
    """As strict as promtool: HELP and TYPE once and before the samples, groups unbroken, counters named _total."""
    kinds, helped, done, last, seen = {}, set(), set(), None, set()
    check(text.endswith("\n"), "metrics: no last newline")
    for line in text.splitlines():
        if line.startswith("# "):
            _, what, name, rest = (line + " ").split(" ", 3)
            check(what in ("HELP", "TYPE") and rest.strip(), f"metrics: {line}")
            check(name not in (helped if what == "HELP" else kinds), f"metrics: {what} twice: {name}")
            helped.add(name) if what == "HELP" else kinds.setdefault(name, rest.strip())
            continue
        sample = SAMPLE.fullmatch(line)
        check(sample, f"metrics: {line!r}")
        base = re.sub(r"_(bucket|sum|count)$", "", sample[1]) if sample[1] not in kinds else sample[1]
        check(base in kinds and base in helped, f"metrics: no TYPE or HELP: {line}")
        check((kinds[base] != "counter") or base.endswith("_total"), f"metrics: a counter without _total: {base}")
        check((kinds[base] == "counter") or not base.endswith("_total"), f"metrics: _total is no counter: {base}")
        check(base == last or base not in done, f"metrics: {base} is in two places")
        check((sample[1], sample[2]) not in seen, f"metrics: twice: {line}")
        check(re.fullmatch(r"[a-z][a-z0-9_]*", base) and not re.search(r"_(milliseconds|ms|minutes|kilobytes)$", base), f"metrics: units of {base}")
        seen.add((sample[1], sample[2]))
        done.add(base)
        last = base
    check(len(seen) > 5, "metrics: hardly any")
    return len(seen)


def promtool():
    """Prometheus's own checker: the machine's, or Debian's unpacked into the build folder, for its package would start a
    daemon; None where neither is to be had."""
    folder = BUILD / "tests-promtool"
    own = folder / "usr/bin/promtool"
    if shutil.which("promtool") or own.exists():
        return shutil.which("promtool") or own
    folder.mkdir(parents=True, exist_ok=True)
    fetched = subprocess.run(["apt-get", "download", "prometheus"], cwd=folder, capture_output=True).returncode == 0
    for package in folder.glob("prometheus_*.deb") if fetched else ():
        subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
        package.unlink()
    return own if own.exists() else None


def promtool_agrees(text):
    tool = promtool()
    if tool is None:
        print("promtool is not to be had here: Prometheus's own check is left out")
        return
    done = subprocess.run([tool, "check", "metrics"], input=text, capture_output=True, text=True)
    check(done.returncode == 0 and not done.stdout + done.stderr, f"promtool: {done.stdout}{done.stderr}")


def what_is_had_is_not_sent(town, document):
    told = json.loads(town.get("/api/v1/incidents")[2])["items"]
    incident = f"/incidents/{quote(told[0]['id'], safe='')}"
    pages = ["/", "/incidents", incident, "/issues", "/issues/waste.missed-collection", "/places", "/places/ty-castell", "/posts", "/days",
             "/days/2026-09-26", "/sources", "/unheard", "/style.css", "/feed.json", "/feed.atom"]
    pages += [path.replace("{date}", "2026-09-26") for path, entry in document["paths"].items()
              if "get" in entry and path not in ("/metrics", "/healthz", "/readyz")]
    for path in dict.fromkeys(pages):
        code, headers, body = town.get(path)
        check(code == 200 and "ETag" in headers and body, f"{path}: {code} {headers}")
        code, again, body = town.get(path, If_None_Match=headers["ETag"])
        check(code == 304 and not body and again["ETag"] == headers["ETag"], f"{path}: {code} for what is had")
    return len(set(pages))


def errors_are_honest(town):
    for path, wanted in ERRORS.items():
        code, headers, body = town.get(path)
        check(code == wanted and headers["Content-Type"].split(";")[0] == "application/problem+json", f"{path}: {code} {headers}")
        problem = json.loads(body)
        check(problem["status"] == code and problem["title"] and isinstance(problem.get("type", "about:blank"), str), f"{path}: {problem}")
    for path, said in (("/days/2031-01-01?lang=en", 404), ("/days/rubbish?lang=cy", 404), ("/nothing?lang=en", 404), ("/posts?before=x&lang=en", 400)):
        code, headers, body = town.get(path)
        check(code == said and headers["Content-Type"].startswith("text/html") and b"<h1>" in body, f"{path}: {code}")
    code, _, _ = town.get("/posts?q=" + "a" * (1 << 20))
    check(code in (414, 431), f"1 MB of query: {code}")


def erase(town, post):
    done = subprocess.run([EARSHOT, "-c", town.config, "erase", "--post", post], capture_output=True, text=True, timeout=60, env=town.environment())
    check(done.returncode == 0, f"erase: {done.stderr}")


def wait_until(true, what):
    end = time.monotonic() + 60
    while not true():
        check(time.monotonic() < end, what)
        time.sleep(0.1)


def what_is_erased_is_gone(town):
    """From the explorer, and from a day that was summed up long ago, while the server runs."""
    newest = json.loads(town.get("/api/v1/posts?limit=1")[2])["items"][0]["id"]
    day, quoted = next((day, one["id"]) for day in (f"/api/v1/digests/2026-09-{number:02}" for number in range(1, 26))
                       for cell in json.loads(town.get(day)[2])["cells"] for one in cell["quotes"])
    for post in (newest, quoted):
        check(town.get(f"/posts/{quote(post, safe='')}")[0] == 200, f"{post} is not there")
        erase(town, post)
        wait_until(lambda: town.get(f"/posts/{quote(post, safe='')}")[0] == 404, f"{post} is still to be read")
    looks = town.get("/looks?lang=en")[2].decode()
    check("One post" in looks and newest not in looks and quoted not in looks, "who looked at a post, and no trace of what was erased")
    wait_until(lambda: quoted.encode() not in town.get(day)[2], f"{quoted} is still quoted")


def main():
    npm.install()
    town = Town()
    town.live()
    town.serve()
    document, answers = answers_fit(town)
    items = json_feed_is_right(town)
    atom_is_right(town)
    events, panels = calendar_is_right(town), dashboard_is_answered(town)
    metrics = town.get("/metrics")[2].decode()
    samples = metrics_are_right(metrics)
    promtool_agrees(metrics)
    check('earshot_delivery_waiting{way="mail"} 0' in metrics, "how letters fare is not measured")
    pages = what_is_had_is_not_sent(town, document)
    errors_are_honest(town)
    what_is_erased_is_gone(town)
    print(f"{len(document['paths'])} paths, {answers} answers by their schemas, {items} feed items, {events} calendar events, {panels} Grafana panels, {samples} metrics, {pages} answers kept")
    town.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
