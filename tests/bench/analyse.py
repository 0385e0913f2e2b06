#!/usr/bin/env python3
"""How fast the whole reading is, one core: `score` against npm's sentiment and wink-sentiment, same texts.

    tests/bench/analyse.py [--posts 40000] [--rounds 7]

Prints posts a second of processor time, the time to start, and the most memory used. Machines are faster one second than the
next, so all are run in turn, and the median of the rounds and of their ratios is what is told, the least and the most beside
it. Nobody's start is counted, nor the first 2,000 posts, which warm caches here and compilers there. What is counted of Earshot is reading the lines, the whole reading and
writing it as JSON; of a peer its analysis of lines already read, and beside it the same with its result made JSON.
"""
import argparse
import os
import resource
import shutil
import statistics
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


def rate(texts, warm, posts):
    return posts / (cpu(warm + texts) - cpu(warm))


def peers_of(folder, texts):
    """Each peer's posts a second, alone and with its result written."""
    out = subprocess.run(["node", "peer.js", str(WARM)], input=texts, cwd=folder, stdout=subprocess.PIPE, check=True).stdout
    return {name: (int(alone), int(written)) for name, alone, written in map(str.split, out.decode().splitlines())}


def installed(folder):
    if not shutil.which("npm"):
        print("skipped: no npm for the peers")
        return False
    done = subprocess.run(["npm", "install", "--silent", "--no-audit", "sentiment@5", "wink-sentiment@5"], cwd=folder, capture_output=True)
    (Path(folder) / "peer.js").write_text(PEER_JS)
    if done.returncode != 0:
        print("skipped: the peers from npm cannot be installed")
    return done.returncode == 0


def spread(numbers, form):
    return f"{form.format(statistics.median(numbers))} ({form.format(min(numbers))} to {form.format(max(numbers))})"


def compare(ours, theirs):
    for name in theirs[0]:
        for which, what in enumerate(("", ", with its result as JSON")):
            rates = [round_[name][which] for round_ in theirs]
            print(f"{name}{what}: {spread(rates, '{:.0f}')} posts/s; "
                  f"earshot is {spread([a / b for a, b in zip(ours, rates)], '{:.2f}')} times that")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=40000)
    parser.add_argument("--rounds", type=int, default=7)
    args = parser.parse_args()
    lines = [row["text"].replace("\n", " ") for language in ("en", "cy") for row in data.corpus(language)]
    lines = [line + "\n" for line in (lines * (args.posts // len(lines) + 1))[:args.posts]]
    texts, warm = "".join(lines).encode(), "".join(lines[:WARM]).encode()
    start = min(cpu(b"") for _ in range(5))
    began = time.monotonic()
    subprocess.run([data.analyser(), "score", "--text"], input=b"", check=True)
    print(f"start {start * 1000:.0f} ms of processor, {(time.monotonic() - began) * 1000:.0f} ms by the clock")
    cpu(texts)
    print(f"memory {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB at most")
    with tempfile.TemporaryDirectory() as folder:
        with_peers, ours, theirs = installed(folder), [], []
        for _ in range(args.rounds):
            ours.append(rate(texts, warm, args.posts))
            theirs += [peers_of(folder, texts)] if with_peers else []
    model = data.ROOT / "analysis" / "data" / "model.bin"
    print(f"model {os.path.getsize(model) / 1e6:.2f} MB")
    print(f"earshot, the whole reading as JSON: {spread(ours, '{:.0f}')} posts/s")
    if with_peers:
        compare(ours, theirs)


if __name__ == "__main__":
    main()
