"""The corpus of tests/corpus and its split; the public sets beside the checkout, if they are there."""
import json
import os
import re
import subprocess
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("EARSHOT_BUILD", ROOT / "build"))
SHARED = Path(os.environ.get("EARSHOT_SHARED", ROOT.parent / "shared")) / "data" / "sentiment"
CLASSES = ["complaint", "compliment", "comment", "request", "question"]
LABELS = ["negative", "neutral", "positive"]
SHORT = {"neg": "negative", "neu": "neutral", "pos": "positive"}


def split_of(post_id):
    part = zlib.crc32(post_id.encode()) % 100
    return "train" if part < 60 else "dev" if part < 75 else "test"


def cells(name):
    """The rows of a file of the corpus, as they stand in it."""
    return [row.split("\t") for row in (ROOT / "tests" / "corpus" / name).read_text(encoding="utf-8").splitlines()]


def lines_of(language, split):
    """The posts that are split three ways; and those of train.*.tsv, which are only ever trained on."""
    folder = ROOT / "tests" / "corpus"
    lines = (folder / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if split in (None, split_of(line.split("\t", 1)[0]))]
    if split == "train":
        lines += (folder / f"train.{language}.tsv").read_text(encoding="utf-8").splitlines()
    return lines


def corpus(language, split=None):
    """Rows as dicts, of one split, or all that are split."""
    rows = []
    for line in lines_of(language, split):
        cells = line.split("\t")
        row = {"id": cells[0], "class": cells[1], "sentiment": cells[2], "urgent": cells[3] == "1",
               "data_protection": cells[4] == "1", "issues": [] if cells[5] == "-" else cells[5].split(","),
               "places": [] if cells[6] == "-" else cells[6].split(","), "text": cells[-1].replace("\\n", "\n")}
        rows.append(row)
    return rows


def public(name):
    """[(label, text)] of a public set, or None where it is not there. Its texts are never kept in the project."""
    path = SHARED / f"{name}.tsv"
    if not path.exists():
        return None
    pairs = [line.split("\t", 1) for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line]
    return [(SHORT.get(label, label), plain(text)) for label, text in pairs]


def plain(text):
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
    return text.replace('\\""', '"').replace('""', '"').replace("\n", " ").replace("\r", " ")


def analyser():
    return str(BUILD / "libexec" / "earshot" / "earshot-analyse")


def score(texts):
    """Readings of texts, by the program itself."""
    lines = "".join(text.replace("\n", " ") + "\n" for text in texts)
    out = subprocess.run([analyser(), "score", "--text"], input=lines.encode(), capture_output=True, check=True).stdout
    return [json.loads(line) for line in out.decode().splitlines()]
