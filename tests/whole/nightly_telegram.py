#!/usr/bin/env python3
"""A Bot API that is not ours: the emulator telegram-test-api from npm, read by the real collector.

What is said in a public group arrives once; what somebody writes to the bot alone, or in a group that was not told,
never does.

Installs telegram-test-api into a folder of its own if it can; skips with a word if not. Run it by itself:
    EARSHOT_BUILD=build tests/whole/nightly_telegram.py
"""
import json
import shutil
import subprocess
import time

from test_manners import MINUTE, START_MS, World
from whole import check, skip

PACKAGE = "telegram-test-api@4.2.1"
DRIVER = """
const TelegramServer = require('telegram-test-api');
const server = new TelegramServer({port: 0, host: '127.0.0.1', storage: 'RAM', storeTimeout: 3600});
const lines = require('readline').createInterface({input: process.stdin});
(async () => {
  const net = require('net').createServer().listen(0, '127.0.0.1');
  await new Promise(done => net.once('listening', done));
  const port = net.address().port;
  await new Promise(done => net.close(done));
  server.config.port = port;
  server.config.apiURL = `http://127.0.0.1:${port}`;
  await server.start();
  console.log(server.config.apiURL);
  for await (const line of lines) {
    const {text, chat, user} = JSON.parse(line);
    const client = server.getClient('123:TOKEN', {userId: user, chatId: chat.id, chatTitle: chat.title, type: chat.type,
                                                  userName: chat.username || ''});
    const message = client.makeMessage(text);
    message.chat = chat;
    await client.sendMessage(message);
    console.log('sent');
  }
  await server.stop();
  process.exit(0);
})();
"""


def install(folder):
    if not shutil.which("npm"):
        skip("npm is not installed")
    folder.mkdir()
    (folder / "package.json").write_text("{}")
    done = subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", PACKAGE], cwd=folder, capture_output=True,
                          text=True)
    if done.returncode != 0:
        skip(f"{PACKAGE} cannot be installed: {(done.stderr or done.stdout).strip().splitlines()[-1:]}")
    (folder / "driver.js").write_text(DRIVER)


class Emulator:
    def __init__(self, folder):
        self.process = subprocess.Popen(["node", "driver.js"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        check(self.url.startswith("http"), "the emulator does not start")

    def say(self, text, user=7, **chat):
        self.process.stdin.write(json.dumps({"text": text, "user": user, "chat": chat}) + "\n")
        self.process.stdin.flush()
        check(self.process.stdout.readline().strip() == "sent", "the emulator does not answer")

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


def play(world, emulator):
    (world.dir / "token").write_text("123:TOKEN\n")
    (world.dir / "token").chmod(0o600)
    world.configure(f'telegram "bot" {{ server = "{emulator.url}" token_file = "token" groups = {{"-300"}} every = "1m" }}')
    emulator.say("Y bont ar gau", id=-100, type="supergroup", title="Aberwen", username="aberwen")
    emulator.say("only for the council", id=7, type="private", first_name="Dai")
    emulator.say("not told", id=-200, type="group", title="closed")
    emulator.say("we were told", id=-300, type="group", title="told")
    world.collect()
    check(world.health("bot")["posts"] == 2, f"{world.health('bot')}")
    emulator.say("Ar agor eto", id=-100, type="supergroup", title="Aberwen", username="aberwen")
    for _ in range(3):
        world.clock.move(2 * MINUTE)
        world.collect()
    health = world.health("bot")
    check(health["posts"] == 3 and health["state"] == "ok", f"{health}")
    print("public group and told group: each message once; private and untold: never")


def main():
    world = World()
    world.clock.move(int(time.time() * 1000) - START_MS)
    emulator = None
    try:
        install(world.dir / "npm")
        emulator = Emulator(world.dir / "npm")
        play(world, emulator)
    finally:
        if emulator is not None:
            emulator.close()
        world.close()


if __name__ == "__main__":
    main()
