"""A proxy that makes tunnels for those who give the password (or for everybody), and drops some of them without a word."""
import base64
import select
import socket
import threading
import time


class LossyProxy:
    """One of `drops` CONNECTs is dropped; a tunnel ends after `idle` seconds in which nothing went through. user None: no password
    is wanted."""

    def __init__(self, user, password, drops, idle, address=("127.0.0.1", 0)):
        self.wanted = user and base64.b64encode(f"{user}:{password}".encode()).decode()
        self.drops, self.idle = drops, idle
        self.asked = self.dropped = self.unknown = 0
        self.open = self.most_open = 0
        self.seen = bytearray()  # what clients sent through tunnels, as it went over the wire
        self.lock = threading.Lock()
        self.listener = socket.create_server(address, backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        with client:
            client.settimeout(10)
            head = b""
            while b"\r\n\r\n" not in head:
                received = client.recv(4096)
                if not received:
                    return
                head += received
            lines = head.decode().split("\r\n")
            if self.wanted and f"Proxy-Authorization: Basic {self.wanted}" not in lines:
                self.unknown += 1
                client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
                return
            with self.lock:
                self.asked += 1
                is_dropped = self.asked % self.drops == self.drops // 2
                self.dropped += is_dropped
            if is_dropped:
                return
            host, port = lines[0].split()[1].rsplit(":", 1)
            with socket.create_connection((host, int(port)), timeout=10) as server:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                self.copy(client, server)

    def copy(self, client, server):
        with self.lock:
            self.open += 1
            self.most_open = max(self.most_open, self.open)
        try:
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            last = time.monotonic()
            waiting = False  # for an answer: a tunnel that ends then leaves its request in doubt
            while waiting or time.monotonic() - last < self.idle:
                for end in select.select([client, server], [], [], 0.05)[0]:
                    received = end.recv(65536)
                    if not received:
                        return
                    if end is client:
                        self.seen += received
                    waiting = end is client
                    last = time.monotonic()
                    (server if end is client else client).sendall(received)
        except OSError:
            pass
        finally:
            with self.lock:
                self.open -= 1

    def close(self):
        self.listener.close()
