"""A line to the portal that can be cut: a TCP proxy, so that the browser meets what it meets on a
bad connection, and no emulator lets a last request through.
"""

import socket
import threading
from contextlib import suppress


class Line:
    """`base` is the portal as seen through the line."""

    def __init__(self, to: int):
        self.to, self.whole = to, True
        self.carried, self.most = 0, float("inf")  # bytes to the portal; how many get through
        self.door = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        self.ends: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        while True:
            try:
                near, _ = self.door.accept()
            except OSError:
                return
            if not self.whole:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self.to))
            self.ends += [near, far]
            for ends in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(*ends, near), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, near: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
                if source is near:
                    self.carried += len(data)
                    if self.carried > self.most:
                        self.cut()
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        """Everything under way breaks, and nothing new gets through."""
        self.whole = False
        for end in self.ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.ends.clear()

    def cut_after(self, size: int) -> None:
        """About so many bytes more get through to the portal, then it is cut."""
        self.most = self.carried + size

    def mend(self) -> None:
        self.whole, self.most = True, float("inf")

    def close(self) -> None:
        self.cut()
        self.door.close()
