#!/usr/bin/env python3
"""Every page in a real browser: accessible by axe-core, valid HTML, light; both languages, light and dark, phone and
desk."""
import os
import shutil
import subprocess
import sys

from desk import Desk
from test_serve import Server, fill
from whole import BUILD, SOURCE, skip

PAGES = ["/", "/incidents", "/incidents/flood-1", "/issues", "/issues/waste.missed-collection", "/places",
         "/places/y-bont", "/posts", "/days", "/days/2026-09-25", "/sources", "/unheard", "/sign-in", "/nothing"]


def packages():
    """The npm packages, installed once into the build folder."""
    folder = BUILD / "browser"
    if not (folder / "node_modules" / "axe-core").is_dir():
        folder.mkdir(exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(SOURCE / "tests" / "browser" / name, folder)
        try:
            done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=folder,
                                  capture_output=True, text=True, timeout=120)
        except subprocess.TimeoutExpired:
            skip("npm did not answer")
        if done.returncode != 0:
            skip("npm could not install: " + (done.stderr.strip().splitlines() or ["no reason given"])[-1])
    return folder


def main():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium or not shutil.which("npm") or not shutil.which("node"):
        skip("chromium or npm is not installed")
    folder = packages()
    desk = Desk()
    fill(desk)
    server = Server(desk)
    command = ["timeout", "-k", "5", "270", "node", SOURCE / "tests" / "browser" / "look.mjs", folder,
               f"http://127.0.0.1:{server.port}", chromium, *PAGES]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "HOME": str(desk.folder)})
    print(done.stdout[-6000:], done.stderr[-2000:])
    server.close()
    desk.close()
    return 0 if done.returncode == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
