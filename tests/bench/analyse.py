#!/usr/bin/env python3
"""How fast the whole reading is, one core: `score` against npm's sentiment, wink-sentiment and NLTK's VADER, same texts.

    tests/bench/analyse.py [--posts 20000]

Prints posts a second of processor time without the start, the time to start, and the most memory used.
"""
import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "accuracy"))
import corpus as data  # noqa: E402

PEER_JS = """
const lines = require('fs').readFileSync(0, 'utf8').split('\\n').slice(0, -1);
const S = require('sentiment'), s = new S(), w = require('wink-sentiment');
for (const [name, run] of [['sentiment', l => s.analyze(l)], ['wink-sentiment', l => w(l)]]) {
  lines.slice(0, 2000).forEach(run);
  const t = process.cpuUsage(); lines.forEach(run); const used = process.cpuUsage(t);
  console.log(name, Math.round(lines.length / (used.user + used.system) * 1e6));
}
"""


def cpu(texts):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([data.analyser(), "score", "--text"], input=texts, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=20000)
    args = parser.parse_args()
    lines = [row["text"].replace("\n", " ") for language in ("en", "cy") for row in data.corpus(language)]
    texts = "".join(line + "\n" for line in (lines * (args.posts // len(lines) + 1))[:args.posts]).encode()
    start = min(cpu(b"") for _ in range(5))
    began = time.monotonic()
    subprocess.run([data.analyser(), "score", "--text"], input=b"", check=True)
    print(f"start {start * 1000:.0f} ms of processor, {(time.monotonic() - began) * 1000:.0f} ms by the clock")
    ours = args.posts / (min(cpu(texts) for _ in range(3)) - start)
    print(f"earshot, the whole reading as JSON: {ours:.0f} posts/s")
    print(f"memory {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB at most")
    model = data.ROOT / "analysis" / "data" / "model.bin"
    print(f"model {os.path.getsize(model) / 1e6:.2f} MB")
    if not shutil.which("npm"):
        print("skipped: no npm for the peers")
        return
    with tempfile.TemporaryDirectory() as folder:
        if subprocess.run(["npm", "install", "--silent", "--no-audit", "sentiment@5", "wink-sentiment@5"], cwd=folder,
                          capture_output=True).returncode != 0:
            print("skipped: the peers from npm cannot be installed")
            return
        (Path(folder) / "peer.js").write_text(PEER_JS)
        out = subprocess.run(["node", "peer.js"], input=texts, cwd=folder, stdout=subprocess.PIPE, check=True).stdout
        for line in out.decode().splitlines():
            name, speed = line.split()
            print(f"{name}: {speed} posts/s; earshot is {ours / int(speed):.2f} times that")


if __name__ == "__main__":
    main()
