#!/usr/bin/env python3
"""Digests on their days, through a real Redis: a weekend or missed mornings stand in the next one, which comes once; one
click stops them; the fullest stays light; and the letter writer as a daemon finds its way back to a webhook."""
import email
import email.policy
import re
import subprocess
import time
import urllib.error
import urllib.request

from desk import DAY, FRIDAY, HOUR, Desk, cell, day_summary, incident, quote
from test_delivery import at, desk_for, happens, letters, mail_once
from web_sink import WebSink
from whole import check, run_all


def digest_desk(days, now, edition="day"):
    desk = Desk(now=now)
    desk.config.write_text(desk.config.read_text().replace('at = "07:30"', f'at = "07:30" days = "{days}" edition = "{edition}"')
                           .replace('outbox = ""', f'outbox = "{desk.folder}/letters"'))
    return desk


def digests(desk):
    found = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in letters(desk)]
    return [message["Subject"].split(" | ")[1].split(", ")[1].split(":")[0] for message in found]


def test_a_monday_tells_of_the_weekend():
    desk = digest_desk("weekdays", at("2026-09-25T07:30"))
    for day in range(-1, 4):
        summary = day_summary(FRIDAY + day * DAY)
        desk.keep("summaries", summary["id"], summary)
    mail_once(desk)
    check(digests(desk) == ["24 September"], f"{digests(desk)}")
    for when in ("2026-09-26T09:00", "2026-09-27T09:00", "2026-09-28T07:29"):
        desk.set_clock(at(when))
        mail_once(desk)
    check(len(digests(desk)) == 1, f"a letter at the weekend: {digests(desk)}")
    desk.set_clock(at("2026-09-28T07:30"))
    mail_once(desk)
    mail_once(desk)
    check(digests(desk)[1:] == ["25 September to 27 September"], f"{digests(desk)}")
    text = email.message_from_bytes(letters(desk)[1].read_bytes(), policy=email.policy.default).get_body(("plain",)).get_content()
    check("- Friday 25 September 2026: 412 people wrote" in text and "- dydd Sadwrn 26 Medi 2026: ysgrifennodd" in text, text)
    desk.close()


def test_a_missed_digest_comes_once():
    desk = digest_desk("daily", at("2026-09-25T07:30"))
    for day in range(-8, 6):
        summary = day_summary(FRIDAY + day * DAY)
        desk.keep("summaries", summary["id"], summary)
    desk.set_clock(at("2026-09-24T23:00"))
    mail_once(desk)
    check(digests(desk) == ["23 September"], f"the first, on its own day: {digests(desk)}")
    desk.set_clock(at("2026-09-29T05:00"))  # away for four mornings
    mail_once(desk)
    mail_once(desk)
    check(digests(desk)[1:] == ["24 September to 27 September"], f"{digests(desk)}")
    desk.set_clock(at("2026-09-29T07:30"))
    mail_once(desk)
    check(digests(desk)[2:] == ["28 September"], f"{digests(desk)}")
    desk.close()
    desk = digest_desk("daily", at("2026-09-29T05:00"))  # nobody ever got one: it begins at its time
    desk.keep("summaries", "day:2026-09-27", day_summary(FRIDAY + 2 * DAY))
    mail_once(desk)
    check(digests(desk) == [], f"{digests(desk)}")
    desk.close()


def test_a_full_digest_stays_light():
    """300,000 posts in a day, 400 busy cells, 60 broken sources, 100 incidents, every quote at its longest."""
    desk = digest_desk("daily", at("2026-09-26T07:30"))
    long = "Mae'r biniau heb eu casglu eto ac mae'r stryd yn llawn gwylanod, " * 5
    cells = [cell(f"waste.issue-{i}", f"place-{k}" if k else None, kind, 9000 - 20 * i - k, 40,
                  quote(long, "cy"), quote(long), name="Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch")
             for i in range(50) for k in range(4) for kind in ("complaint", "compliment")]
    sources = [{"name": f"source number {i} of the borough", "kind": "rss", "state": "failing", "cause": "certificate " * 12,
                "last_success_ms": FRIDAY} for i in range(60)]
    desk.keep("summaries", "day:2026-09-25", day_summary(people=190000, posts=300000, cells=cells, sources=sources))
    for i in range(100):
        one = incident(f"i{i}", f"waste.issue-{i}", people=400)
        desk.keep("incidents", one["id"], one)
    for day in range(-9, 0):
        summary = day_summary(FRIDAY + day * DAY)
        desk.keep("summaries", summary["id"], summary)
    mail_once(desk)
    size = letters(desk)[0].stat().st_size
    print(f"the fullest digest has {size} bytes")
    check(size < 100 * 1024, f"{size} bytes")
    desk.close()


def post_form(address, body, content_type):
    return urllib.request.urlopen(urllib.request.Request(address, body.encode(), {"Content-Type": content_type}), timeout=20)


def test_one_click_stops_the_letters():
    desk = digest_desk("daily", at("2026-09-26T07:30"))
    for day in range(0, 4):
        summary = day_summary(FRIDAY + day * DAY)
        desk.keep("summaries", summary["id"], summary)
    happens(desk, (incident(), "opened", at("2026-09-26T07:00")))
    mail_once(desk)
    found = {path.name.split("-")[0]: email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
             for path in letters(desk)}
    server = subprocess.Popen(desk.command("serve", "serve"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                              env=desk.environment())
    page = server.stdout.readline().strip().rstrip("/")
    links = {}
    for kind, message in found.items():
        check(message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click", f"{kind}: no one click")
        links[kind] = re.search(r"<(https://[^>]+)>", message["List-Unsubscribe"])[1].replace("https://earshot.aberwen.example", page)
    asked = urllib.request.urlopen(links["digest"], timeout=20).read().decode()
    check("<form" in asked, "a GET only asks")
    answer = post_form(links["digest"], "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")
    check(answer.status == 200 and "do=subscribe" in answer.read().decode(), "no way back")
    boundary = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n"
    check(post_form(links["alert"], boundary, "multipart/form-data; boundary=b").status == 200, "multipart")
    for wrong in (links["digest"].replace("comms%40", "boss%40"), links["digest"].replace("morning", "other"),
                  links["digest"][:-1] + ("0" if links["digest"][-1] != "0" else "1")):
        try:
            post_form(wrong, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")
            check(False, "a changed link was taken")
        except urllib.error.HTTPError as error:
            check(error.code == 403, f"{error.code}")
    desk.set_clock(at("2026-09-27T08:00"))
    gas = incident("gas-1", "emergencies.gas", True)
    happens(desk, (incident("bins-2"), "opened", at("2026-09-27T07:30")), (gas, "opened", at("2026-09-27T07:30")))
    mail_once(desk)
    fresh = [path for path in letters(desk) if "2026-09-27" in path.name]
    check(len(fresh) == 1 and b"gas-1" in fresh[0].read_bytes(), f"only danger is told still: {fresh}")
    again = re.search(r'action="([^"]+)"', post_form(links["digest"], "x=y", "application/x-www-form-urlencoded").read().decode())[1]
    check(post_form(page + again.replace("&amp;", "&"), "", "application/x-www-form-urlencoded").status == 200, "again")
    desk.set_clock(at("2026-09-28T08:00"))
    mail_once(desk)
    check(len([path for path in letters(desk) if path.name.startswith("digest-2026-09-28")]) == 1, "the letters came back")
    server.terminate()
    server.wait()
    desk.close()


def test_the_daemon_comes_back_to_a_webhook():
    sink = WebSink(answer=503)
    desk = desk_for(sink, alert='webhook = "WEB/hook"')
    happens(desk, (incident(), "opened", FRIDAY + DAY + 7 * HOUR))
    program = subprocess.Popen(desk.command("mail", "mail"), env=desk.environment(), stderr=subprocess.PIPE, text=True)
    wait_for(lambda: sink.seen, "it never tried")
    sink.answer = 204
    wait_for(lambda: sink.taken, "it never tried again")
    wait_for(lambda: not desk.waiting(), "it never marked what was taken")
    program.terminate()
    check(program.wait(60) == 0, f"{program.returncode}: {program.stderr.read()}")
    desk.close()
    sink.close()


def wait_for(condition, why):
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.05)
    check(False, why)


if __name__ == "__main__":
    run_all(globals())
