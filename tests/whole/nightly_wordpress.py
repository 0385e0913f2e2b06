#!/usr/bin/env python3
"""Real feeds: WordPress on MariaDB, its RSS 2.0, Atom, RDF and comment feeds read by the real collector.

The three feeds of posts name them alike, so that each post arrives once; an unchanged feed costs a 304; an edit changes the
post and counts nothing new; a comment arrives as one. What is moved to the bin there, post or comment, is erased here.

Installs wordpress, mariadb-server, php-cli and php-mysql if it can; skips with a word if not. Run it by itself:
    EARSHOT_BUILD=build tests/whole/nightly_wordpress.py
"""
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request

from test_manners import MINUTE, START_MS, World
from test_platforms import kept
from whole import check, earshot, skip

PACKAGES = ["wordpress", "mariadb-server", "php-cli", "php-mysql"]
FEEDS = {"rss": "rss2", "atom": "atom", "rdf": "rdf", "comments": "comments-rss2"}


def installed():
    return all(map(shutil.which, ("mariadbd", "mariadb-install-db", "php"))) and os.path.exists("/usr/share/wordpress/wp-load.php")


def install():
    if installed():
        return
    if os.geteuid() != 0:
        skip("WordPress is not installed, and only root can install it")
    done = subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", *PACKAGES], capture_output=True, text=True,
                          env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    if not installed():
        skip(f"WordPress cannot be installed: {(done.stderr or done.stdout).strip().splitlines()[-1:]}")


def wait_until(what, seconds=40):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if what():
                return True
        except OSError:
            pass
        time.sleep(0.2)
    return False


class Site:
    def __init__(self, folder):
        self.folder, self.data, self.socket = folder, folder / "db", folder / "db.sock"
        subprocess.run(["mariadb-install-db", "--user=root", "--auth-root-authentication-method=normal",
                        f"--datadir={self.data}", "--skip-test-db"], check=True, capture_output=True)
        self.database = subprocess.Popen(
            ["mariadbd", "--no-defaults", "--user=root", f"--datadir={self.data}", f"--socket={self.socket}",
             "--skip-networking", "--innodb-buffer-pool-size=32M"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        check(wait_until(self.socket.exists), "MariaDB does not start")
        self.root = folder / "www"
        shutil.copytree("/usr/share/wordpress", self.root, ignore_dangling_symlinks=True)
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.configure()
        self.web = subprocess.Popen(["php", "-S", f"127.0.0.1:{self.port}", "-t", self.root], stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL)
        check(wait_until(lambda: urllib.request.urlopen(self.url + "/?feed=rss2", timeout=20).status == 200),
              "WordPress does not answer")

    def configure(self):
        subprocess.run(["mariadb", "--no-defaults", f"--socket={self.socket}", "-uroot", "-e", "CREATE DATABASE wp"], check=True)
        (self.root / "wp-config.php").unlink(missing_ok=True)
        (self.root / "wp-config.php").write_text(f"""<?php
define('DB_NAME', 'wp'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{self.socket}'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HOME', '{self.url}'); define('WP_SITEURL', '{self.url}'); define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
""")
        self.php("define('WP_INSTALLING', true); require 'wp-load.php'; require 'wp-admin/includes/upgrade.php';"
                 "add_filter('pre_wp_mail', '__return_true');"
                 "wp_install('Aberwen', 'admin', 'a@example.com', true, '', 'a-long-password');"
                 "wp_delete_post(1, true); wp_delete_comment(1, true); update_option('comment_moderation', 0);")

    def php(self, code):
        done = subprocess.run(["php", "-d", "display_errors=stderr", "-r", code], cwd=self.root, capture_output=True, text=True,
                              timeout=120)
        check(done.returncode == 0, f"php: {done.stderr or done.stdout}")
        return done.stdout.strip()

    def post(self, title, text):
        return int(self.php("require 'wp-load.php'; wp_set_current_user(1);"
                            f"echo wp_insert_post(['post_title' => '{title}', 'post_content' => '{text}', "
                            "'post_status' => 'publish', 'post_author' => 1]);"))

    def edit(self, post, text):
        self.php(f"require 'wp-load.php'; wp_update_post(['ID' => {post}, 'post_content' => '{text}']);")

    def comment(self, post, text):
        return int(self.php(f"require 'wp-load.php'; echo wp_insert_comment(['comment_post_ID' => {post}, "
                            f"'comment_content' => '{text}', 'comment_author' => 'Siân', 'comment_approved' => 1]);"))

    def bin(self, what, number):
        self.php(f"require 'wp-load.php'; wp_trash_{what}({number});")

    def feed(self, name):
        return urllib.request.urlopen(f"{self.url}/?feed={name}", timeout=20).read().decode()

    def close(self):
        for one in (self.web, self.database):
            one.terminate()
            one.wait()


def poll(world, minutes=150): # a feed that says "hourly", and some jitter
    world.clock.move(minutes * MINUTE)
    log = world.collect()
    health = {name: world.health(name) for name in FEEDS}
    for name, one in health.items():
        check(one["state"] == "ok", f"{name}: {one} {log}")
    return health


def read_alike(site):
    """The ids of each feed's posts: the same, in whatever format they come."""
    ids = {}
    for name in ("rss2", "atom", "rdf"):
        done = earshot("parse", "rss", "--url", f"{site.url}/?feed={name}", stdin=site.feed(name))
        check(done.returncode == 0, done.stderr)
        ids[name] = sorted(json.loads(line)["id"] for line in done.stdout.splitlines())
    check(len(ids["rss2"]) == 3 and ids["rss2"] == ids["atom"] == ids["rdf"], f"{ids}")


def words(world):
    return sorted(post["content_text"] for post in kept(world, "rss").values())


def play(world, site):
    world.configure("\n".join(f'rss "{name}" {{ url = "{site.url}/?feed={feed}" every = "10m" }}' for name, feed in FEEDS.items()))
    first = [site.post(f"Post {n}", f"<p>Y bont ar gau, diwrnod {n} &amp; eto.</p>") for n in range(3)]
    site.comment(first[0], "Pam?")
    read_alike(site)
    health = poll(world, 0)
    check(sum(health[name]["posts"] for name in FEEDS) == 4, f"first poll: { {n: h['posts'] for n, h in health.items()} }")
    before = {name: one["posts"] for name, one in health.items()}
    health = poll(world)
    check({name: one["posts"] for name, one in health.items()} == before, "a post came twice")
    unchanged = [name for name, one in health.items() if one["not_modified"] == 1]
    check(set(unchanged) >= {"rss", "comments"}, f"an unchanged feed must cost a 304; it did for {unchanged}")
    site.edit(first[1], "<p>Mae hi ar agor.</p>")
    time.sleep(1.1) # WordPress dates its feeds to the second: within one, nothing would seem to have changed
    thanks = site.comment(first[2], "Diolch")
    health = poll(world)
    check(health["comments"]["posts"] == before["comments"] + 1, "the second comment did not come")
    time.sleep(1.1)
    site.post("Post 4", "<p>Newydd.</p>")
    after = poll(world)
    check(sum(one["posts"] for one in after.values()) == 6, f"the new post did not come: {after}")
    check(words(world) == ["Diolch", "Mae hi ar agor.", "Newydd.", "Pam?", "Y bont ar gau, diwrnod 0 & eto.",
                           "Y bont ar gau, diwrnod 2 & eto."], f"the edit: {words(world)}")
    time.sleep(1.1)
    site.comment(first[2], "Un arall")
    site.bin("post", first[1])
    site.bin("comment", thanks)
    for _ in range(4):
        after = poll(world)
    check(words(world) == ["Newydd.", "Pam?", "Un arall", "Y bont ar gau, diwrnod 0 & eto.",
                           "Y bont ar gau, diwrnod 2 & eto."], f"what was taken away: {words(world)}")
    print("feeds:", ", ".join(f"{name} {one['posts']} posts, {one['not_modified']} unchanged" for name, one in after.items()))


def main():
    install()
    world = World()
    world.clock.move(int(time.time() * 1000) - START_MS)
    site = None
    try:
        site = Site(world.dir)
        play(world, site)
    finally:
        if site is not None:
            site.close()
        world.close()


if __name__ == "__main__":
    main()
