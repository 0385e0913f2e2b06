#!/usr/bin/env python3
"""`cmake --install` anywhere: every program and file is where the programs look, the service names the place, and the
demonstration plays without the source tree."""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from whole import BUILD, check

PLACES = ("bin/earshot", "libexec/earshot/earshot-collect", "libexec/earshot/earshot-analyse",
          "libexec/earshot/earshot-aggregate", "libexec/earshot/earshot-mail", "libexec/earshot/earshot-serve",
          "lib/systemd/system/earshot.service", "lib/sysusers.d/earshot.conf", "share/doc/earshot/README.md")


def main():
    with tempfile.TemporaryDirectory() as name:
        prefix = Path(name) / "opt"
        done = subprocess.run(["cmake", "--install", BUILD, "--prefix", prefix], capture_output=True, text=True)
        check(done.returncode == 0, f"cmake --install: {done.stderr}")
        for place in PLACES:
            check((prefix / place).exists(), f"{place} is not installed")
        unit = (prefix / "lib/systemd/system/earshot.service").read_text()
        check(f"ExecStart={prefix}/bin/earshot " in unit, f"the service names another place:\n{unit}")
        bare = {key: value for key, value in os.environ.items() if not key.startswith("EARSHOT_")}
        played = subprocess.run([prefix / "bin/earshot", "demo", "--once", "--port", "0", "--out", f"{name}/out"],
                                cwd=name, env=bare, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240)
        check(played.returncode == 0, f"demo ended with {played.returncode}\n{played.stderr}")
        check(len(list(Path(name).glob("out/alert-*.eml"))) == 3, "the installed demonstration tells another story")
    print("installed and played")
    return 0


if __name__ == "__main__":
    sys.exit(main())
