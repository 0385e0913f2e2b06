#!/usr/bin/env python3
"""Compiles analysis/data/welsh.bin, the table of Welsh forms that analysis/welsh.c reads.

    make_welsh.py LECSICON.tsv COLLOQUIAL.tsv CORPUS.txt FREQUENCIES.tsv welsh.bin

LECSICON     form, lemma, part of speech, mutation, number: Lecsicon Cymraeg Bangor (Prifysgol Bangor, 2021), CC0 1.0
COLLOQUIAL   colloquial and standard form: cydran-normaleiddio (Uned Technolegau Iaith, Bangor, 2021), MIT
CORPUS       Welsh sentences, only counted: corpws-CC0 (Uned Technolegau Iaith, Bangor), CC0 1.0
FREQUENCIES  form and count: geiriau-mwyaf-aml (Uned Technolegau Iaith, Bangor), Apache-2.0
welsh_closed.txt, beside this script, is ours and wins over all of them.

A form of several lemmas gets the one that the corpus makes likeliest: each occurrence is shared among the lemmas
its form, or a form it is a mutation of, may belong to, by how often those lemmas occur; eight rounds (Dempster,
Laird, Rubin 1977). Forms that undoing mutations at run time would read otherwise are put in as they are.

File: "EWL1", u32 edges, u32 outputs, u32 bytes of endings; edges u32 (state << 9 | last << 8 | letter; an edge of
letter 0 is an end, its state the number of an output); outputs u32 (offset of the ending << 12 | its length << 8 |
bytes to cut << 4 | rank); endings. A lemma is its form less the cut bytes plus the ending. Little-endian.
"""
import collections
import math
import re
import struct
import sys
import unicodedata
from pathlib import Path

CERTAIN = 15
VOWELS = "aeiouwyâêîôûŵŷ"
# What a form may begin with and the radicals it may come from; the same table as in welsh.c.
UNDO = [("b", "p"), ("b", "m"), ("mh", "p"), ("ph", "p"), ("d", "t"), ("nh", "t"), ("th", "t"), ("g", "c"),
        ("ngh", "c"), ("ch", "c"), ("f", "b"), ("f", "m"), ("m", "b"), ("dd", "d"), ("n", "d"), ("ng", "g"),
        ("l", "ll"), ("r", "rh"), ("mh", "m"), ("nh", "n"), ("j", "ts")]
DIGRAPHS = {"l": ["ll"], "r": ["rh"], "d": ["dd"], "f": ["ff"], "n": ["ng", "nh"], "ng": ["ngh"], "m": ["mh"]}


def radicals(form):
    """(radical, how likely such a mutation is)."""
    yield form, 1.0
    for start, radical in UNDO:
        if form.startswith(start) and not any(form.startswith(d) for d in DIGRAPHS.get(start, [])):
            yield radical + form[len(start):], 0.1 if start == "j" else 0.5
    if form[0] in VOWELS + "lrn":
        yield "g" + form, 0.5
    if form[0] == "h" and form[1:2] and form[1] in VOWELS:
        yield form[1:], 0.1


def plain(form):
    return "".join(c for c in unicodedata.normalize("NFD", form) if not unicodedata.combining(c))


def lines(path):
    return Path(path).read_text(encoding="utf-8").splitlines()


def read_lexicon(path):
    """form -> {lemma: weight} of unmutated forms. A noun's own form outweighs a verb's; its singular, itself."""
    forms, nouns, with_plural, verbs = collections.defaultdict(dict), set(), set(), set()
    for line in lines(path):
        form, lemma, part, mutation, number = (line.lower().split("\t") + [""] * 5)[:5]
        if not form or " " in form:
            continue
        forms[lemma].setdefault(lemma, 1.0)
        if mutation == "":
            verb = part == "verb" and form != lemma
            weight = 0.15 if verb else 3.0 if number == "plur" and form != lemma else 1.0
            forms[form][lemma] = max(weight, forms[form].get(lemma, 0))
        if part == "verb":
            verbs.add(lemma)
        if part == "noun":
            nouns.add(lemma)
            if number == "plur" and form != lemma:
                with_plural.add(lemma)
    add_plurals(forms, nouns, with_plural, verbs)
    return forms


def add_plurals(forms, nouns, with_plural, verbs):
    """Regular plurals of nouns that the lexicon gives none; it often has them as words of their own."""
    for noun in sorted(nouns - with_plural):
        plurals = [noun + ending for ending in ("au", "iau", "oedd", "ion", "on", "od", "iaid", "ydd", "s")]
        if noun.endswith("wr"):
            plurals = [noun[:-2] + "wyr"]
        for plural in plurals:
            if plural not in verbs and set(forms.get(plural, ())) <= {plural}:
                forms[plural] = {noun: 1.0}


def read_closed(path):
    closed = {}
    for line in lines(path):
        if not line.startswith("#"):
            for form in line.split():
                closed.setdefault(form, line.split()[0])
    return closed


def candidates(forms, form):
    found = {}
    for radical, likely in radicals(form):
        for lemma, weight in forms.get(radical, {}).items():
            found[lemma] = max(found.get(lemma, 0), likely * weight)
    return found


def count_words(corpus, frequencies):
    letters = "a-zâêîôûŵŷáéíóúäëïöüàèìòù"
    text = Path(corpus).read_text(encoding="utf-8").lower().replace("’", "'")
    counts = collections.Counter(re.findall(f"[{letters}]+(?:['-][{letters}]+)*", text))
    for line in lines(frequencies):
        form, count = line.split("\t")
        counts[form.replace("_", "'")] += int(count) / 200
    return counts


def weigh_lemmas(forms, closed, counts):
    weigh = collections.defaultdict(lambda: 0.3)
    found = {form: candidates(forms, form) for form in counts if form not in closed}
    for _ in range(8):
        next_weigh = collections.Counter()
        for form, count in counts.items():
            if form in closed:
                next_weigh[closed[form]] += count
                continue
            shares = {lemma: weigh[lemma] * weight for lemma, weight in found[form].items()}
            total = sum(shares.values())
            for lemma, share in shares.items():
                next_weigh[lemma] += count * share / total
        weigh = collections.defaultdict(lambda: 0.3, {lemma: w + 0.3 for lemma, w in next_weigh.items()})
    return weigh


def rank_of(weight):
    return max(0, min(CERTAIN - 1, round(math.log2(weight + 1) * 1.2)))


def choose(forms, weigh):
    """form -> (lemma, rank)."""
    chosen = {}
    for form, lemmas in forms.items():
        lemma = max(sorted(lemmas), key=lambda l: (weigh[l] * lemmas[l], l == form))
        chosen[form] = (lemma, rank_of(weigh[lemma] * lemmas[lemma]))
    return chosen


def add_variants(table, weigh):
    """Without diacritics; plurals in -au said -e or -a; first persons in -af said -a."""
    for form, (lemma, rank) in sorted(table.items(), key=lambda item: (-item[1][1], item[0])):
        variants = [plain(form)]
        if form.endswith("au") and form != lemma and len(form) > 4:
            variants += [form[:-2] + "e", form[:-2] + "a"]
        if form.endswith("af") and form != lemma and len(form) > 4:
            variants.append(form[:-1])
        for variant in variants:
            table.setdefault(variant, (lemma, max(0, rank - 1)))


def as_read(table, form):
    """What welsh.c makes of a form."""
    best = None
    for radical, likely in radicals(form):
        if radical in table:
            lemma, rank = table[radical]
            if rank == CERTAIN and radical == form:
                return lemma
            rank = min(rank, CERTAIN - 1) * 2 - (0 if likely == 1.0 else 2 if likely == 0.5 else 8)
            if best is None or rank > best[0]:
                best = (rank, lemma)
    return best[1] if best else form


def add_colloquial(table, path):
    for line in lines(path)[1:]:
        form, standard = (line.lower().split("\t") + [""])[:2]
        if " " not in form and " " not in standard and "'" not in form[1:]:
            table.setdefault(form, (as_read(table, standard), 4))


def compile_table(args):
    lexicon, colloquial, corpus, frequencies = args
    closed = read_closed(Path(__file__).parent / "welsh_closed.txt")
    forms = read_lexicon(lexicon)
    for form, lemma in closed.items():
        forms[lemma].setdefault(lemma, 1.0)
    counts = count_words(corpus, frequencies)
    weigh = weigh_lemmas(forms, closed, counts)
    table = choose(forms, weigh)
    add_variants(table, weigh)
    for form, lemma in closed.items():
        table[form] = (lemma, CERTAIN)
    for form, lemma in closed.items():
        table.setdefault(plain(form), (lemma, CERTAIN - 1))
    add_colloquial(table, colloquial)
    for form in sorted(counts):
        found = candidates(forms, form) if form not in closed else {}
        if found:
            best = max(sorted(found), key=lambda l: (weigh[l] * found[l], l == form))
            if as_read(table, form) != best:
                table[form] = (best, CERTAIN)
    return table


def output_of(form, lemma, rank):
    form, lemma = form.encode(), lemma.encode()
    same = 0
    while same < min(len(form), len(lemma)) and form[same] == lemma[same]:
        same += 1
    if len(form) - same > 15 or len(lemma) - same > 15:
        return None
    return len(form) - same, lemma[same:], rank


class Automaton:
    """A minimal acyclic automaton, from words in order (Daciuk and others 2000)."""

    def __init__(self):
        self.register, self.edges, self.outputs = {}, [], {}
        self.path, self.last = [[{}, None]], b""

    def add(self, word, output):
        same = 0
        while same < min(len(word), len(self.last)) and word[same] == self.last[same]:
            same += 1
        self.close(same)
        for letter in word[same:]:
            self.path.append([{}, None])
        self.path[-1][1] = self.outputs.setdefault(output, len(self.outputs))
        self.last = word

    def close(self, depth):
        while len(self.path) > depth + 1:
            arcs, output = self.path.pop()
            key = (output, tuple(sorted(arcs.items())))
            if key not in self.register:
                self.register[key] = self.write(key)
            self.path[-1][0][self.last[len(self.path) - 1]] = self.register[key]

    def write(self, key):
        output, arcs = key
        edges = ([] if output is None else [(0, output)]) + list(arcs)
        at = len(self.edges)
        for number, (letter, target) in enumerate(edges):
            self.edges.append(target << 9 | (number == len(edges) - 1) << 8 | letter)
        return at

    def finish(self):
        self.close(0)
        arcs, output = self.path[0]
        root = self.write((output, tuple(sorted(arcs.items()))))
        return root


def write_file(table, path):
    automaton = Automaton()
    for form, (lemma, rank) in sorted((f.encode(), v) for f, v in table.items()):
        output = output_of(form.decode(), lemma, rank)
        if output is not None:
            automaton.add(form, output)
    root = automaton.finish()
    endings, outputs = b"", []
    for cut, ending, rank in automaton.outputs:
        at = endings.find(ending)
        if at < 0:
            at, endings = len(endings), endings + ending
        outputs.append(at << 12 | len(ending) << 8 | cut << 4 | rank)
    head = b"EWL1" + struct.pack("<4I", root, len(automaton.edges), len(outputs), len(endings))
    body = struct.pack(f"<{len(automaton.edges)}I", *automaton.edges) + struct.pack(f"<{len(outputs)}I", *outputs)
    Path(path).write_bytes(head + body + endings)
    print(f"{len(table)} forms, {len(automaton.edges)} edges, {len(outputs)} outputs, "
          f"{len(head + body + endings)} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    write_file(compile_table(sys.argv[1:5]), sys.argv[5])
