"""Robots, webhooks, heartbeats and a mail server on loopback, for notify_test.py. They check what the real ones check, in
code of their own."""
import base64
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import socketserver
import ssl
import sys
import threading
import time
import urllib.parse

from harness import check

TOKENS = {"dingtalk": "ding-token-0123456789", "feishu": "feishu-hook-0123456789", "wecom": "wecom-key-0123456789",
          "slack": "T0/B0/slackslackslack", "webhook": "webhook-token-0123456789", "heartbeat": "beat-uuid-0123456789"}
SIGNING = {"dingtalk": "SEC-dingtalk-0123456789", "feishu": "feishu-signing-0123456789"}
PASSWORD = "mail-password-0123456789"


class Services:
    """Robots, webhooks and heartbeats."""

    def __init__(self, host="127.0.0.1", tls=None):
        self.got = {name: [] for name in TOKENS}
        self.refused = []
        self.mode = {}  # by service: "500", "hang", "bounce"
        self.asked = []
        self.lock = threading.Lock()
        self.freed = threading.Event()
        services = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def answer(self, status, body):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                services.heartbeat(self)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                services.message(self, body)

        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                if not isinstance(sys.exc_info()[1], OSError):  # a caller that was kept hanging has gone
                    super().handle_error(request, client_address)

        self.server = Server((host, 0), Handler)
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"{'https' if tls else 'http'}://{host}:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.freed.set()
        self.server.shutdown()
        self.server.server_close()

    def address(self, name):
        return self.url + {
            "dingtalk": f"/robot/send?access_token={TOKENS['dingtalk']}",
            "feishu": f"/open-apis/bot/v2/hook/{TOKENS['feishu']}",
            "wecom": f"/cgi-bin/webhook/send?key={TOKENS['wecom']}",
            "slack": f"/services/{TOKENS['slack']}",
            "webhook": f"/hook/{TOKENS['webhook']}",
            "heartbeat": f"/ping/{TOKENS['heartbeat']}",
        }[name]

    def misbehaves(self, name, handler):
        mode = self.mode.get(name)
        if mode == "hang":
            self.freed.wait(120)
        if mode in ("500", "hang"):
            handler.answer(500, b"down")
        if mode == "bounce":
            handler.answer(403, f"no such hook: {handler.path}".encode())  # services like to repeat the token
        return mode is not None

    def heartbeat(self, handler):
        base = f"/ping/{TOKENS['heartbeat']}"
        with self.lock:
            self.asked.append("heartbeat")
        if self.misbehaves("heartbeat", handler):
            return
        step = handler.path.removeprefix(base)
        good = handler.path.startswith(base) and step in ("", "/start", "/fail", "/log")
        with self.lock:
            (self.got["heartbeat"] if good else self.refused).append(step or "success")
        handler.answer(200 if good else 404, b"OK")

    def message(self, handler, body):
        url = urllib.parse.urlsplit(handler.path)
        query = dict(urllib.parse.parse_qsl(url.query, strict_parsing=bool(url.query)))
        name = {"robot": "dingtalk", "open-apis": "feishu", "cgi-bin": "wecom", "services": "slack",
                "hook": "webhook"}.get(url.path.split("/")[1])
        with self.lock:
            self.asked.append(name)
        if self.misbehaves(name, handler):
            return
        try:
            said, answer = getattr(self, name)(url, query, json.loads(body.decode()))
            check(handler.headers["Content-Type"].startswith("application/json"), "content type")
        except Exception as problem:
            with self.lock:
                self.refused.append((name, repr(problem), body))
            handler.answer(200, b'{"errcode": 310000, "code": 19021, "errmsg": "bad"}')
            return
        with self.lock:
            self.got[name].append(said)
        handler.answer(200, answer)

    def dingtalk(self, url, query, body):
        check(url.path == "/robot/send" and query["access_token"] == TOKENS["dingtalk"], "token")
        stamp, secret = query["timestamp"], SIGNING["dingtalk"]
        check(abs(int(stamp) - time.time() * 1000) < 3600_000, "timestamp")
        wanted = base64.b64encode(hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest())
        check(query["sign"] == wanted.decode(), "signature")
        check(set(body) == {"msgtype", "text"} and body["msgtype"] == "text", "shape")
        return body["text"]["content"], b'{"errcode":0,"errmsg":"ok"}'

    def feishu(self, url, query, body):
        check(url.path == f"/open-apis/bot/v2/hook/{TOKENS['feishu']}" and not query, "token")
        key = f"{body['timestamp']}\n{SIGNING['feishu']}".encode()
        check(abs(int(body["timestamp"]) - time.time()) < 3600, "timestamp")
        check(body["sign"] == base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode(), "signature")
        check(body["msg_type"] == "text", "shape")
        return body["content"]["text"], b'{"code":0,"msg":"success","data":{}}'

    def wecom(self, url, query, body):
        check(query == {"key": TOKENS["wecom"]} and body["msgtype"] == "text", "token")
        check(len(body["text"]["content"].encode()) <= 2048, "too long")
        return body["text"]["content"], b'{"errcode":0,"errmsg":"ok"}'

    def slack(self, url, query, body):
        check(url.path == f"/services/{TOKENS['slack']}" and set(body) == {"text"}, "token")
        return body["text"], b"ok"

    def webhook(self, url, query, body):
        check(url.path == f"/hook/{TOKENS['webhook']}", "token")
        return body, b"{}"


class MailServer:
    """As much of SMTP as a sender needs, with AUTH PLAIN; `tls` from the first byte, or after STARTTLS."""

    def __init__(self, host="127.0.0.1", tls=None, starttls=False):
        self.mails = []
        self.logins = []
        server = self

        class Handler(socketserver.StreamRequestHandler):
            def say(self, line):
                self.wfile.write(line.encode() + b"\r\n")

            def secure(self):
                self.request = tls.wrap_socket(self.request, server_side=True)
                self.setup()

            def handle(self):
                try:
                    self.serve()
                except OSError:  # it was not content with our certificate
                    pass

            def serve(self):
                if tls and not starttls:
                    self.secure()
                self.say("220 mail.test ESMTP")
                envelope = []
                while line := self.rfile.readline():
                    command = line.decode().strip()
                    word = command.upper()
                    if word.startswith("EHLO"):
                        self.say("250-mail.test")
                        if starttls and not isinstance(self.request, ssl.SSLSocket):
                            self.say("250-STARTTLS")
                        self.say("250 AUTH PLAIN")
                    elif word == "STARTTLS" and starttls:
                        self.say("220 go on")
                        self.secure()
                    elif word == "AUTH PLAIN":
                        self.say("334 ")
                        server.logins.append(base64.b64decode(self.rfile.readline()).split(b"\0"))
                        self.say("235 ok")
                    elif word.startswith("AUTH PLAIN "):
                        server.logins.append(base64.b64decode(command.split()[2]).split(b"\0"))
                        self.say("235 ok")
                    elif word.startswith(("MAIL FROM:", "RCPT TO:")):
                        envelope.append(command)
                        self.say("250 ok")
                    elif word == "DATA":
                        self.say("354 go on")
                        data = b""
                        while (part := self.rfile.readline()) != b".\r\n":
                            data += part
                        server.mails.append((envelope, email.message_from_bytes(data, policy=email.policy.default)))
                        envelope = []  # the next mail may come by the same connection
                        self.say("250 queued as 42")
                    elif word == "QUIT":
                        self.say("221 bye")
                        return
                    else:
                        self.say("500 what?")

        class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self.server = Server((host, 0), Handler)
        self.url = f"{'smtps' if tls and not starttls else 'smtp'}://{host}:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
