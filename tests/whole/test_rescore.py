#!/usr/bin/env python3
"""The council's issue list changes: what is kept is read again under it, through kills, and counted once, as if it had
been read so from the start; the day's letter says what the rules have done, in both languages."""
import csv
import io
import subprocess

from hamlet import Hamlet, post
from whole import check

TEXTS = ["Missed bin collection on Heol y Bont again, absolutely disgraceful",
         "Bins not collected for three days, this is a disgrace",
         "Our bins were missed again, the smell is disgusting",
         "Thank you to the library staff, lovely people",
         "When is the swimming pool open?",
         "Awful service, our bins have not been collected since Monday",
         "Diolch o galon i staff y llyfrgell",
         "The bins were not collected again, useless council"]
COPIES = 40  # of each, by other people


def posts():
    return [post(n, TEXTS[n % len(TEXTS)], f"2026-11-20T{8 + n % 10:02}:{n % 60:02}:00Z")
            for n in range(len(TEXTS) * COPIES)]


def new_list(desk):
    """From now on every word of bins is an issue of the council's own."""
    (desk.folder / "own.conf").write_text('[waste.missed-collection]\nuse = no\n'
                                          '[waste.shambles]\nname = "Bin shambles"\nname_cy = "Llanast y biniau"\n'
                                          'en = bin, bins\ncy = bin, biniau\n')
    text = desk.config.read_text()
    desk.config.write_text(text.replace("council {", f'council {{ issues = "{desk.folder}/own.conf" ', 1))


def counted(desk, issue):
    rows = csv.DictReader(io.StringIO(desk.ask("tallies", "--format", "csv", "--since", "2026-11-20", "--until",
                                               "2026-11-21", "--issue", issue)))
    return sum(int(row["posts"]) for row in rows)


def read(desk, issue):
    return len(desk.ask("posts", "--format", "json", "--issue", issue).splitlines())


def write_under_fire(desk):
    """Killed after longer and longer, until one gets through: it says so, or one was killed when all was written."""
    kills = 0
    for attempt in range(100):
        program = subprocess.Popen(desk.command("analyse", "rescore", "--write", "--by", "Mair"), env=desk.environment(),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            out, err = program.communicate(timeout=0.02 + 0.005 * attempt if attempt < 25 else 600)
            print(f"{kills} kills")
            if kills > 0 and program.returncode == 75 and "still to count" in err:
                return
            check(program.returncode == 0 and "counts them again" in out, f"rescore --write: {program.returncode}: {err}")
            return
        except subprocess.TimeoutExpired:
            program.kill()
            program.communicate()
            kills += 1
    check(False, "it did not get through")


def check_letter(desk):
    english, welsh = (desk.ask("digest", "--date", "2026-11-20", "--format", "text", "--lang", lang)
                      for lang in ("en", "cy"))
    english, welsh = " ".join(english.split()), " ".join(welsh.split())
    check("The rules by which posts are read changed on 20 November;" in english, f"no word of the rules: {english}")
    check("of this period got another reading, and the temperature went from" in english, english)
    check("Newidiodd y rheolau ar gyfer darllen negeseuon ar 20 Tachwedd;" in welsh, f"no Welsh word: {welsh}")


def main():
    desk = Hamlet("2026-11-20T20:00:00Z")
    desk.drop(posts())
    desk.step("2026-11-20T20:00:00Z")
    bins = sum("bin" in text.lower() for text in TEXTS) * COPIES
    check(counted(desk, "waste.shambles") == 0, "counted before it was an issue")
    check(counted(desk, "waste.missed-collection") == bins, "the built-in list finds other posts")
    check("nothing to count again" in desk.ask("rescore", "--write"), "something to do where the rules are the same")
    new_list(desk)
    check(f"{len(TEXTS) * COPIES} posts read again" in desk.ask("rescore"), "not all are read again")
    check(counted(desk, "waste.shambles") == 0, "looking has changed something")
    check("mater: Biniau heb eu casglu -> Llanast y biniau" in desk.ask("rescore", "--lang", "cy"), "no Welsh names")
    write_under_fire(desk)
    check("0 would change" in desk.ask("rescore"), "it is not written")
    check("byddai 0 yn newid" in desk.ask("rescore", "--lang", "cy"), "it does not answer in Welsh")
    check("still to count" in desk.ask("rescore", "--write", code=75), "a second one may begin before the first is counted")
    desk.step("2026-11-20T20:05:00Z", ("aggregate",))
    desk.step("2026-11-20T20:10:00Z", ("aggregate",))
    for issue, least, most in (("waste.shambles", COPIES, bins), ("waste.missed-collection", 0, 0)):
        kept = read(desk, issue)
        check(least <= kept <= most, f"{kept} posts are read as {issue}")
        check(counted(desk, issue) == kept, f"{issue}: {counted(desk, issue)} counted, {kept} kept")
    check("nothing to count again" in desk.ask("rescore", "--write"), "it is not settled")
    desk.step("2026-11-21T08:00:00Z", ("aggregate",))
    check_letter(desk)
    desk.close()
    print("new rules move what is counted, once")


main()
