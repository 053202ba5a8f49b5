"""Servers that do what a script says, however wrong that is (standard library only).

    def script(talk):
        talk.say("* OK hello")
        talk.hear("CAPABILITY")
        talk.hold()

    with scripted.serve(script) as server:
        connect to server.port

The script runs once for each connection, in a thread; it ends with the connection. server.heard has every line
received, server.problems what went wrong in a script (such as an unexpected line).
"""

import contextlib
import re
import socket
import ssl
import threading
import time

LIMIT = 30  # seconds that a script waits for the other side


class Unexpected(Exception):
    pass


class Talk:
    """One connection. Lines are sent with CRLF and returned without."""

    def __init__(self, sock, heard, context):
        self.sock, self.heard, self.context = sock, heard, context
        sock.settimeout(LIMIT)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = sock.makefile("rb")

    def say(self, *lines):
        self.raw("".join(line + "\r\n" for line in lines).encode())

    def raw(self, data):
        self.sock.sendall(data)

    def hear(self, pattern=""):
        """The next line; raises Unexpected unless the pattern (ignoring case) is found in it."""
        line = self.file.readline()
        if not line:
            raise Unexpected(f"the other side closed, expected {pattern!r}")
        text = line.decode("utf-8", "replace").removesuffix("\r\n")
        self.heard.append(text)
        if not re.search(pattern, text, re.I):
            raise Unexpected(f"heard {text!r}, expected {pattern!r}")
        return text

    def starttls(self):
        self.sock = self.context.wrap_socket(self.sock, server_side=True)
        self.file = self.sock.makefile("rb")

    def drip(self, data=b"x", pause=0.1):
        """Sends one piece after the other until the other side closes."""
        end = time.monotonic() + LIMIT
        with contextlib.suppress(OSError):
            while time.monotonic() < end:
                self.raw(data)
                time.sleep(pause)

    def hold(self):
        """Says nothing more until the other side closes."""
        with contextlib.suppress(OSError):
            while self.file.readline():
                pass

    def close(self):
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()


class Server:
    def __init__(self, script, certificate, implicit):
        self.script, self.implicit = script, implicit
        self.heard, self.problems, self.threads = [], [], []
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*certificate)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self.listener.accept()
                thread = threading.Thread(target=self._talk, args=(sock,), daemon=True)
                thread.start()
                self.threads.append(thread)

    def _talk(self, sock):
        talk = Talk(sock, self.heard, self.context)
        try:
            if self.implicit:
                talk.starttls()
            self.script(talk)
        except Unexpected as problem:
            self.problems.append(str(problem))
        except OSError:
            pass  # the other side closed; the test checks what it should have done
        finally:
            talk.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join(5)


def serve(script, certificate=None, implicit=False):
    """certificate: (cert_file, key_file) for starttls() and implicit TLS."""
    return Server(script, certificate, implicit)
