"""A simulated council's stream as another council would have it: what the detector was not made on.

One post in ten is read as another issue. The day has other hours, and two clock changes. Six bank holidays a year halve
the day and leave some of it for the day after. Every third week a feed is held up for 2 to 12 hours, and what it held
comes within ten minutes. The incidents are the same ones; when each began and ended is told anew.
"""
import csv
import random
from pathlib import Path

DAY, HOUR = 86400, 3600
WRONG_TAGS = 0.10
#        the generator's hour of the day, this council's
HOURS = [(0, 0), (6, 4.5), (9, 7), (12, 11), (17, 18), (21, 22.5), (24, 24)]


def other_hour(at):
    day, hour = at // DAY, at % DAY / HOUR
    for (a, b), (c, d) in zip(HOURS, HOURS[1:]):
        if hour < c:
            return int(day * DAY + (b + (hour - a) * (d - b) / (c - a)) * HOUR)
    raise AssertionError("a day has 24 hours")


def clock_change(at):
    return at - HOUR if 90 <= at // DAY % 365 < 300 else at


def holidays(dice, days):
    return {dice.randrange(60 * n, 60 * n + 60) for n in range(days // 60 + 1)}


def stalls(dice, days):
    began = [dice.randrange(21 * n * DAY, (21 * n + 20) * DAY) for n in range(days // 21 + 1)]
    return [(at, at + dice.randint(2 * HOUR, 12 * HOUR)) for at in began]


def moved(rows, dice, days):
    """Posts as (ts, issue, ward, author, dup, inc, nuis), each when it now comes, or not at all."""
    rests, held = holidays(dice, days), stalls(dice, days)
    issues = sorted({row[1] for row in rows})
    for ts, issue, *rest in rows:
        if ts // DAY in rests and rest[3] == 0:
            if dice.random() < 0.5:
                continue
            ts += DAY if dice.random() < 0.3 else 0
        ts = max(clock_change(other_hour(ts)), 0)
        for since, until in held:
            ts = until + dice.randrange(600) if since <= ts < until else ts
        if dice.random() < WRONG_TAGS:
            issue = dice.choice([other for other in issues if other != issue])
        yield (ts, issue, *rest)


def shift(name, seed, days):
    """Writes the shifted stream beside `name`'s, and gives its name."""
    dice, to = random.Random(seed), f"{name}-shifted"
    header, *lines = Path(f"{name}_events.csv").read_text().splitlines()
    rows = sorted(moved([tuple(map(int, line.split(","))) for line in lines], dice, days), key=lambda row: row[0])
    Path(f"{to}_events.csv").write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")
    when = {}
    for ts, _, _, _, dup, incident, _ in rows:
        if dup == 0:
            first, last = when.get(incident, (ts, ts))
            when[incident] = (min(first, ts), max(last, ts))
    with open(f"{name}_truth.csv") as truth, open(f"{to}_truth.csv", "w") as out:
        table = csv.DictReader(truth)
        writer = csv.DictWriter(out, table.fieldnames)
        writer.writeheader()
        for row in table:
            first, last = when[int(row["inc"])]
            writer.writerow({**row, "t_first": first, "t_last": last})
    with open(f"{name}_nuis.csv") as nuisances, open(f"{to}_nuis.csv", "w") as out:
        table = csv.DictReader(nuisances)
        writer = csv.DictWriter(out, table.fieldnames)
        writer.writeheader()
        for row in table:
            writer.writerow({**row, "t0": int(row["t0"]) - DAY // 4, "t1": int(row["t1"]) + DAY // 4})
    return to
