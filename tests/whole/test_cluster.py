# SPDX-License-Identifier: MIT
"""The stream protocol on a real Redis Cluster of three nodes, four shards: a shard moves to another node under the
running programs (ASK, then MOVED), programs are killed, and every post must have been counted exactly once."""
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

BUILD = os.environ.get("EARSHOT_BUILD", "build")
DRIVER = os.path.join(BUILD, "tests", "stream_driver")
SHARDS, POSTS, KILLS, SEED = 4, 20000, 20, 1
PARTS = ["produce", "work:a", "work:b", "fold"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cli(port, *words):
    result = subprocess.run(["redis-cli", "-p", str(port), *words], capture_output=True, text=True, check=True)
    return result.stdout.strip()


class Cluster:
    def __init__(self, folder):
        self.ports = [free_port() for _ in range(3)]
        self.servers = []
        for port in self.ports:
            home = os.path.join(folder, str(port))
            os.mkdir(home)
            self.servers.append(subprocess.Popen(
                ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", home, "--cluster-enabled", "yes",
                 "--cluster-port", str(free_port()), "--appendonly", "yes", "--save", "", "--loglevel", "warning"],
                stdout=subprocess.DEVNULL))
        self.url = "redis+cluster://" + ",".join(f"127.0.0.1:{port}" for port in self.ports)
        self.join()

    def join(self):
        for port in self.ports:
            wait(lambda port=port: subprocess.run(["redis-cli", "-p", str(port), "ping"], capture_output=True,
                                                  check=False).returncode == 0)
        subprocess.run(["redis-cli", "--cluster", "create", *[f"127.0.0.1:{port}" for port in self.ports],
                        "--cluster-yes"], check=True, stdout=subprocess.DEVNULL)
        for port in self.ports:
            wait(lambda port=port: "cluster_state:ok" in cli(port, "cluster", "info"))

    def owner(self, slot):
        for port in self.ports:
            if f"[{slot}" in cli(port, "cluster", "nodes"):
                return port
            for line in cli(port, "cluster", "nodes").splitlines():
                ranges = [part.split("-") for part in line.split()[8:] if part[0] != "["]
                if "myself" in line and any(int(r[0]) <= slot <= int(r[-1]) for r in ranges):
                    return port
        raise LookupError(slot)

    def begin_move(self, slot):
        """Moves the keys, and leaves the slot between the nodes: the old one answers ASK."""
        source = self.owner(slot)
        target = next(port for port in self.ports if port != source)
        ids = {port: cli(port, "cluster", "myid") for port in (source, target)}
        cli(target, "cluster", "setslot", str(slot), "importing", ids[source])
        cli(source, "cluster", "setslot", str(slot), "migrating", ids[target])
        keys = cli(source, "cluster", "getkeysinslot", str(slot), "100").split()
        assert "OK" in cli(source, "migrate", "127.0.0.1", str(target), "", "0", "5000", "keys", *keys)
        return ids[target], len(keys)

    def end_move(self, slot, target_id):
        """From now on the old node answers MOVED."""
        for port in self.ports:
            cli(port, "cluster", "setslot", str(slot), "node", target_id)

    def stop(self):
        for server in self.servers:
            server.kill()
            server.wait()


def wait(condition, patience_s=20):
    until = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.05)


def start(part, folder, url, out=subprocess.DEVNULL):
    return subprocess.Popen([DRIVER, part, folder, str(SHARDS), str(POSTS)], stdout=out, text=True,
                            env={**os.environ, "STREAM_DRIVER_URL": url})


def move(cluster, running):
    slot = int(cli(cluster.ports[0], "cluster", "keyslot", "earshot:{1}:in"))
    for process in running.values():
        process.send_signal(signal.SIGSTOP)  # slots move while Earshot rests: see store/redis/README.md
    time.sleep(0.2)
    target_id, keys = cluster.begin_move(slot)
    for process in running.values():
        process.send_signal(signal.SIGCONT)
    time.sleep(0.7)
    cluster.end_move(slot, target_id)
    return keys


def play(folder, cluster):
    dice = random.Random(SEED)
    running = {part: start(part, folder, cluster.url) for part in PARTS}
    time.sleep(0.7)
    keys = move(cluster, running)
    for victim in dice.choices(PARTS, k=KILLS):
        running[victim].kill()
        running[victim].wait()
        running[victim] = start(victim, folder, cluster.url)
        time.sleep(dice.uniform(0.01, 0.1))
    until = time.monotonic() + 20
    while True:
        check = start("check", folder, cluster.url, subprocess.PIPE)
        said = check.communicate()[0].splitlines()
        if check.returncode == 0 or time.monotonic() > until:
            break
        time.sleep(0.5)
    for process in running.values():
        process.terminate()
        process.wait()
    print("\n".join(said[:-1][:20]))
    print(f"three nodes, {SHARDS} shards, {keys} keys moved, {KILLS} kills: {said[-1] if said else 'no answer'}")
    return check.returncode == 0 and keys >= 4


def main():
    folder = tempfile.mkdtemp(prefix="earshot-cluster-")
    cluster = Cluster(folder)
    try:
        return 0 if play(folder, cluster) else 1
    finally:
        cluster.stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
