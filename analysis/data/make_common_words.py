#!/usr/bin/env python3
"""Writes analysis/data/common_words.txt: words of both languages that a place's name may be by accident.

    make_common_words.py SHARED common_words.txt

A word is common if it is written without a capital at least three times in English texts (UD_English-EWT dev, CC
BY-SA 4.0; GoEmotions, CC BY 4.0; SemEval tweets; only counted) or twice in Welsh ones (corpws-CC0, CC0 1.0), and in a
fair share of its uses within a sentence: "reading" is, "london" typed in haste is not.
"""
import collections
import re
import sys
from pathlib import Path

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def count(texts):
    lower, upper = collections.Counter(), collections.Counter()
    for text in texts:
        for sentence in re.split(r"[.!?:\n]+", text):
            for word in WORD.findall(sentence)[1:]:
                (lower if word[0].islower() else upper)[word.lower()] += 1
    return lower, upper


def common(texts, least, ratio):
    lower, upper = count(texts)
    return {word for word, n in lower.items() if n >= least and n * ratio >= upper[word] and len(word) > 1}


def main():
    shared = Path(sys.argv[1])
    read = lambda name: (shared / name).read_text(encoding="utf-8").splitlines()
    english = read("welsh/lid_train_en_bysa.txt")
    for name in ("goemotions_train_3class.tsv", "semeval2013_2016_train.tsv"):
        english += [line.split("\t", 1)[1] for line in read("sentiment/" + name)]
    words = common(english, 3, 5) | common(read("welsh/lid_train_cy_cc0.txt"), 2, 1)
    words = {word.replace("’", "'") for word in words}
    Path(sys.argv[2]).write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")
    print(len(words), "words")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main()
