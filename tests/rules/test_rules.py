#!/usr/bin/env python3
"""The rules of the house that a compiler does not know: who may include whom, sizes, the form of headers.

Prints each breach as FILE:LINE: what, and exits 1 if there is one.
"""
import re
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOP = {"collectors", "analysis", "store", "dashboards", "tests", "CMakeLists.txt", "README.md",
       "LICENSE", "earshot", "CMakePresets.json"}
FLOORS = ["store/base", "store/record", "store/redis"]
LABELS = ("Takes", "Gives", "Errors", "Memory", "Cost", "After")
C_LINES, H_LINES, MAIN_LINES = 500, 120, 120
FUNCTION_LINES, FUNCTION_P90, FUNCTION_MEDIAN = 60, 40, 12

breaches = []


def breach(path, line, what):
    breaches.append(f"{path}:{line}: {what}")


def tracked():
    out = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                         capture_output=True, text=True)
    if out.returncode == 0:
        return [Path(name) for name in out.stdout.splitlines() if (ROOT / name).is_file()]
    return [path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file()]


def check_top(files):
    for name in sorted({path.parts[0] for path in files}):
        if name not in TOP and not name.startswith("."):
            breach(name, 1, "not one of the names of the top level")


def floor_of(path):
    text = path.as_posix()
    return next((n for n, floor in enumerate(FLOORS) if text.startswith(floor + "/")), None)


def check_includes(path, lines):
    floor, room = floor_of(path), path.parts[0]
    for number, line in enumerate(lines, 1):
        found = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if not found or room == "tests":
            continue
        kind, name = found.groups()
        if "hiredis" in name and not path.as_posix().startswith("store/redis/"):
            breach(path, number, "only store/redis may include hiredis")
        if kind == "<":
            continue
        if ".." in name:
            breach(path, number, "an include that climbs out of its folder")
        first = name.split("/")[0]
        target = next((n for n, one in enumerate(FLOORS) if one.endswith("/" + first)), None)
        if floor is not None and (target is None or target > floor):
            breach(path, number, f"{path.parent} may not include {name}")
        if floor is None and target is None and not (ROOT / room / name).exists():
            breach(path, number, f"{name} is neither in {room}/ nor in store/")


def check_head(path, lines):
    if not lines or "SPDX-License-Identifier: MIT" not in "".join(lines[:2]):
        breach(path, 1, "no SPDX line")
    text = "\n".join(lines)
    if path.suffix == ".c" and path.parts[0] != "tests" and "base/banned.h" not in text:
        breach(path, 1, "does not include base/banned.h")
    if path.suffix == ".h":
        essay = re.search(r"/\* (\w+) — (.+?)\*/", text, re.S)
        if not essay or essay[1] != path.stem:
            breach(path, 1, f"must open with a comment that says '{path.stem} — what it is.'")
        elif not any(re.search(rf"^ \* {label} ", essay[0], re.M) for label in LABELS) and path.name != "banned.h":
            breach(path, 1, "its opening comment has none of " + ", ".join(LABELS))


def functions(lines):
    """(name, first line, lines of the body): our style puts the braces of a function at the left margin."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            head = " ".join(lines[max(0, start - 4):start - 1])
            name = (re.findall(r"(\w+)\(", head) or ["?"])[-1]
            yield name, start, number - start - 1
            start = None


def check_sizes(path, lines, sizes):
    most = {".h": H_LINES, ".c": MAIN_LINES if path.stem.endswith("_main") else C_LINES}[path.suffix]
    if path.parts[0] != "tests" and len(lines) > most:
        breach(path, 1, f"{len(lines)} lines; at most {most}")
    for name, start, length in functions(lines):
        if path.parts[0] != "tests":
            sizes.append(length)
        if length > FUNCTION_LINES:
            breach(path, start, f"{name} has {length} lines; at most {FUNCTION_LINES}")


def check_words(path, lines):
    """No machine's paths, no registry's hosts, no unfinished work."""
    for number, line in enumerate(lines, 1):
        if re.search(r"/(work|farm)/|registry\.npmjs|deb\.debian", line) and path.name != "test_rules.py":
            breach(path, number, "names a machine or a registry")
        if path.suffix in (".c", ".h") and re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line):
            breach(path, number, "unfinished work")


def check_distribution(sizes):
    if not sizes:
        return
    sizes.sort()
    median, p90 = statistics.median(sizes), sizes[int(len(sizes) * 0.9)]
    print(f"{len(sizes)} functions: median {median:g} lines, nine in ten under {p90}, longest {sizes[-1]}")
    if median > FUNCTION_MEDIAN:
        breach("functions", 0, f"median {median} lines; at most {FUNCTION_MEDIAN}")
    if p90 > FUNCTION_P90:
        breach("functions", 0, f"nine in ten under {p90} lines; at most {FUNCTION_P90}")


def main():
    files, sizes = tracked(), []
    check_top(files)
    for path in files:
        if path.suffix not in (".c", ".h", ".py", ".sh", ".md", ".txt", ".cmake", ".json") and path.name != "earshot":
            continue
        if "corpus" in path.parts or "recorded" in path.parts or path.name == "package-lock.json":
            continue
        lines = (ROOT / path).read_text(encoding="utf-8", errors="replace").splitlines()
        check_words(path, lines)
        if path.suffix in (".c", ".h"):
            check_includes(path, lines)
            check_head(path, lines)
            check_sizes(path, lines, sizes)
    check_distribution(sizes)
    print("\n".join(breaches))
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
