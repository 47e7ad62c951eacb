"""What all servers share: files, a certificate, the backend, and the values of the templates."""
import os
import re
import subprocess

from .processes import end, free_port

BENCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOOLS = os.path.join(BENCH, "target")
PATTERN = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+\n"


class Site:
    """One directory for all; close() ends the backend."""

    def __init__(self, directory, files):
        self.directory, self.files, self.echo = directory, files, free_port()
        self.root = os.path.join(directory, "www")
        os.chmod(directory, 0o755)  # nginx started by root reads files as another user
        os.mkdir(self.root)
        for name, size in (("1k.html", 1024), ("1m.bin", 1 << 20)):
            with open(os.path.join(self.root, name), "wb") as f:
                f.write(PATTERN * (size // len(PATTERN)))
        self.key, self.certificate, self.both = (os.path.join(directory, name) for name in ("key.pem", "cert.pem", "both.pem"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-keyout", self.key, "-out", self.certificate], check=True, capture_output=True)
        with open(self.both, "w") as out:
            for name in (self.certificate, self.key):
                with open(name) as f:
                    out.write(f.read())
        self.backend = subprocess.Popen([os.path.join(TOOLS, "wsecho"), "-p", str(self.echo)],
                                        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def fill(self, template, target, **values):
        """Writes a template of this directory with its @NAMES@ filled in."""
        known = {"ECHO": self.echo, "ROOT": self.root, "FILES": self.files, "PROCESSORS": os.cpu_count(), "KEY": self.key,
                 "CERTIFICATE": self.certificate, "PEM": self.both, **values}
        with open(os.path.join(BENCH, template)) as f:
            text = re.sub(r"@([A-Z]+)@", lambda m: str(known[m[1]]), f.read())
        with open(target, "w") as f:
            f.write(text)

    def close(self):
        end(self.backend)
