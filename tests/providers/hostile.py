"""A server on the loopback that holds attachments, and does with them whatever a test wants."""

import struct
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from tests.support.serving import serving

Answer = Callable[[BaseHTTPRequestHandler], None]


class Asked(NamedTuple):
    """A request that came."""

    path: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def credentials(self) -> str | None:
        return self.headers.get("Authorization")


class Host:
    """One host: `answers` by path, the last of several for good; `asked` is what came.

    For any other path, and for what is posted, there is `otherwise`.
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answers: dict[str, list[Answer]] = {}
        self.otherwise = gives(b"", status=404)
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                host.asked.append(Asked(self.path, dict(self.headers), body))
                answers = host.answers.get(self.path, [host.otherwise])
                self.close_connection = True
                try:
                    (answers.pop(0) if len(answers) > 1 else answers[0])(self)
                except ConnectionError:
                    """Whoever asked has heard enough."""

            do_POST = do_GET  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def holds(self, path: str, *answers: Answer) -> str:
        """Puts something there; its URL."""
        self.answers[path] = list(answers)
        return f"{self.url}{path}"


@contextmanager
def host() -> Iterator[Host]:
    """A host, listening."""
    made = Host()
    with serving(made.server):
        yield made


def gives(body: bytes, status: int = 200, *, length: bool = True, **headers: str) -> Answer:
    """A plain answer; `Content_Type` becomes a header, and without `length` it ends by closing."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if length:
            named = {"Content-Length": str(len(body)), **named}
        for name, value in named.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def leads_to(url: str, status: int = 302) -> Answer:
    return gives(b"", status, Location=url)


def writes(*parts: bytes, every: float = 0.0) -> Answer:
    """These bytes as they are, status line and all, `every` so many seconds."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        for part in parts:
            handler.wfile.write(part)
            time.sleep(every)

    return answer


def endless(chunk: bytes, *, chunked: bool) -> Answer:
    """A body that never ends."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        if chunked:
            handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        framed = b"%x\r\n%b\r\n" % (len(chunk), chunk) if chunked else chunk
        while True:
            handler.wfile.write(framed)

    return answer


# --- pictures, as small as they can be ---------------------------------------------------------


def png(width: int = 2, height: int = 2) -> bytes:
    """A PNG whose header says so; the pixels are as few as ever."""

    def part(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\0\0" * 2)
    start = b"\x89PNG\r\n\x1a\n"
    return start + part(b"IHDR", head) + part(b"IDAT", pixels) + part(b"IEND", b"")


def jpeg(width: int = 2, height: int = 2, before: bytes = b"") -> bytes:
    """The beginning of a JPEG, up to its frame header; `before` are segments of other kinds."""
    frame = struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    jfif = b"\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    return b"\xff\xd8" + jfif + before + b"\xff\xc0" + frame + b"\xff\xda" + b"\0" * 8


def gif(width: int = 2, height: int = 2) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0;"


def webp(width: int = 2, height: int = 2) -> bytes:
    """The extended kind, which says the most."""
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + sides


def heic(*sizes: tuple[int, int], brand: bytes = b"heic") -> bytes:
    """A file's table of contents with a size for each of its pictures."""
    extents = b"".join(b"\0\0\0\x14ispe\0\0\0\0" + struct.pack(">II", *one) for one in sizes)
    meta = struct.pack(">I", 12 + len(extents)) + b"meta\0\0\0\0" + extents
    return b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1" + brand + meta + b"\0\0\0\x08mdat"
