"""What the whole tests share: where the programs are, skipping, running, and killing at random moments."""
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

SOURCE = Path(os.environ.get("EARSHOT_SOURCE", Path(__file__).resolve().parents[2]))
BUILD = Path(os.environ.get("EARSHOT_BUILD", SOURCE / "build"))
EARSHOT = BUILD / "bin" / "earshot"
LIBEXEC = BUILD / "libexec" / "earshot"
SHARED = Path(os.environ.get("EARSHOT_SHARED", SOURCE.parent / "shared"))


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def need_shared(*names):
    for name in names or ("",):
        if not (SHARED / name).exists():
            skip(f"{name or 'shared data'} is not beside this checkout")


def earshot(*arguments, stdin="", env=None, timeout=120, cwd=None):
    """Runs the front command to its end."""
    return subprocess.run([EARSHOT, *map(str, arguments)], input=stdin, text=True, capture_output=True,
                          timeout=timeout, cwd=cwd, env={**os.environ, **(env or {})})


def wait_for_redis(socket):
    """Its socket is there before it listens."""
    for _ in range(6000):
        if subprocess.run(["redis-cli", "-s", socket, "ping"], capture_output=True).stdout == b"PONG\n":
            return
        time.sleep(0.01)
    check(False, "Redis does not answer")


def run_all(module):
    """Every test_… that the file itself defines, in its order."""
    for name, test in list(module.items()):
        if name.startswith("test_") and test.__module__ == module["__name__"]:
            test()
            print(f"{name} passed", flush=True)


def check(condition, what):
    if not condition:
        print(f"FAILED: {what}")
        sys.exit(1)


def descendants(root):
    """(pid, command name) of every process under root."""
    children = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            name, rest = stat[stat.index("(") + 1:stat.rindex(")")], stat[stat.rindex(")") + 2:].split()
            children.setdefault(int(rest[1]), []).append((int(entry.name), name))
    found, queue = [], [root]
    while queue:
        for pid, name in children.get(queue.pop(), []):
            found.append((pid, name))
            queue.append(pid)
    return found


class Killer(threading.Thread):
    """Sends SIGKILL to random descendants of a process whose name begins with one of `names`; each time a fiftieth more
    rarely, so that a machine that has meanwhile become slower gets done."""

    def __init__(self, root, names, seed, every_s):
        super().__init__(daemon=True)
        self.root, self.names, self.every_s = root, names, every_s
        self.random, self.killed, self.ended = random.Random(seed), [], False

    def run(self):
        while not self.ended:
            time.sleep(self.random.uniform(0, 2 * self.every_s))
            victims = [one for one in descendants(self.root) if one[1].startswith(self.names)]
            if victims and not self.ended:
                pid, name = self.random.choice(victims)
                try:
                    os.kill(pid, signal.SIGKILL)
                    self.killed.append(name)
                    self.every_s *= 1.02
                except ProcessLookupError:
                    pass
