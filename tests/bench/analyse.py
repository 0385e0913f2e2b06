#!/usr/bin/env python3
"""How fast the whole reading is, one core: `score` against npm's sentiment and wink-sentiment, same texts.

    tests/bench/analyse.py [--posts 20000]

Prints posts a second of processor time, the time to start, and the most memory used. Nobody's start is counted, nor the first
2,000 posts, which warm caches here and compilers there. What is counted of Earshot is reading the lines, the whole reading and
writing it as JSON; of a peer its analysis of lines already read, and beside it the same with its result made JSON.
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

WARM = 2000

PEER_JS = """
const lines = require('fs').readFileSync(0, 'utf8').split('\\n').slice(0, -1);
const S = require('sentiment'), s = new S(), w = require('wink-sentiment');
const rate = run => {
  lines.slice(0, Number(process.argv[2])).forEach(run);
  const t = process.cpuUsage(); lines.forEach(run); const used = process.cpuUsage(t);
  return Math.round(lines.length / (used.user + used.system) * 1e6);
};
let bytes = 0;
for (const [name, read] of [['sentiment', l => s.analyze(l)], ['wink-sentiment', l => w(l)]])
  console.log(name, rate(read), rate(l => bytes += JSON.stringify(read(l)).length));
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
    lines = [line + "\n" for line in (lines * (args.posts // len(lines) + 1))[:args.posts]]
    texts, warm = "".join(lines).encode(), "".join(lines[:WARM]).encode()
    start = min(cpu(b"") for _ in range(5))
    began = time.monotonic()
    subprocess.run([data.analyser(), "score", "--text"], input=b"", check=True)
    print(f"start {start * 1000:.0f} ms of processor, {(time.monotonic() - began) * 1000:.0f} ms by the clock")
    ours = args.posts / (min(cpu(warm + texts) for _ in range(3)) - min(cpu(warm) for _ in range(3)))
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
        out = subprocess.run(["node", "peer.js", str(WARM)], input=texts, cwd=folder, stdout=subprocess.PIPE, check=True).stdout
        for line in out.decode().splitlines():
            name, alone, written = line.split()
            print(f"{name}: {alone} posts/s, {written} with its result as JSON; "
                  f"earshot is {ours / int(alone):.2f} and {ours / int(written):.2f} times that")


if __name__ == "__main__":
    main()
