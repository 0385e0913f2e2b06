"""A web server that keeps what is posted to it, for the tests of webhooks and text messages: real HTTP over TCP. What it
answers is set by the test: a status, or a function of (path, headers, body)."""
import base64
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class WebSink:
    def __init__(self, port=0, answer=200):
        self.taken, self.seen, self.answer = [], [], answer
        sink = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                given = sink.answer(self.path, self.headers, body) if callable(sink.answer) else sink.answer
                status, more = given if isinstance(given, tuple) else (given, {})
                sink.seen.append((self.path, dict(self.headers), body, status))
                if status // 100 == 2:
                    sink.taken.append((self.path, dict(self.headers), body))
                said = json.dumps({"status_code": status}).encode()
                self.send_response(status)
                for name, value in more.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # a client that was killed
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def signature_holds(key, header, body):
    """As a receiver would check it: t=SECONDS,v1=HEX over "SECONDS.BODY"."""
    parts = dict(part.split("=", 1) for part in header.split(","))
    made = hmac.new(key.encode(), parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(made, parts["v1"]), int(parts["t"])


def token_claims(secret, authorization):
    """Of a bearer token signed with HS256; raises if it is not."""
    head, claims, mac = authorization.removeprefix("Bearer ").split(".")
    made = hmac.new(secret.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    pad = lambda text: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    assert hmac.compare_digest(made, pad(mac)) and json.loads(pad(head)) == {"typ": "JWT", "alg": "HS256"}
    return json.loads(pad(claims))
