#!/usr/bin/env python3
"""How well `earshot words --lang cy` brings the forms of one Welsh word together, on running text.

Two forms belong together if the treebank gives them one lemma; they are brought together if their first terms are
the same. Printed: precision, recall and F1 over all pairs of tokens, and B-cubed, which counts every token the same;
for the forms as they stand, for the built-in table, and with a lexicon. Exits 1 under the targets.

Data: UD_Welsh-CCG train (Heinecke, Tyers; CC BY-SA 4.0), Lecsicon (Bangor; CC0), both outside this project.
"""
import collections
import json
import lzma
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("EARSHOT_SHARED", ROOT.parent / "shared")) / "data/welsh"
if not SHARED.exists():
    SHARED = ROOT.parent.parent / "shared/data/welsh"
ANALYSE = Path(os.environ.get("EARSHOT_BUILD", ROOT / "build")) / "libexec/earshot/earshot-analyse"
TARGETS = {"built-in": (0.93, 0.95), "with lexicon": (0.965, 0.95)}


def read_rows():
    rows = []
    for line in (SHARED / "ud_welsh_ccg_train_bysa.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        fields = line.split("\t")
        if fields[2] not in ("PUNCT", "SYM", "NUM"):
            rows.append((fields[0], fields[1].lower(), int(fields[6])))
    return rows


def terms_of(forms, config=None):
    command = [ANALYSE, *(["-c", config] if config else []), "words", "--lang", "cy"]
    out = subprocess.run(command, input="\n".join(forms), capture_output=True, text=True, check=True).stdout
    terms = {}
    for line in out.splitlines():
        token = json.loads(line)
        terms.setdefault(token["line"], token["terms"][0])
    return [terms.get(number, form) for number, form in enumerate(forms, 1)]


def pairs(counts):
    return sum(n * (n - 1) / 2 for n in counts.values())


def f1(p, r):
    return p, r, 2 * p * r / (p + r)


def measure(rows, terms):
    gold, got, both = collections.Counter(), collections.Counter(), collections.Counter()
    for (_, lemma, count), term in zip(rows, terms):
        gold[lemma] += count
        got[term] += count
        both[lemma, term] += count
    right, total = pairs(both), sum(gold.values())
    cubed_p = sum(n * n / got[term] for (_, term), n in both.items()) / total
    cubed_r = sum(n * n / gold[lemma] for (lemma, _), n in both.items()) / total
    return f1(right / pairs(got), right / pairs(gold)), f1(cubed_p, cubed_r)


def lexicon_config(folder):
    lexicon = Path(folder) / "lecsicon.tsv"
    lexicon.write_bytes(lzma.open(SHARED / "lecsicon_bangor_2021_cc0.tsv.xz").read())
    config = Path(folder) / "earshot.conf"
    config.write_text(f'council {{ name = "A" welsh_lexicon = "{lexicon}" }}\n')
    return config


def main():
    if not SHARED.exists() or not ANALYSE.exists():
        print("skipped: no treebank beside the checkout, or nothing built")
        return 77
    rows = read_rows()
    forms = [row[0] for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        systems = {"forms as written": [form.lower() for form in forms], "built-in": terms_of(forms),
                   "with lexicon": terms_of(forms, lexicon_config(folder))}
    failed = 0
    print(f"{len(rows)} forms, {sum(row[2] for row in rows)} tokens      pairs: P R F1        B-cubed: P R F1")
    for name, terms in systems.items():
        over_pairs, cubed = measure(rows, terms)
        print(f"{name:18}", *(f"{x:.4f}" for x in over_pairs + cubed))
        least, precise = TARGETS.get(name, (0, 0))
        failed += min(over_pairs[2], cubed[2]) < least or min(over_pairs[0], cubed[0]) < precise
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
