#!/usr/bin/env python3
"""How well likenesses tell near copies from other texts.

Near copies: tweets with what people add when they pass one on ("RT @x:", a link, a hashtag, "!!", "please share"), and
with one word changed. Others: pairs of different tweets of one collection. SemEval texts, outside this project.
"""
import os
import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("EARSHOT_SHARED", ROOT.parent / "shared")) / "data/sentiment"
TOOL = Path(os.environ.get("EARSHOT_BUILD", ROOT / "build")) / "tests/likeness"
BITS = 10


def likenesses(texts):
    out = subprocess.run([TOOL], input="".join(" ".join(t.split()) + "\n" for t in texts), capture_output=True,
                         text=True, check=True).stdout
    return [int(line, 16) for line in out.split()]


def passed_on(text):
    return random.choice(["RT @someone: {}", "{} https://x.co/1", "{} #Aberwen", "{} !!", "{} please share",
                          "Shared: {}", "{} @council", "FYI {}"]).format(text)


def changed(text):
    words = text.split()
    words[random.randrange(len(words))] = random.choice(["today", "there", "awful", "lovely", "street"])
    return " ".join(words)


def share(pairs):
    return sum(a != 0 and b != 0 and bin(a ^ b).count("1") <= BITS for a, b in pairs) / len(pairs)


def main():
    if not SHARED.exists() or not TOOL.exists():
        print("skipped: no data beside the checkout, or nothing built")
        return 77
    random.seed(2)
    texts = sorted({line.split("\t", 1)[1] for line in
                    (SHARED / "semeval2013_2016_train.tsv").read_text(encoding="utf-8").splitlines()})
    texts = [text for text in random.sample(texts, 4000) if len(text.split()) >= 10]
    base = likenesses(texts)
    print(f"{len(texts)} tweets of ten words and more")
    on = share(list(zip(base, likenesses([passed_on(text) for text in texts]))))
    one = share(list(zip(base, likenesses([changed(text) for text in texts]))))
    pairs = [(random.choice(base), random.choice(base)) for _ in range(2000000)]
    other = share([pair for pair in pairs if pair[0] != pair[1]])
    print(f"passed on: {on:.4f} known again (at least 0.95); one word changed: {one:.4f}; "
          f"other texts: {other * 1e6:.1f} in a million taken for copies (at most 20)")
    return 0 if on >= 0.95 and other <= 2e-5 else 1


if __name__ == "__main__":
    sys.exit(main())
