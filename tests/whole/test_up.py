#!/usr/bin/env python3
"""`up` as systemd sees it: it says when all is ready, starts again what was killed, keeps what it heard through that,
and ends at SIGTERM with nothing left running."""
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from town import free_port
from whole import EARSHOT, check, descendants, earshot

PROGRAMS = ("earshot-collect", "earshot-analyse", "earshot-aggrega", "earshot-mail", "earshot-serve", "redis-server")
PATIENCE_S = 60


def wait_for(what, condition):
    until = time.monotonic() + PATIENCE_S
    while not (found := condition()):
        check(time.monotonic() < until, f"waited {PATIENCE_S} s for {what}")
        time.sleep(0.05)
    return found


def configure(folder):
    """What `init` writes for a council, on a free port, hearing a folder alone."""
    config = folder / "earshot.conf"
    made = earshot("init", "--out", config, "--name", "Aberwen", "--name-cy", "Aberwen", "--drop",
                   folder / "drop/*.jsonl", "--mail-to", "comms@example.org", "--mail-from", "earshot@example.org",
                   "--smtp", "smtp://127.0.0.1:1", "--contact", "https://example.org/listening")
    check(made.returncode == 0, f"init: {made.stderr}")
    (folder / "drop").mkdir()
    text = config.read_text().replace("127.0.0.1:8311", f"127.0.0.1:{free_port()}")
    config.write_text(text.replace('*.jsonl"', '*.jsonl"\n    every = "5s"'))
    return config


class Service:
    """`up` with a supervisor's socket to tell."""

    def __init__(self, folder, config):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(folder / f"notify-{time.monotonic_ns()}"))
        self.socket.settimeout(PATIENCE_S)
        self.log = open(folder / "log", "a", encoding="utf-8")
        self.process = subprocess.Popen([EARSHOT, "-c", config, "up"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=self.log, text=True,
                                        env={**os.environ, "NOTIFY_SOCKET": self.socket.getsockname()})
        check(self.process.stdout.readline() == "ready\n", f"no readiness line\n{(folder / 'log').read_text()[-2000:]}")
        check(self.socket.recv(100) == b"READY=1", "systemd was told something else")

    def programs(self):
        return {name: pid for pid, name in descendants(self.process.pid) if name in PROGRAMS}

    def stop(self):
        left, started = self.programs().values(), time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        check(self.process.wait(PATIENCE_S) == 0, f"up ended with {self.process.returncode}")
        print(f"ended {time.monotonic() - started:.2f} s after SIGTERM")
        check(self.socket.recv(100) == b"STOPPING=1", "systemd was not told of the stop")
        check(not any(Path(f"/proc/{pid}").exists() for pid in left), "a program outlived up")


def drop(folder, name, texts):
    rows = [{"id": f"{name}-{i}", "date_published": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "content_text": text}
            for i, text in enumerate(texts)]
    part = folder / "drop" / f"{name}.part"
    part.write_text("".join(json.dumps(row) + "\n" for row in rows))
    part.rename(folder / "drop" / f"{name}.jsonl")


def heard(config, text):
    done = earshot("-c", config, "posts")
    return text in done.stdout


def restarts(service):
    for victim in PROGRAMS:
        before = service.programs()[victim]
        os.kill(before, signal.SIGKILL)
        wait_for(f"{victim} to be started again", lambda: service.programs().get(victim, before) != before)
    wait_for("all programs", lambda: len(service.programs()) == len(PROGRAMS))


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_STATE_HOME"] = name
        config = configure(folder)
        service = Service(folder, config)
        check(sorted(service.programs()) == sorted(PROGRAMS), f"running: {service.programs()}")
        drop(folder, "first", ["The bins on Ford Terrace were not collected again."])
        wait_for("the first post", lambda: heard(config, "Ford Terrace"))
        restarts(service)
        drop(folder, "second", ["Pothole on Mill Lane, please mend it."])
        wait_for("the second post", lambda: heard(config, "Mill Lane"))
        service.stop()
        service = Service(folder, config)
        check(heard(config, "Ford Terrace") and heard(config, "Mill Lane"), "a restart lost posts")
        service.stop()
    print("ready, mended, kept and ended")
    return 0


if __name__ == "__main__":
    sys.exit(main())
