#!/usr/bin/env python3
"""--help of every command says the same in English and in Welsh, line by line, by the terminal's language."""
import re
import tempfile

from whole import check, earshot

OPTION = re.compile(r"^  (--\S+(?: \S+)?) +(\S.*)$")
COMMAND = re.compile(r"^  ([a-z]+) +(\S.*)$")


def lines(lang, *words):
    """{option or command: its sentence}, and every line that is a sentence of its own."""
    said = earshot(*words, "--help", env={"LC_ALL": lang}).stdout.splitlines()
    rows = {found.group(1): found.group(2) for line in said if (found := OPTION.match(line) or COMMAND.match(line))}
    return rows, [line for line in said if line and not line.startswith(" ")]


def compare(*words, listed=None):
    (english, said), (welsh, also) = lines("en_GB.UTF-8", *words), lines("cy_GB.UTF-8", *words)
    check(list(english) == list(welsh) and len(said) == len(also), f"{words}: {said} {also}")
    check(listed in (None, said[1]), f"{words} is {listed!r} in the list, and {said[1]!r} in its own help")
    for name, sentence in english.items():
        check(welsh[name] != sentence, f"{' '.join(words)} {name}: no Welsh for {sentence}")
    for sentence, other in zip(said, also):
        check(sentence != other, f"{' '.join(words)}: no Welsh for {sentence}")
    return english


def check_init():
    with tempfile.TemporaryDirectory() as folder:
        for lang, said in (("en_GB.UTF-8", "it is written"), ("cy_GB.UTF-8", "wedi'i ysgrifennu")):
            done = earshot("init", "--out", f"{folder}/{lang}.conf", env={"LC_ALL": lang})
            check(done.returncode == 0 and said in done.stdout, f"init in {lang}: {done.stdout}{done.stderr}")


def main():
    check_init()
    commands = compare()
    check(len(commands) > 20, f"{len(commands)} commands")
    sentences = len(commands) + sum(len(compare(command, listed=commands[command])) for command in commands)
    print(f"{sentences} sentences of help, in both languages")


if __name__ == "__main__":
    main()
