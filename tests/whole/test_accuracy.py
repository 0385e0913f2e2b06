#!/usr/bin/env python3
"""Posts dropped in a folder, read, corrected by an officer, counted, learnt from; a list tried on what is kept."""
import json
import os
import signal
import subprocess
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from whole import check, earshot

POSTS = ["Third week without a bin collection, disgraceful", "Thank you to the library staff, lovely people",
         "When is the swimming pool open?", "Diolch o galon i staff y llyfrgell", "A dragon is asleep on the bowling green"]


def wait_for(config, count):
    for _ in range(100):
        done = earshot("-c", config, "rescore")
        if done.stdout.startswith(f"{count} posts"):
            return done.stdout
        time.sleep(0.2)
    check(False, f"{count} posts were never kept: {done.stdout} {done.stderr}")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "drop").mkdir()
        config, own = folder / "c.conf", folder / "own.conf"
        config.write_text(f'council {{ name = "Aberwen" }}\nstore {{ state_dir = "{folder}/state" }}\n'
                          f'file "calls" {{ path = "{folder}/drop/*.jsonl" every = "1s" }}\n'
                          f'mail {{ outbox = "{folder}/outbox" from = "e@example.org" }}\n'
                          f'serve {{ listen = "127.0.0.1:0" }}\n')
        own.write_text('[parks.dragon]\nname = "Dragons"\nname_cy = "Dreigiau"\nen = dragon\ncy = draig\n')
        yesterday = (datetime.now(timezone.utc) - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        (folder / "drop" / "a.jsonl").write_text("".join(
            json.dumps({"id": str(i), "content_text": text, "date_published": yesterday}) + "\n"
            for i, text in enumerate(POSTS)))
        up = subprocess.Popen([os.environ["EARSHOT_BUILD"] + "/bin/earshot", "-c", str(config), "up"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            check("0 would change" in wait_for(config, len(POSTS)), "reading again gives another reading")
            for words in (["file:calls/0", "--class", "complaint"], ["file:calls/2", "--class", "comment"]):
                done = earshot("-c", config, "correct", *words, "--by", "an officer")
                check(done.returncode == 0, done.stderr)
            for words, why in ((["file:calls/99", "--class", "comment"], "no such post"),
                               (["file:calls/0", "--issue", "waste.nothing"], "no such issue")):
                done = earshot("-c", config, "correct", *words)
                check(done.returncode != 0 and why in done.stderr, f"{words}: {done.stderr}")
            done = earshot("-c", config, "accuracy", "--retrain")
            check("Posts kept: 5. Looked at by an officer: 2." in done.stdout and "Learnt from 2 " in done.stdout, done.stdout + done.stderr)
            check((folder / "state" / "nudges.txt").exists(), "no nudges were kept")
            check("in Welsh" not in done.stdout and "in English" in done.stdout, done.stdout)
            for words in (["file:calls/0", "--class", "comment", "--by", "another officer"],
                          ["file:calls/2", "--undo", "--by", "an officer"]):
                check(earshot("-c", config, "correct", *words).returncode == 0, f"{words}")
            done = earshot("-c", config, "accuracy")
            check("Looked at by an officer: 1." in done.stdout, done.stdout)
            check("Officers disagree on these posts: 1." in done.stdout and "file:calls/0" in done.stdout, done.stdout)
            check(earshot("-c", config, "accuracy", "--forget").returncode == 0, "what was learnt is not forgotten")
            check(not (folder / "state" / "nudges.txt").exists(), "nudges stay")
            check("0 posts read again" not in earshot("-c", config, "rescore").stdout, "nothing is kept any more")
            done = earshot("-c", config, "issues", "test", str(own))
            check("parks.dragon" in done.stdout and "+ A dragon is asleep" in done.stdout, done.stdout + done.stderr)
        finally:
            up.send_signal(signal.SIGTERM)
            up.wait(20)
    print("corrections are kept, counted and learnt from")


if __name__ == "__main__":
    main()
