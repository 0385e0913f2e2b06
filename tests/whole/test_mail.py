#!/usr/bin/env python3
"""Letters through a real mail server and a real Redis: each once to each reader, whatever is refused, away or killed."""
import email
import email.policy
import random
import re
import signal
import subprocess
import time
from collections import Counter

from desk import DAY, FRIDAY, HOUR, Desk, cell, day_summary, incident, quote, tell
from sink import Sink
from whole import check, earshot, run_all

MARKUP = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<style>*{}</style>",
          "<iframe src=//evil.example>", "<a href=javascript:alert(1)>x</a>", "<!--", "-->", "]]>", "<![CDATA[", "<?php ?>",
          "<math><mtext>", "<base href=//evil.example>", "<meta http-equiv=refresh content=0>", "</title>", "</textarea>"]
ESCAPES = ["{}", "\">{}", "'>{}", "</style>{}", "</option></select>{}"]
HOSTILE = [escape.format(words) for words in MARKUP for escape in ESCAPES] + [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<b>", "vbscript:x", "//evil.example", "\\\\evil",
    "x\r\nBcc: everyone@evil.example", "x\nSubject: forged", "x\rReply-To: evil@evil.example",
    "=?utf-8?B?PHNjcmlwdD4=?=", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\u202eright to left", "\u2066isolate",
    "{{council}}", "{{>page_head.html}}", "{people}", "a\x00b", "'); DROP TABLE posts; --", "&lt;b&gt;", "&#x3C;b>",
    "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "%0d%0aX: y", "../../etc/passwd", "\ufeffx", "e\u0301" * 40]

ALIVE = (r"<script|<img src=x|<svg onload|<style>\*|<iframe|<math|<base|<meta http-equiv=refresh|<!--|<!\[CDATA|<\?php|"
         r"(href|src|action)=\"\s*(javascript|data|vbscript|//|\\\\)")


def parse(letter):
    return email.message_from_bytes(letter, policy=email.policy.default)


def well_formed(raw):
    head = raw.split(b"\r\n\r\n", 1)[0]
    check(all(len(line) <= 998 for line in raw.split(b"\r\n")), "a line over 998 octets")
    check(b"\n" not in raw.replace(b"\r\n", b""), "a bare newline")
    message = parse(raw)
    check(not message.defects, f"defects: {message.defects}")
    for part in message.walk():
        check(not part.defects, f"defects in a part: {part.defects}")
    for name in ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe", "MIME-Version"):
        check(len(message.get_all(name, [])) == 1, f"{name} is there {len(message.get_all(name, []))} times")
    check(b"Bcc" not in head, "a forged header")
    return message


def body(message, kind):
    return message.get_body((kind,)).get_content()


def test_each_letter_arrives_once():
    sink = Sink()
    desk = Desk(smtp=f"smtp://127.0.0.1:{sink.port}", digest_to=("comms@a.example", "refused@a.example", "boss@a.example"))
    one, danger = incident(), incident("flood-1", "emergencies.flood", True)
    desk.keep("summaries", "day:2026-09-25", day_summary())
    desk.keep("incidents", one["id"], one)
    desk.keep("incidents", danger["id"], danger)
    for what in (tell(one), tell(danger), tell(one, "growing", FRIDAY + 9 * HOUR)):
        desk.post(*what)
    done = desk.run("mail", "mail", "--once")
    check(done.returncode == 0, done.stderr)
    check("refuses refused@a.example: 550 5.1.1 no such person" in done.stderr, f"the refusal is not told: {done.stderr}")
    desk.run("mail", "mail", "--once")
    readers = Counter(names for _, names, _ in sink.letters)
    check(readers == {("comms@a.example",): 1, ("boss@a.example",): 1, ("duty@aberwen.example",): 3}, f"{readers}")
    check(not desk.waiting(), f"left over: {desk.waiting()}")
    messages = [well_formed(raw) for _, _, raw in sink.letters]
    check(len({one["Message-ID"] for one in messages}) == 5, "Message-IDs are not one a letter")
    digest = next(one for one in messages if one["To"] == "comms@a.example")
    check(digest["Subject"].startswith("Cyngor Bwrdeistref Aberŵen, 25 Medi: "), digest["Subject"])
    for kind in ("plain", "html"):
        text = body(digest, kind)
        check(text.index("Yr hyn a glywsom") < text.index("What we heard"), "Welsh is not first")
        check("Third week running" in text and "01234" not in text, "quotes")
        check("quoted alone" not in text, "a quote of fewer than three people")
    check(len(sink.letters[0][2]) < 100 * 1024, "a letter over 100 KB")
    threads = [one for one in messages if "References" in one]
    roots = [one["Message-ID"] for one in messages]
    check(len(threads) == 1 and threads[0]["References"] in roots, "the follow-up is not in its thread")
    urgent = [one for one in messages if one["Importance"] == "high"]
    check(len(urgent) == 1 and "PERYGL" in urgent[0]["Subject"], "danger is not marked")
    desk.close()
    sink.close()


def test_letters_wait_while_the_server_is_away():
    sink = Sink()
    port = sink.port
    sink.close()
    desk = Desk(smtp=f"smtp://127.0.0.1:{port}")
    one = incident()
    desk.keep("incidents", one["id"], one)
    desk.post(*tell(one))
    done = desk.run("mail", "mail", "--once")
    check(done.returncode == 75 and "127.0.0.1" in done.stderr, f"{done.returncode} {done.stderr}")
    check(done.stderr.count("\n") == 1, f"more than one line: {done.stderr}")
    check(len(desk.waiting()) == 1, f"waiting: {desk.waiting()}")
    sink = Sink(port=port)
    done = desk.run("mail", "mail", "--once")
    check(done.returncode == 0 and len(sink.letters) == 1 and not desk.waiting(), "it did not go when the server came")
    desk.configure(smtp=f"smtp://127.0.0.1:{port}", alert_to=("later@a.example",))
    desk.post(*tell(one, "growing", FRIDAY + 9 * HOUR))
    done = desk.run("mail", "mail", "--once")
    check(done.returncode == 75 and "451 4.7.1 come back later" in done.stderr, done.stderr)
    check(len(desk.waiting()) == 1, "a letter refused for now was lost")
    desk.close()
    sink.close()


def test_kills_lose_and_double_nothing():
    sink = Sink()
    desk = Desk(smtp=f"smtp://127.0.0.1:{sink.port}", alert_to=[f"duty{i}@a.example" for i in range(12)])
    one, chance, kills = incident(), random.Random(20260925), 0
    desk.keep("incidents", one["id"], one)
    for i in range(12):
        desk.post(*tell(one, "growing", FRIDAY + 9 * HOUR + i))
    for _ in range(20):
        program = subprocess.Popen(desk.command("mail", "mail", "--once"), env=desk.environment(),
                                   stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.002, 0.06))
        if program.poll() is None:
            program.send_signal(signal.SIGKILL)
            kills += 1
        program.wait()
    while desk.waiting():
        check(desk.run("mail", "mail", "--once").returncode == 0, "the last round failed")
    seen = Counter(parse(raw)["Message-ID"] for _, _, raw in sink.letters)
    check(len(seen) == 144, f"{len(seen)} letters of 144")
    doubled = sum(count - 1 for count in seen.values())
    print(f"{kills} kills, 144 letters, {doubled} came again under the same Message-ID")
    check(doubled <= kills, "more came again than were killed")
    desk.close()
    sink.close()


def test_a_folder_gets_each_letter_once():
    desk = Desk()
    outbox = desk.folder / "letters"
    desk.configure(outbox=str(outbox), alert_to=[f"duty{i}@a.example" for i in range(4)])
    one, chance = incident(), random.Random(7)
    desk.keep("summaries", "day:2026-09-25", day_summary())
    desk.keep("incidents", one["id"], one)
    desk.post(*tell(one))
    for _ in range(20):
        program = subprocess.Popen(desk.command("mail", "mail", "--once"), env=desk.environment(),
                                   stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.002, 0.03))
        program.kill()
        program.wait()
    check(desk.run("mail", "mail", "--once").returncode == 0, "the last round failed")
    files = sorted(outbox.glob("*.eml"))
    check(len(files) == 5, f"{[one.name for one in files]}")
    ids = {well_formed(one.read_bytes())["Message-ID"] for one in files}
    check(len(ids) == 5 and files[-1].name.startswith("digest-2026-09-26T"), f"{files[-1].name}")
    desk.close()


def test_strangers_words_stay_words():
    desk = Desk()
    outbox = desk.folder / "letters"
    desk.configure(outbox=str(outbox))
    for i, words in [*enumerate(HOSTILE), *enumerate(HOSTILE[::3], len(HOSTILE))]:  # the last ones in one letter
        service, urgent = ("waste", True) if i < len(HOSTILE) else ("roads", False)
        one = incident(f"i{i}", issue=f"{service}.{words}", urgent=urgent, place_name=words, place_name_cy=words,
                       words=[words], channels=[{"name": words, "people": 5}])
        one["shown"][0] |= {"text": words, "url": words, "source": words, "language": words}
        desk.keep("incidents", one["id"], one)
        desk.post(*tell(one))
    desk.keep("summaries", "day:2026-09-25", day_summary(
        cells=[cell(f"waste.{words}", words, "complaint", 9, 1, quote(words, words, url=words, source=words), name=words)
               for words in HOSTILE],
        sources=[{"name": words, "kind": words, "state": "failing", "cause": words} for words in HOSTILE]))
    done = desk.run("mail", "mail", "--once")
    check(done.returncode == 0, done.stderr)
    files = sorted(outbox.glob("*.eml"))
    check(len(files) == len(HOSTILE) + 2, f"{len(files)} letters")
    for path in files:
        message = well_formed(path.read_bytes())
        html, text = body(message, "html"), body(message, "plain")
        check(not re.search(ALIVE, html, re.I), f"{path.name}: alive in HTML")
        check("\x1b" not in text and "\x00" not in text and "\u202e" not in text, f"{path.name}: control characters")
        check("\n" not in message["Subject"] and "\x1b" not in message["Subject"], "subject")
        check(message["Subject"].count("forged") == 0 or "Subject: forged" in message["Subject"], "forged")
    printed = desk.run("mail", "digest", "--date", "2026-09-25", "--format", "text")
    check(printed.returncode == 0 and "\x1b" not in printed.stdout, "a terminal escape is printed")
    desk.close()


def test_digest_answers_honestly():
    desk = Desk()
    desk.keep("summaries", "day:2026-09-25", day_summary())
    for words, code, said in ((("--date", "2026-09-25"), 0, "What we heard"), (("--date", "2026-09-31"), 2, "2026-09-31"),
                              (("--date", "2031-01-01"), 1, "yet to come"), (("--date", "2020-01-01"), 1, "nothing was"),
                              (("--lang", "fr"), 2, "cy or en"), (("--format", "pdf"), 2, "text, html, json or eml"),
                              (("--lang", "cy", "--format", "json"), 0, '"language": "cy"'),
                              (("--format", "eml"), 0, "MIME-Version: 1.0")):
        done = desk.run("mail", "digest", *words)
        check(done.returncode == code, f"digest {words}: {done.returncode}: {done.stderr}")
        check(said in done.stdout + done.stderr, f"digest {words}: {done.stdout[:300]}{done.stderr}")
        check(code == 0 or done.stderr.count("\n") == 1, f"digest {words}: not one line: {done.stderr}")
    strings = desk.run("mail", "strings", "--lang", "cy", "--format", "csv")
    check(strings.stdout.startswith('"key","form","cy","en"') and strings.stdout.count("\n") > 200, "strings")
    desk.close()


def test_tls_where_it_is_offered():
    desk = Desk()
    certificate, key = desk.folder / "c.pem", desk.folder / "k.pem"
    made = subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate,
                           "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
                          capture_output=True)
    if made.returncode != 0:
        print("no openssl: STARTTLS is not tested")
        desk.close()
        return
    sink = Sink(certificate, key)
    one = incident()
    desk.configure(smtp=f"smtp://127.0.0.1:{sink.port}")
    desk.keep("incidents", one["id"], one)
    desk.post(*tell(one))
    done = desk.run("mail", "mail", "--once")
    check(done.returncode == 0 and len(sink.letters) == 1 and sink.tls_sessions == 1, f"no TLS: {done.stderr}")
    desk.close()
    sink.close()


def test_what_is_erased_leaves_letters_that_wait():
    desk = Desk()
    both = incident()
    both["shown"].append({**both["shown"][0], "id": "mastodon:8", "text": "Nobody came to us either"})
    desk.post(*tell(both, at=FRIDAY + DAY + 7 * HOUR))
    check(desk.run("mail", "mail", "--once").returncode == 75, "the mail server is away")
    check("Bins missed again" in waiting_words(desk), "no letter waits")
    done = earshot("-c", desk.config, "erase", "--post", "mastodon:9", env=desk.environment())
    check(done.returncode == 0, done.stderr)
    check("Bins missed again" not in waiting_words(desk), "it lies in the outbox yet")
    outbox = desk.folder / "letters"
    desk.configure(outbox=str(outbox))
    check(desk.run("mail", "mail", "--once").returncode == 0 and not desk.waiting(), "the letter stays")
    message = email.message_from_bytes(next(outbox.glob("alert*.eml")).read_bytes(), policy=email.policy.default)
    for kind in ("plain", "html"):
        words = message.get_body((kind,)).get_content()
        check("Bins missed again" not in words and words.count("Nobody came to us either") == 2, f"{kind}: {words}")
        check(not re.search("[\x00-\x08]", words), f"{kind}: a mark was sent")
    desk.close()


def waiting_words(desk):
    return desk.cli("HVALS", "earshot:{0}:outbox")


if __name__ == "__main__":
    run_all(globals())
