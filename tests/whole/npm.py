"""Programs of npm for the tests: what tests/package-lock.json pins, installed into the build folder and never beside the
source, run by node."""
import fcntl
import json
import os
import shutil
import subprocess
from pathlib import Path

from whole import BUILD, SOURCE, check, skip

FOLDER = BUILD / "tests-npm"
CHROMIUM = "/usr/bin/chromium"


def install():
    """The folder with node_modules in it; skips the test where node or npm is missing."""
    for program in ("node", "npm"):
        if not shutil.which(program):
            skip(f"{program} is not installed")
    FOLDER.mkdir(parents=True, exist_ok=True)
    lock = (SOURCE / "tests/package-lock.json").read_bytes()
    done = FOLDER / "installed"
    with open(FOLDER / "lock", "w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not done.exists() or done.read_bytes() != lock:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(SOURCE / "tests" / name, FOLDER / name)
            ran = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FOLDER,
                                 stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240)
            if ran.returncode != 0:
                skip(f"npm installs nothing here: {ran.stderr.strip().splitlines()[-1:]}")
            done.write_bytes(lock)
    return FOLDER


def need_chromium():
    if not Path(CHROMIUM).exists():
        skip("chromium is not installed")


def run(script, task, timeout=560):
    """What a script beside this file answers to a task, JSON both ways."""
    folder = install()
    ran = subprocess.run(["node", SOURCE / "tests/whole" / script], input=json.dumps(task), capture_output=True, text=True,
                         timeout=timeout, env={**os.environ, "NODE_PATH": str(folder / "node_modules")})
    check(ran.returncode == 0, f"{script}: {ran.stderr[-3000:]}")
    return json.loads(ran.stdout)
