"""Servers that pretend to be the cloud: certificates that must be refused, and what they were sent all the same."""
import pathlib
import socket
import ssl
import subprocess
import threading

CA_CONFIG = """[ca]
default_ca = own
[own]
dir = {folder}
database = {folder}/index.txt
serial = {folder}/serial
new_certs_dir = {folder}
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
"""


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


class Authority:
    """A CA in a folder of its own."""

    def __init__(self, folder, name):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        self.certificate = self.folder / "ca.pem"
        self.config = self.folder / "ca.cnf"
        self.config.write_text(CA_CONFIG.format(folder=self.folder))
        (self.folder / "index.txt").write_text("")
        (self.folder / "serial").write_text("01\n")
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                "-keyout", self.folder / "ca.key", "-out", self.certificate)

    def issue(self, name, subject_name, start="20200101000000Z", end="20490101000000Z"):
        """Certificate and key of a server, for a subjectAltName such as DNS:localhost."""
        key, request, certificate = (self.folder / f"{name}.{end}" for end in ("key", "csr", "pem"))
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-addext", f"subjectAltName={subject_name}",
                "-keyout", key, "-out", request)
        openssl("ca", "-batch", "-notext", "-config", self.config, "-cert", self.certificate, "-keyfile", self.folder / "ca.key",
                "-startdate", start, "-enddate", end, "-in", request, "-out", certificate)
        return certificate, key


class Stranger:
    """Counts connections, handshakes that a client finished, and bytes that came after them."""

    def __init__(self, certificate, key):
        self.connections = self.handshakes = self.bytes = 0
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        connection.settimeout(10)
        try:
            with self.context.wrap_socket(connection, server_side=True) as stream:
                self.handshakes += 1
                while received := stream.recv(4096):
                    self.bytes += len(received)
        except OSError:
            pass

    def close(self):
        self.listener.close()
