"""A place with one source, a folder of posts, for tests that need no more: the real programs on a real Redis, one step
at a time on an injected clock."""
import json
from datetime import datetime

from desk import Desk
from whole import SOURCE, check, earshot


def ms(when):
    return int(datetime.fromisoformat(when.replace("Z", "+00:00")).timestamp() * 1000)


def post(number, text, when, **more):
    return {"id": str(number), "content_text": text, "date_published": when,
            "authors": [{"name": f"person{number}"}], **more}


class Hamlet(Desk):
    """`more` is written below the configuration."""

    def __init__(self, now, more=""):
        super().__init__(ms(now))
        self.drops = 0
        (self.folder / "drop").mkdir()
        self.configure(outbox=str(self.folder / "letters"), more=more)

    def configure(self, more="", **settings):
        super().configure(more=f'file "calls" {{ path = "{self.folder}/drop/*.jsonl" settle = "0s" every = "1s" }}\n{more}',
                          **settings)
        text = self.config.read_text()
        self.config.write_text(text.replace("council {", f'council {{ places = "{SOURCE}/tests/town/places.csv" ', 1))

    def drop(self, posts):
        """For the collector to find at the next step."""
        self.drops += 1
        text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in posts)
        (self.folder / "drop" / f"{self.drops:04}.jsonl").write_text(text)

    def step(self, when, programs=("collect", "analyse", "aggregate")):
        """What the programs do when the clock stands at `when`."""
        self.set_clock(ms(when))
        for program in programs:
            done = self.run(program, program, "--once", timeout=600)
            check(done.returncode == 0, f"{program} at {when}: {done.returncode}: {done.stderr[-2000:]}")

    def ask(self, *words, code=0):
        """What a command prints; stderr where it must fail."""
        done = earshot("-c", self.config, *words, env=self.environment(), timeout=600)
        check(done.returncode == code, f"{words}: {done.returncode}: {done.stderr}")
        return done.stderr if code else done.stdout
