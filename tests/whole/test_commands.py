#!/usr/bin/env python3
"""Every command answers --help; wrong usage and wrong configurations exit 2 with one line that says where."""
import tempfile
from pathlib import Path

from whole import check, earshot

COMMANDS = """init check up collect analyse aggregate mail serve status parse words score explain detect replay digest
incidents posts tallies erase config demo""".split()

WRONG = {  # configuration -> what its one line must name
    'council { nmae = "x" }': ("c.conf:1", "nmae"),
    'council {\n  name = "x"\n  languages = {"fr"} }': ("c.conf:3", "languages"),
    'detect { budget = "many" }': ("c.conf:1", "budget"),
    'detect { budget = 0 }': ("c.conf:1", "budget"),
    'digset "morning" { }': ("c.conf:1", "digset"),
    'digest "morning" { at = "7.30" }': ("c.conf:1", "at"),
    'privacy { keep_posts = "thirty" }': ("c.conf:1", "keep_posts"),
    'mastodon "x" { server = "https://x.example" every = "soon" }': ("c.conf:1", "every"),
    'rss "x" { }': ("c.conf:1", "url"),
    'council { name = "never closed': ("c.conf:", ""),
}


def one_line(text):
    return len(text.strip().splitlines()) == 1


EXPLAINED = {  # language of the answer, text -> what it must say why
    ("en", "Thanks for nothing"): ("sentiment: negative", "rule: thanks for nothing", "urgent: no"),
    ("en", "bins not collected"): ("Missed bin collections", "bins"),
    ("cy", "Diolch am ddim byd"): ("naws: negyddol", "rheol: diolch am ddim", "brys: nac ydy"),
}


def explains():
    for (lang, text), wanted in EXPLAINED.items():
        done = earshot("explain", "--lang", lang, text)
        check(done.returncode == 0 and all(one in done.stdout for one in wanted), f"explain {text}: {done.stdout}")


def main():
    explains()
    for command in COMMANDS:
        done = earshot(command, "--help")
        check(done.returncode == 0 and "usage:" in done.stdout, f"{command} --help: {done.returncode} {done.stderr}")
    for words in (["nonsense"], ["status", "--nonsense"], ["erase"], ["-c", "/nowhere/x.conf", "status"]):
        done = earshot(*words)
        check(done.returncode == 2 and one_line(done.stderr), f"{words}: {done.returncode} {done.stderr!r}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.conf"
        for text, wanted in WRONG.items():
            path.write_text(text)
            for command in ("config", "status", "score"):
                done = earshot("-c", path, command)
                good = done.returncode == 2 and one_line(done.stderr) and all(one in done.stderr for one in wanted)
                check(good, f"{command} with {text!r}: {done.returncode} {done.stderr!r}")
    print("all commands answer")


if __name__ == "__main__":
    main()
