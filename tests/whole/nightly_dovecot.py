#!/usr/bin/env python3
"""A real mailbox: Dovecot on loopback, letters delivered by LMTP, read over IMAPS, STARTTLS and plain IMAP.

Each letter arrives once; automatic ones never; none is marked as read; what is delivered later arrives later; a mailbox
made anew is read anew and nothing of it counted twice; a refused password is an alarm and no loop.

Installs dovecot-imapd and dovecot-lmtpd if it can; skips with a word if not. Run it by itself:
    EARSHOT_BUILD=build tests/whole/nightly_dovecot.py
"""
import imaplib
import json
import os
import shutil
import smtplib
import socket
import ssl
import struct
import subprocess
import tempfile
import threading
import time
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from whole import LIBEXEC, check, earshot, skip, wait_for_redis

PASSWORD = "Dim-ond-prawf-1"
MINUTE = 60_000


def install():
    if shutil.which("dovecot") and Path("/usr/lib/dovecot/lmtp").exists():
        return
    if os.geteuid() != 0:
        skip("Dovecot is not installed, and only root can install it")
    command = ["apt-get", "install", "-y", "--no-install-recommends", "dovecot-imapd", "dovecot-lmtpd"]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    if not shutil.which("dovecot"):
        skip(f"Dovecot cannot be installed: {(done.stderr or done.stdout).strip().splitlines()[-1:]}")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_until(what, seconds=15):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if what():
                return True
        except OSError:
            pass
        time.sleep(0.1)
    return False


class Dovecot:
    """A server of its own in a folder of its own, with one user."""

    def __init__(self, folder, tokens):
        self.folder, self.imap, self.imaps = folder, free_port(), free_port()
        folder.mkdir()
        folder.chmod(0o755)
        (folder / "mail").mkdir()
        shutil.chown(folder / "mail", "nobody", "nogroup")
        self.make_certificate()
        (folder / "dovecot.conf").write_text(self.configuration())
        (folder / "oauth2.conf").write_text(f"introspection_mode = post\nintrospection_url = {tokens}/introspect\n"
                                            "username_attribute = username\nactive_attribute = active\nactive_value = true\n")
        subprocess.run(["dovecot", "-c", folder / "dovecot.conf"], check=True)
        check(wait_until(lambda: (folder / "run/lmtp").exists() and socket.create_connection(("127.0.0.1", self.imaps), 1)),
              "Dovecot does not start: " + (folder / "log").read_text())

    def make_certificate(self):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", self.folder / "key.pem",
                        "-out", self.folder / "cert.pem"], check=True, capture_output=True)

    def configuration(self):
        f = self.folder
        return f"""
base_dir = {f}/run
state_dir = {f}/state
log_path = {f}/log
protocols = imap lmtp
mail_location = maildir:{f}/mail/%u
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
first_valid_gid = 1
ssl = yes
ssl_cert = <{f}/cert.pem
ssl_key = <{f}/key.pem
auth_mechanisms = plain login xoauth2 oauthbearer
disable_plaintext_auth = yes
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {f}/oauth2.conf
}}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={f}/mail/%u allow_all_users=yes
}}
service imap-login {{
  inet_listener imap {{
    address = 127.0.0.1
    port = {self.imap}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {self.imaps}
    ssl = yes
  }}
}}
service lmtp {{
  unix_listener lmtp {{
    mode = 0666
  }}
}}
namespace inbox {{
  inbox = yes
}}
"""

    def deliver(self, message):
        with smtplib.LMTP(str(self.folder / "run/lmtp")) as lmtp:
            lmtp.sendmail("resident@example.com", ["cyngor"], message.as_bytes())

    def client(self):
        context = ssl.create_default_context(cafile=self.folder / "cert.pem")
        client = imaplib.IMAP4_SSL("localhost", self.imaps, ssl_context=context)
        client.login("cyngor", PASSWORD)
        return client

    def unseen(self):
        client = self.client()
        client.select("INBOX", readonly=True)
        found = client.search(None, "UNSEEN")[1][0].split()
        client.logout()
        return len(found)

    def make_anew(self):
        """The same letters under another UIDVALIDITY, as after a restore."""
        client = self.client()
        client.create("Old")
        before = client.status("INBOX", "(UIDVALIDITY)")
        client.select("INBOX")
        client.copy("1:*", "Old")
        subprocess.run(["doveadm", "-c", self.folder / "dovecot.conf", "mailbox", "update", "-u", "cyngor",
                        "--uid-validity", str(int(time.time()) + 1000), "INBOX"], check=True, capture_output=True)
        client.logout()
        client = self.client()
        check(client.status("INBOX", "(UIDVALIDITY)") != before, "Dovecot kept the UIDVALIDITY")
        client.logout()

    def close(self):
        subprocess.run(["dovecot", "-c", self.folder / "dovecot.conf", "stop"], capture_output=True)


class Tokens(BaseHTTPRequestHandler):
    """Gives a token for the application's secret, and tells Dovecot whether one is good."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/token":
            good = "client_secret=application-secret" in body and "grant_type=client_credentials" in body
            answer = {"access_token": "good-token", "expires_in": 3600} if good else {"error": "invalid_client"}
        else:
            answer = {"active": "true" if "good-token" in body else "false", "username": "cyngor"}
        text = json.dumps(answer).encode()
        self.send_response(200 if "error" not in answer else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


class World:
    def __init__(self):
        self.dir = Path(tempfile.mkdtemp(prefix="earshot-dovecot-"))
        self.dir.chmod(0o755)
        self.now_ms = int(time.time() * 1000)
        self.move(0)
        self.redis = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", self.dir / "redis.sock", "--save", "",
                                       "--dir", self.dir], stdout=subprocess.DEVNULL)
        wait_for_redis(self.dir / "redis.sock")
        self.secret("password", PASSWORD)
        self.secret("wrong", "nothing of the kind")
        self.secret("application", "application-secret")
        server = ThreadingHTTPServer(("127.0.0.1", 0), Tokens)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.tokens = "http://127.0.0.1:%d" % server.server_address[1]
        self.dovecot = Dovecot(self.dir / "dovecot", self.tokens)

    def secret(self, name, text):
        (self.dir / name).write_text(text + "\n")
        (self.dir / name).chmod(0o600)

    def move(self, ms):
        self.now_ms += ms
        (self.dir / "clock").write_bytes(struct.pack("=q", self.now_ms))

    def close(self):
        self.dovecot.close()
        self.redis.terminate()
        self.redis.wait()
        shutil.rmtree(self.dir, ignore_errors=True)

    def collect(self, name, url, password="password", ca=True, token=None):
        """Everything in the mailbox that is due; the source's health after it."""
        secret = (f'token_url = "{self.tokens}/token" client_id = "earshot" secret_file = "{token}"' if token
                  else f'password_file = "{password}"')
        ca_file = f'ca_file = "{self.dovecot.folder}/cert.pem"' if ca else ""
        (self.dir / "earshot.conf").write_text(
            f'store {{ url = "unix://{self.dir}/redis.sock" state_dir = "{self.dir}/state" }}\n'
            f'network {{ allow_private_addresses = true {ca_file} }}\n'
            f'imap "{name}" {{ url = "{url}" user = "cyngor" {secret} every = "1m" }}\n')
        self.move(2 * MINUTE)
        env = {**os.environ, "EARSHOT_CLOCK": str(self.dir / "clock")}
        done = subprocess.run([LIBEXEC / "earshot-collect", "-c", self.dir / "earshot.conf", "collect", "--once"],
                              capture_output=True, text=True, timeout=120, env=env)
        check(done.returncode == 0, f"collect ended with {done.returncode}: {done.stderr}")
        status = earshot("-c", self.dir / "earshot.conf", "status", "--json", env={"EARSHOT_CLOCK": str(self.dir / "clock")})
        return next(one for one in json.loads(status.stdout)["sources"] if one["name"] == name), done.stderr


def letter(subject, text, **headers):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Siân Parry <sian@example.com>", "cyngor@example.org", subject
    message["Message-ID"] = f"<{abs(hash(subject))}.{time.time_ns()}@example.com>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def first_letters(dovecot):
    dovecot.deliver(letter("Biniau", "Dim casgliad eto.\n-- \nSiân"))
    dovecot.deliver(letter("Lights", "a2 OK done\n* BYE\n* 9 FETCH (UID 9 BODY[] {3}\nThe street light is out.\n"))
    dovecot.deliver(letter("Out of office", "I am away", Auto_Submitted="auto-replied"))
    dovecot.deliver(letter("Newsletter", "buy", List_Id="<n.example.com>", Precedence="bulk"))
    big = letter("Big", "The words come first.")
    big.add_attachment(os.urandom(3 << 20), maintype="image", subtype="jpeg", filename="a.jpg")
    dovecot.deliver(big)


def main():
    install()
    world = World()
    dovecot = world.dovecot
    try:
        first_letters(dovecot)
        health, log = world.collect("imaps", f"imaps://localhost:{dovecot.imaps}/INBOX")
        check(health["posts"] == 3, f"three letters of people, not {health['posts']}: {log}")
        check(dovecot.unseen() == 5, "a letter was marked as read")
        health, _ = world.collect("imaps", f"imaps://localhost:{dovecot.imaps}/INBOX")
        check(health["posts"] == 3, "a letter came twice")
        for number in range(40):
            dovecot.deliver(letter(f"Again {number}", f"Letter {number}"))
        health, _ = world.collect("imaps", f"imaps://localhost:{dovecot.imaps}/INBOX")
        check(health["posts"] == 43, f"forty more letters, {health['posts']} in all")
        dovecot.make_anew()
        health, log = world.collect("imaps", f"imaps://localhost:{dovecot.imaps}/INBOX")
        check(health["posts"] == 43 and health["state"] == "ok", f"a mailbox made anew: {health} {log}")
        print("IMAPS: every letter once, none marked as read")

        health, log = world.collect("starttls", f"imap://localhost:{dovecot.imap}/INBOX")
        check(health["state"] == "ok", f"STARTTLS: {health} {log}")
        health, log = world.collect("subfolder", f"imaps://localhost:{dovecot.imaps}/Old")
        check(health["state"] == "ok", f"another mailbox: {health} {log}")
        print("STARTTLS, and a mailbox with a name")

        health, log = world.collect("token", f"imaps://localhost:{dovecot.imaps}/INBOX", token="application")
        check(health["state"] == "ok" and health["requests"] == 6, f"XOAUTH2: {health} {log}")
        health, _ = world.collect("bad token", f"imaps://localhost:{dovecot.imaps}/INBOX", token="wrong")
        check(health["state"] == "failing", f"a refused application: {health}")
        print("XOAUTH2 with a token that was asked for first")

        health, _ = world.collect("wrong", f"imaps://localhost:{dovecot.imaps}/INBOX", password="wrong")
        check(health["state"] == "failing", f"a refused password: {health}")
        health, _ = world.collect("missing", f"imaps://localhost:{dovecot.imaps}/Nowhere")
        check(health["state"] == "failing" and "examined" in json.dumps(health), f"a mailbox that is not there: {health}")
        health, _ = world.collect("stranger", f"imaps://localhost:{dovecot.imaps}/INBOX", ca=False)
        check(health["state"] == "failing", "a certificate that nobody vouches for was taken")
        print("refusals are said: password, mailbox, certificate")
    finally:
        world.close()


if __name__ == "__main__":
    main()
