# SPDX-License-Identifier: MIT
"""Every part of the stream protocol is killed with SIGKILL, again and again, at random points, Redis and its
supervisor too; afterwards every post must have been counted exactly once. Compares ids, never totals.

EARSHOT_KILLS sets the kills of each part (20), EARSHOT_SEED the seed of the points."""
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

BUILD = os.environ.get("EARSHOT_BUILD", "build")
DRIVER = os.path.join(BUILD, "tests", "stream_driver")
KILLS = int(os.environ.get("EARSHOT_KILLS", "20"))
SEED = int(os.environ.get("EARSHOT_SEED", "1"))
PARTS = ["supervise", "produce", "work:a", "work:b", "fold"]


class Run:
    def __init__(self, shards, posts):
        self.folder = tempfile.mkdtemp(prefix="earshot-kills-")
        self.arguments = [self.folder, str(shards), str(posts)]
        self.running = {}
        self.redis_log = open(os.path.join(self.folder, "redis-pids"), "a")
        for part in PARTS:
            self.start(part)

    def start(self, part):
        out = self.redis_log if part == "supervise" else subprocess.DEVNULL
        self.running[part] = subprocess.Popen([DRIVER, part] + self.arguments, stdout=out, stderr=subprocess.DEVNULL)

    def kill(self, part):
        if part == "redis":
            return self.kill_redis()
        self.running[part].kill()
        self.running[part].wait()
        self.start(part)
        return True

    def kill_redis(self):
        """The last one that was started, if it is still ours and alive."""
        with open(self.redis_log.name, encoding="ascii") as log:
            pids = log.read().split()
        try:
            with open(f"/proc/{pids[-1]}/cmdline", encoding="utf-8") as line:
                if self.folder not in line.read():
                    return False
            os.kill(int(pids[-1]), signal.SIGKILL)
        except (IndexError, FileNotFoundError, ProcessLookupError):
            return False
        return True

    def check(self):
        return subprocess.run([DRIVER, "check"] + self.arguments, capture_output=True, text=True, timeout=60)

    def stop(self):
        for part in reversed(PARTS):
            self.running[part].terminate()
        for process in self.running.values():
            process.wait(timeout=30)
        self.redis_log.close()
        shutil.rmtree(self.folder)


def play(shards, posts, seed):
    dice = random.Random(seed)
    run = Run(shards, posts)
    victims = [part for part in PARTS + ["redis"] for _ in range(KILLS)]
    dice.shuffle(victims)
    kills = {part: 0 for part in PARTS + ["redis"]}
    time.sleep(0.3)
    until = time.monotonic() + 100
    while victims and time.monotonic() < until:
        victim = victims.pop()
        if run.kill(victim):
            kills[victim] += 1
        else:
            victims.insert(dice.randrange(len(victims) + 1), victim)  # it was not up: later again
        time.sleep(dice.uniform(0.005, 0.12))
    half_way = run.check()
    deadline = time.monotonic() + 120
    while (result := run.check()).returncode == 1 and time.monotonic() < deadline:
        time.sleep(0.5)
    run.stop()
    print(f"{shards} shard(s), seed {seed}, kills {kills}")
    print(f"  when the kills ended: {half_way.stdout.splitlines()[-1] if half_way.stdout else half_way.stderr}")
    print("  " + (result.stdout.splitlines() or [result.stderr])[-1])
    if result.returncode != 0:
        print("\n".join(result.stdout.splitlines()[:20]), result.stderr)
    return result.returncode == 0 and min(kills.values()) >= KILLS


def main():
    results = [play(shards, 60000, SEED + shards) for shards in (1, 4)]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
