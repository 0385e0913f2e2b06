#!/usr/bin/env python3
"""Alerts by webhook and text message, through real servers and a real Redis: each taken at least once whatever is away,
refused or killed, a repeat known by its key; and by policy: hours, rotas, bank holidays, silences, escalation."""
import json
import random
import signal
import subprocess
import time
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from desk import DAY, FRIDAY, HOUR, Desk, incident, tell
from sink import Sink
from web_sink import WebSink, signature_holds, token_claims
from whole import check, earshot, run_all

SERVICE, SECRET = "11111111-2222-3333-4444-555555555555", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
HOOK_KEY = "a key that nobody else has"


def at(local):
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/London")).timestamp() * 1000)


def keys(desk):
    for name, text in (("hook.key", HOOK_KEY), ("notify.key", f"live-{SERVICE}-{SECRET}")):
        path = desk.folder / name
        path.touch(mode=0o600)
        path.write_text(text + "\n")


def desk_for(sink=None, mail=None, now=FRIDAY + DAY + 8 * HOUR, alert="", more=""):
    """A desk with one alert section, `alert` in it, whose webhook and Notify is the sink."""
    desk = Desk(now=now)
    keys(desk)
    web = f"http://127.0.0.1:{sink.port}" if sink else "http://127.0.0.1:1"
    desk.configure(outbox=str(desk.folder / "letters") if mail is None else "",
                   smtp=f"smtp://127.0.0.1:{mail.port}" if mail else "smtp://127.0.0.1:1", more=f'''
alert "night" {{ {alert} sms_key_file = "notify.key" sms_template = "template-1" sms_server = "{web}"
                webhook_key_file = "hook.key" }}
{more}''')
    text = desk.config.read_text().replace('alert "duty" { to = {"duty@aberwen.example"} }\n', "").replace("WEB", web)
    desk.config.write_text(text)
    return desk


def mail_once(desk, code=0):
    done = desk.run("mail", "mail", "--once")
    check(done.returncode == code, f"mail --once: {done.returncode}, not {code}: {done.stderr}")
    return done


def letters(desk):
    return sorted((desk.folder / "letters").glob("*.eml"))


def happens(desk, *steps):
    """Steps of incidents, as the aggregator leaves them."""
    for one, what, when in steps:
        desk.keep("incidents", one["id"], one)
        desk.post(*tell(one, what, when))


def test_a_webhook_gets_each_step_signed():
    sink = WebSink()
    desk = desk_for(sink, alert='webhook = "WEB/hook" to = {"a@a.example"}')
    now = FRIDAY + DAY + 8 * HOUR
    happens(desk, (incident(), "opened", now - HOUR), (incident(), "growing", now - HOUR // 2))
    mail_once(desk)
    mail_once(desk)
    check([body["type"] for body in map(json.loads, (body for _, _, body in sink.taken))] ==
          ["incident.opened", "incident.growing"], f"{sink.taken}")
    for path, headers, raw in sink.taken:
        body = json.loads(raw)
        good, when = signature_holds(HOOK_KEY, headers["X-Earshot-Signature"], raw)
        check(path == "/hook" and good and when == now // 1000, "the signature does not hold")
        check(headers["Idempotency-Key"] == body["id"] and len(body["id"]) == 32, "the key")
        check(headers["Content-Type"] == "application/json", headers["Content-Type"])
        check(set(body["text"]) == {"cy", "en"} and list(body["text"])[0] == "cy", "both languages, Welsh first")
        check(body["incident"]["people"] == 12 and body["incident"]["expected"] == 1.4, "the numbers")
        check(body["council"] and body["at"].endswith("Z") and "/incidents/bins-1" in body["url"], f"{body}")
    check(len(letters(desk)) == 2, "letters beside the webhook")
    desk.close()
    sink.close()


def test_texts_go_through_notify():
    sink = WebSink(answer=201)
    desk = desk_for(sink, alert='to = {"+447700900123"} sms_to = {"+447700900124"}')
    now = FRIDAY + DAY + 8 * HOUR
    flood = incident("flood-1", "emergencies.flood", True)
    happens(desk, (flood, "opened", now - HOUR), (flood, "growing", now - HOUR // 2), (flood, "resolved", now))
    mail_once(desk)
    check(len(sink.taken) == 2, f"a telephone rings once for one danger: {sink.taken}")
    for path, headers, raw in sink.taken:
        body = json.loads(raw)
        claims = token_claims(SECRET, headers["Authorization"])
        check(path == "/v2/notifications/sms" and claims == {"iss": SERVICE, "iat": now // 1000}, f"{path} {claims}")
        check(body["template_id"] == "template-1" and len(body["reference"]) == 32, f"{body}")
        text = body["personalisation"]["message"]
        check(text.startswith("PERYGL.") and "\nDANGER." in text, text)
        check("@" not in text and "Bins missed" not in text, "a resident's words in a text message")
        check(len(text) <= (3 * 153 if text.isascii() else 3 * 67), f"{len(text)} letters: {text}")
    check({json.loads(raw)["phone_number"] for _, _, raw in sink.taken} == {"+447700900123", "+447700900124"}, "numbers")
    desk.close()
    sink.close()


def test_webhooks_and_texts_go_through_the_proxy():
    """The sink stands in for a proxy: what it is asked for are whole addresses, of hosts that are nowhere."""
    proxy = WebSink(answer=201)
    desk = desk_for(alert='webhook = "http://hooks.invalid/hook" sms_to = {"+447700900123"}',
                    more=f'network {{ proxy = "http://127.0.0.1:{proxy.port}" }}')
    desk.config.write_text(desk.config.read_text().replace('sms_server = "http://127.0.0.1:1"', 'sms_server = "http://notify.invalid"'))
    happens(desk, (incident(), "opened", FRIDAY + DAY + 7 * HOUR))
    mail_once(desk)
    asked = {path for path, _, _ in proxy.taken}
    check(asked == {"http://hooks.invalid/hook", "http://notify.invalid/v2/notifications/sms"}, f"{asked}")
    desk.close()
    proxy.close()


def test_what_is_away_holds_up_nothing_else():
    mail, sink = Sink(), WebSink(answer=503)
    desk = desk_for(sink, mail, alert='webhook = "WEB/hook" to = {"later@a.example", "zoe@a.example"} sms_to = {"+447700900123"}')
    now = FRIDAY + DAY + 8 * HOUR
    happens(desk, (incident(), "opened", now - HOUR))
    mail_once(desk, 75)
    check([names for _, names, _ in mail.letters] == [("zoe@a.example",)], f"{mail.letters}")
    check(len(desk.waiting()) == 3, f"waiting: {desk.waiting()}")
    told = {row["name"]: row for row in deliveries(desk)}
    check("answers 503" in told["webhook night"]["cause"] and told["webhook night"]["waiting"] == 1, f"{told}")
    check("come back later" in told["mail later@a.example"]["cause"], f"{told}")
    check("answers 503" in told["text night"]["cause"] and told["mail"]["last_sent_ms"] == now, f"{told}")
    sink.answer = 201
    mail_once(desk, 75)
    check(len(sink.taken) == 2 and len(desk.waiting()) == 1, "webhook and text went when they could")
    check("cause" not in {row["name"]: row for row in deliveries(desk)}["webhook night"], "still called failing")
    desk.set_clock(now + 6 * DAY)
    mail_once(desk)
    told = {row["name"]: row for row in deliveries(desk)}
    check(not desk.waiting() and told["mail later@a.example"]["refused"] == 1, f"given up after five days: {told}")
    desk.close()
    mail.close()
    sink.close()


def deliveries(desk):
    return [json.loads(one) for one in desk.cli("HVALS", "earshot:{0}:delivery").split("\n") if one]


def test_a_refusal_is_told():
    sink = WebSink(answer=lambda path, headers, body: 400 if path.startswith("/v2") else 422)
    desk = desk_for(sink, alert='webhook = "WEB/hook" sms_to = {"+447700900123"}')
    happens(desk, (incident(), "opened", FRIDAY + DAY + 7 * HOUR))
    done = mail_once(desk)
    check(done.stderr.count("is given up") == 2 and not desk.waiting(), done.stderr)
    status = earshot("-c", desk.config, "status", env=desk.environment())
    check(status.returncode == 0 and "Delivery" in status.stdout, status.stdout + status.stderr)
    for words in ("webhook night", "text +447700900123", "answers 422", "answers 400"):
        check(words in status.stdout, f"{words} is not in {status.stdout}")
    as_json = json.loads(earshot("-c", desk.config, "status", "--json", env=desk.environment()).stdout)
    check({row["name"] for row in as_json["delivery"]} >= {"webhook night", "text +447700900123"}, f"{as_json['delivery']}")
    desk.close()
    sink.close()


def test_kills_lose_nothing():
    chance, slow = random.Random(20260925), random.Random(7)

    def answer(path, headers, body):
        time.sleep(slow.uniform(0, 0.003))
        return 503 if slow.random() < 0.2 else 201

    sink = WebSink(answer=answer)
    desk = desk_for(sink, alert='webhook = "WEB/hook" sms_to = {"+447700900123"}')
    now = FRIDAY + DAY + 8 * HOUR
    happens(desk, *((incident(f"bins-{i}", urgent=True), "opened", now - HOUR + i) for i in range(30)))
    kills = 0
    for _ in range(25):
        program = subprocess.Popen(desk.command("mail", "mail", "--once"), env=desk.environment(),
                                   stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.002, 0.08))
        if program.poll() is None:
            program.send_signal(signal.SIGKILL)
            kills += 1
        program.wait()
    for _ in range(600):
        if not desk.waiting():
            break
        desk.run("mail", "mail", "--once")
    check(not desk.waiting(), f"{len(desk.waiting())} wait still")
    seen = Counter(headers.get("Idempotency-Key") or json.loads(raw)["reference"] for _, headers, raw in sink.taken)
    check(len(seen) == 60, f"{len(seen)} of 60 arrived")
    doubled = sum(count - 1 for count in seen.values())
    print(f"{kills} kills, 30 webhooks and 30 texts, {doubled} came again under the same key")
    check(doubled <= kills, "more repeats than kills")
    desk.close()
    sink.close()


def test_hours_and_what_was_held():
    desk = desk_for(alert='to = {"a@a.example"} hours = "mon-fri 08:00-18:00"', now=at("2026-12-24T19:00"))
    bins, potholes, gas = incident(), incident("holes-1", "roads.pothole", people=5), incident("gas-1", "emergencies.gas", True)
    late = at("2026-12-24T18:30")
    happens(desk, (bins, "opened", late), (bins, "growing", late + HOUR // 4), (potholes, "opened", late), (gas, "opened", late))
    mail_once(desk)
    check(len(letters(desk)) == 1 and b"gas" in letters(desk)[0].read_bytes(), "danger breaks through, and nothing else")
    for when in ("2026-12-25T09:00", "2026-12-28T09:00"):  # Christmas Day, and the Monday that stands in for Boxing Day
        desk.set_clock(at(when))
        mail_once(desk)
    check(len(letters(desk)) == 1, f"told on a bank holiday: {letters(desk)}")
    desk.set_clock(at("2026-12-29T08:00"))
    desk.keep("incidents", "holes-1", potholes | {"state": "resolved", "resolved_ms": at("2026-12-27T08:00")})
    mail_once(desk)
    mail_once(desk)
    check(len(letters(desk)) == 2 and not desk.waiting(), f"{letters(desk)}")
    held = next(path for path in letters(desk) if path.name.startswith("held"))
    words = held.read_text()
    check("act?lang" in words and words.count("holes-1") and words.count("bins-1"), "what was held")
    desk.close()


def test_what_begins_together_is_one_letter():
    sink = WebSink(answer=201)
    now = FRIDAY + DAY + 8 * HOUR
    desk = desk_for(sink, alert='webhook = "WEB/hook" to = {"a@a.example"} sms_to = {"+447700900123"}', now=now)
    minute = HOUR // 60

    def begins(name, issue, when, urgent=False):
        happens(desk, (incident(name, issue, urgent, opened_ms=when), "opened", when))
        desk.set_clock(when)
        mail_once(desk)

    begins("bins-1", "waste.missed-collection", now)
    check([path.name.split("-")[0] for path in letters(desk)] == ["alert"], "the first is told at once")
    begins("holes-1", "roads.pothole", now + 3 * minute)
    begins("tip-1", "waste.tip", now + 5 * minute)
    happens(desk, (incident("tip-1", "waste.tip", opened_ms=now + 5 * minute, people=40), "growing", now + 6 * minute))
    mail_once(desk)
    check(len(letters(desk)) == 1 and len(desk.waiting()) == 3, f"they wait: {letters(desk)} {desk.waiting()}")
    begins("gas-1", "emergencies.gas", now + 7 * minute, urgent=True)
    check(len(letters(desk)) == 2, "danger waits for nobody")
    desk.set_clock(now + 18 * minute)
    for _ in range(2):
        mail_once(desk)
    check(len(letters(desk)) == 3 and not desk.waiting(), f"{letters(desk)} {desk.waiting()}")
    words = next(path for path in letters(desk) if path.name.startswith("held")).read_text()
    check("holes-1" in words and "tip-1" in words and "bins-1" not in words and "40 people" in words, words)
    texts = [json.loads(raw)["personalisation"]["message"] for path, _, raw in sink.taken if path.startswith("/v2")]
    check(len(texts) == 3 and sum("And 1 more complaint." in text for text in texts) == 1, f"{texts}")
    check(len([path for path, _, _ in sink.taken if path == "/hook"]) == 5, "a program is told every step")
    desk.close()
    sink.close()


def test_one_that_was_held_gets_its_letter():
    desk = desk_for(alert='to = {"a@a.example"} hours = "08:00-18:00"', now=at("2026-09-25T08:00"))
    happens(desk, (incident(), "opened", at("2026-09-25T03:00")), (incident(), "growing", at("2026-09-25T04:00")))
    mail_once(desk)
    check([path.name.split("-")[0] for path in letters(desk)] == ["alert"], f"{letters(desk)}")
    desk.close()


def test_who_is_on_duty():
    desk = desk_for(alert='to = {"rota:duty"}', more='''rota "duty" { turns = {"mon-fri 08:00-18:00 = day@a.example",
        "mon-fri 18:00-08:00 = night@a.example", "sat-sun 00:00-24:00 = weekend@a.example"} }''')
    for i, (when, who) in enumerate((("2026-09-25T12:00", "day"), ("2026-09-25T23:00", "night"),
                                     ("2026-09-27T12:00", "weekend"), ("2026-08-31T12:00", "weekend"))):
        desk.set_clock(at(when))
        happens(desk, (incident(f"i-{i}"), "opened", at(when)))
        mail_once(desk)
        newest = max(letters(desk), key=lambda path: path.stat().st_mtime_ns).read_text()
        check(f"To: {who}@a.example" in newest, f"{when}: not {who}")
    check(len(letters(desk)) == 4, "one letter each")
    desk.close()


def test_danger_escalates_once():
    sink = WebSink(answer=201)
    desk = desk_for(sink, alert='to = {"a@a.example"} escalate_after = "30m" escalate_to = {"boss@a.example", "+447700900123"}')
    now = FRIDAY + DAY + 8 * HOUR
    gas = incident("gas-1", "emergencies.gas", True, opened_ms=now - 10 * HOUR,
                   log=[{"at_ms": now, "what": "danger", "people": 9, "expected": 1, "p": 0.01}])
    happens(desk, (gas, "danger", now))
    mail_once(desk)
    check(len(letters(desk)) == 1, "escalated before its time")
    desk.set_clock(now + 31 * 60000)
    mail_once(desk)
    mail_once(desk)
    check(len(letters(desk)) == 2 and len(sink.taken) == 1, f"{letters(desk)} {sink.taken}")
    desk.close()
    sink.close()


def test_a_wrong_policy_is_named():
    desk = Desk()
    keys(desk)
    for more, words in (('alert "n" { to = {"a@a.example"} hours = "nine to five" }', 'alert "n": hours: "nine to five"'),
                        ('alert "n" { to = {"rota:nobody"} }', 'to: "rota:nobody": there is no such rota'),
                        ('alert "n" { to = {"someone"} }', 'to: "someone" should be an address'),
                        ('alert "n" { hours = "always" }', "nobody would get it"),
                        ('alert "n" { webhook = "https://a.example/" }', "webhook_key_file: must be given"),
                        ('alert "n" { webhook = "ftp://a.example/" webhook_key_file = "hook.key" }', "should be https://"),
                        ('alert "n" { to = {"+447700900123"} }', "sms_key_file, sms_template: must be given"),
                        ('rota "r" { turns = {"whenever = a@a.example"} }', 'rota "r": "whenever" should be'),
                        ('silence "s" { until = "soon" }', 'silence "s": until: "soon"')):
        desk.configure(more=more)
        done = desk.run("mail", "mail", "--once")
        check(done.returncode == 2 and words in done.stderr and done.stderr.count("\n") == 1, f"{more}: {done.stderr}")
        check("earshot.conf:" in done.stderr, f"no file and line: {done.stderr}")
    desk.close()


if __name__ == "__main__":
    run_all(globals())
