#!/usr/bin/env python3
"""What the analyser reaches: sentiment, class, flags and issues, on the corpus and on the public sets, peers beside it.

    tests/accuracy/meaning.py [--split test|dev]

Peers (VADER's rules as NLTK has them, with the lexicon as npm has it; sentiment, wink-sentiment and natural from npm) are
installed into a temporary folder, and left out with a word where they cannot be had; NLTK is Debian's python3-nltk.
"""
import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import corpus as data

PACKAGES = ("sentiment@5", "wink-sentiment@5", "natural@8", "vader-sentiment@1.1.3")
PEERS_JS = """
const lines = require('fs').readFileSync(0, 'utf8').split('\\n').slice(0, -1), out = {};
const Sentiment = require('sentiment'), s = new Sentiment(); out.sentiment = lines.map(l => s.analyze(l).comparative || 0);
out['wink-sentiment'] = lines.map(l => require('wink-sentiment')(l).normalizedScore || 0);
const n = require('natural'), a = new n.SentimentAnalyzer('English', n.PorterStemmer, 'afinn');
out.natural = lines.map(l => a.getSentiment(l.split(/\\s+/)) || 0);
console.log(JSON.stringify(out));
"""


def recalls(gold, said, labels):
    return [sum(g == s == k for g, s in zip(gold, said)) / max(1, sum(g == k for g in gold)) for k in labels]


def macro_recall(gold, said, labels=data.LABELS):
    return sum(recalls(gold, said, labels)) / len(labels)


def macro_f1(gold, said, labels):
    total = 0
    for k in labels:
        hit = sum(g == s == k for g, s in zip(gold, said))
        total += 2 * hit / max(1, sum(g == k for g in gold) + sum(s == k for s in said))
    return total / len(labels)


def correlation(x, y):
    n, mx, my = len(x), sum(x) / len(x), sum(y) / len(y)
    cov = sum((a - mx) * (b - my) for a, b in zip(x, y))
    return cov / (sum((a - mx) ** 2 for a in x) * sum((b - my) ** 2 for b in y)) ** 0.5 if n else 0


def auc(numbers, positive):
    order = sorted(range(len(numbers)), key=lambda i: numbers[i])
    rank, at, total = [0.0] * len(numbers), 0, 0
    while at < len(order):
        end = at
        while end < len(order) and numbers[order[end]] == numbers[order[at]]:
            end += 1
        for i in order[at:end]:
            rank[i] = (at + end + 1) / 2
        at = end
    ones = sum(positive)
    total = sum(r for r, p in zip(rank, positive) if p)
    return (total - ones * (ones + 1) / 2) / max(1, ones * (len(numbers) - ones))


def label_of(number, band=0.05):
    return "positive" if number >= band else "negative" if number <= -band else "neutral"


class Peers:
    """Numbers of sentiment by other programs, for the same texts."""

    def __init__(self):
        self.folder, self.vader = None, None
        if not shutil.which("npm") or not shutil.which("node"):
            print("skipped: the peers need npm and node")
            return
        self.folder = tempfile.mkdtemp(prefix="peers-")
        done = subprocess.run(["npm", "install", "--silent", "--no-audit", *PACKAGES], cwd=self.folder, capture_output=True)
        if done.returncode != 0:
            print("skipped: the peers from npm cannot be installed")
            self.close()
        else:
            self.vader = self.rules_of_vader()

    def rules_of_vader(self):
        """NLTK comes without the lexicon; the one on npm has an empty line, which NLTK does not take."""
        sys.path.append("/usr/lib/python3/dist-packages")
        try:
            from nltk.sentiment.vader import SentimentIntensityAnalyzer
        except ImportError:
            print("skipped: VADER's rules in NLTK (apt-get install python3-nltk)")
            return None
        modules, words = Path(self.folder) / "node_modules", Path(self.folder) / "lexicon.txt"
        rows = (modules / "vader-sentiment" / "vader_lexicon.txt").read_text(encoding="utf-8").splitlines()
        words.write_text("\n".join(row for row in rows if "\t" in row), encoding="utf-8")
        return SentimentIntensityAnalyzer(lexicon_file=words.as_uri())

    def numbers(self, texts):
        found = {}
        if self.vader:
            found["VADER (NLTK)"] = [self.vader.polarity_scores(text)["compound"] for text in texts]
        if self.folder:
            script = Path(self.folder) / "peers.js"
            script.write_text(PEERS_JS)
            out = subprocess.run(["node", str(script)], input="".join(t.replace("\n", " ") + "\n" for t in texts).encode(),
                                 capture_output=True, check=True, cwd=self.folder).stdout
            found.update(json.loads(out.decode().splitlines()[-1]))  # natural greets on loading
        return found

    def close(self):
        if self.folder:
            shutil.rmtree(self.folder)
        self.folder = None


def show(what, ours, peers):
    print(f"{what:52} {ours:.3f}   " + "  ".join(f"{name} {value:.3f}" for name, value in peers.items()))


def public_sets(peers):
    for name, what in (("tweeteval_sentiment_val", "tweets (TweetEval, development)"),
                       ("goemotions_dev_3class", "comments (GoEmotions, development)")):
        pairs = data.public(name)
        if pairs is None:
            print(f"skipped: {name} is not there")
            continue
        gold, texts = [p[0] for p in pairs], [p[1] for p in pairs]
        readings, others = data.score(texts), peers.numbers(texts)
        show(f"macro-recall, {what}", macro_recall(gold, [r["sentiment_label"] for r in readings]),
             {n: macro_recall(gold, [label_of(v) for v in values]) for n, values in others.items()})
        polar = [i for i, g in enumerate(gold) if g != "neutral"]
        yes = [gold[i] == "positive" for i in polar]
        show(f"AUC of its polar ones", auc([readings[i]["sentiment"] for i in polar], yes),
             {n: auc([values[i] for i in polar], yes) for n, values in others.items()})
    pairs = data.public("hutto_tweets_rating.dev")
    if pairs is not None:
        gold, texts = [float(p[0]) for p in pairs], [p[1] for p in pairs]
        show("r with people's mean rating, tweets (trained on)", correlation([r["sentiment"] for r in data.score(texts)], gold),
             {n: correlation(values, gold) for n, values in peers.numbers(texts).items()})
    pairs = data.public("complaints_acl2019.dev")
    if pairs is not None:
        gold, texts = ["yes" if p[0] == "complaint" else "no" for p in pairs], [p[1] for p in pairs]
        said = ["yes" if r["class"] == "complaint" else "no" for r in data.score(texts)]
        show("macro-F1, complaint or not, tweets (trained on)", macro_f1(gold, said, ["yes", "no"]),
             {n: macro_f1(gold, ["yes" if v < 0 else "no" for v in values], ["yes", "no"])
              for n, values in peers.numbers(texts).items()})


def right_at(readings, rows, key, confidence, said):
    sure = [(r, row) for r, row in zip(readings, rows) if r[confidence] >= 0.8]
    return sum(r[said] == row[key] for r, row in sure) / max(1, len(sure)), len(sure)


PRAISE = re.compile(r"\b(great|brilliant|lovely|excellent|fantastic|wonderful|marvellous|superb|thanks|thank you|cheers|love|"
                    r"well done|congratulations|perfect|impress\w+|delighted|so glad|bravo|hats off|top marks|nice one|gwych|"
                    r"hyfryd|bendigedig|ardderchog|diolch|da iawn|llongyfarchiadau|perffaith|campus|clod|braf|chwarae teg)\b|👏|🙄",
                    re.I)


def praise(rows, readings):
    """Praise that is no praise, and praise that is: complaints that use its words, and compliments."""
    for what, class_, label in (("complaints in words of praise, read negative", "complaint", "negative"),
                                ("compliments, read positive", "compliment", "positive")):
        mine = [r for row, r in zip(rows, readings)
                if row["class"] == class_ and (class_ == "compliment" or PRAISE.search(row["text"]))]
        show(f"{what} ({len(mine)})", sum(r["sentiment_label"] == label for r in mine) / max(1, len(mine)), {})


def own_corpus(language, split, peers):
    rows = data.corpus(language, split)
    readings = data.score([row["text"] for row in rows])
    others = peers.numbers([row["text"] for row in rows])
    print(f"-- corpus, {language}, {split}: {len(rows)} posts")
    gold, said = [r["sentiment"] for r in rows], [r["sentiment_label"] for r in readings]
    show("sentiment, macro-F1", macro_f1(gold, said, data.LABELS),
         {n: macro_f1(gold, [label_of(v) for v in values], data.LABELS) for n, values in others.items()})
    show("sentiment, macro-recall", macro_recall(gold, said),
         {n: macro_recall(gold, [label_of(v) for v in values]) for n, values in others.items()})
    show("class, macro-F1", macro_f1([r["class"] for r in rows], [r["class"] for r in readings], data.CLASSES), {})
    praise(rows, readings)
    for flag in ("urgent", "data_protection"):
        hit = sum(row[flag] and r[flag] for row, r in zip(rows, readings))
        show(f"{flag}, recall", hit / max(1, sum(row[flag] for row in rows)), {})
        show(f"{flag}, precision", hit / max(1, sum(r[flag] for r in readings)), {})
    about = [(row, [i["id"] for i in r["issues"]]) for row, r in zip(rows, readings) if row["issues"]]
    show("issue, first is right", sum(bool(s) and s[0] in row["issues"] for row, s in about) / max(1, len(about)), {})
    service = sum(bool(s) and s[0].split(".")[0] in [i.split(".")[0] for i in row["issues"]] for row, s in about)
    show("issue, service of the first is right", service / max(1, len(about)), {})
    show("issue, none found", sum(not s for _, s in about) / max(1, len(about)), {})
    for key, confidence, name in (("sentiment", "sentiment_confidence", "sentiment_label"),
                                  ("class", "class_confidence", "class")):
        right, count = right_at(readings, rows, key, confidence, name)
        show(f"{key}, right where at least .8 sure ({count})", right, {})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--split", default="test", choices=["train", "dev", "test"])
    parser.add_argument("--no-peers", action="store_true")
    args = parser.parse_args()
    peers = Peers() if not args.no_peers else type("None_", (), {"numbers": lambda self, t: {}, "close": lambda self: None})()
    public_sets(peers)
    for language in ("en", "cy"):
        own_corpus(language, args.split, peers)
    peers.close()


if __name__ == "__main__":
    main()
