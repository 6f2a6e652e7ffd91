"""What an attachment is, by its bytes."""

import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import MediaRefused
from chalicelib.providers._media_kinds import MOST_PIXELS, kind_of
from simulator.media import PICTURE

from .hostile import gif, heic, jpeg, png, webp

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ANY = "application/octet-stream"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
EXE = b"MZ\x90\0\x03\0\0\0"
ELF = b"\x7fELF\x02\x01\x01"


def _zip(name: bytes) -> bytes:
    head = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0)
    return head + name


def _mp4(brand: bytes) -> bytes:
    return b"\0\0\0\x14ftyp" + brand + b"\0\0\0\0isom"


def _ogg(codec: bytes) -> bytes:
    return b"OggS\0\x02" + b"\0" * 21 + b"\x13" + codec


WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm"
CARD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zo\xc3\xa9\r\nEND:VCARD\r\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

TAKEN = [
    (PICTURE.body, "image/jpeg", "image/jpeg"),
    (jpeg(), "image/*", "image/jpeg"),
    (jpeg(), "image/png; charset=binary", "image/jpeg"),
    (jpeg(before=b"\xff\xe1\x00\x04Ex\xff\xff\xff\xfe\x00\x02"), "", "image/jpeg"),
    (png(), "image/png", "image/png"),
    (gif(), "image/gif", "image/gif"),
    (webp(), "image/webp", "image/webp"),
    (b"RIFF\x1e\0\0\0WEBPVP8 \x12\0\0\0\x30\x01\0\x9d\x01\x2a\x02\0\x02\x40", "", "image/webp"),
    (b"RIFF\x1e\0\0\0WEBPVP8L\x12\0\0\0\x2f\x01\x40\0\0".ljust(40, b"\0"), "", "image/webp"),
    (heic((4032, 3024), (512, 512)), "image/heic", "image/heic"),
    (heic((4032, 3024), brand=b"mif1"), "image/heif", "image/heic"),
    (_mp4(b"isom"), "video/mp4", "video/mp4"),
    (_mp4(b"mp42"), "audio/mp4", "audio/mp4"),
    (_mp4(b"M4A "), "video/mp4", "audio/mp4"),
    (_mp4(b"3gp4"), "video/3gpp", "video/3gpp"),
    (_mp4(b"3gp5"), "audio/3gpp", "audio/3gpp"),
    (_mp4(b"qt  "), "video/*", "video/quicktime"),
    (WEBM, "video/webm", "video/webm"),
    (WEBM, "audio/webm;codecs=opus", "audio/webm"),
    (_ogg(b"OpusHead"), "audio/ogg; codecs=opus", "audio/ogg"),
    (_ogg(b"\x01vorbis"), "application/ogg", "audio/ogg"),
    (b"ID3\x04\0", "audio/mpeg", "audio/mpeg"),
    (b"\xff\xfb\x90\x64", "audio/mpeg", "audio/mpeg"),
    (b"\xff\xf3\x40\xc0", "audio/*", "audio/mpeg"),
    (b"\xff\xf1\x50\x80", "audio/aac", "audio/aac"),
    (b"#!AMR\n\x3c", "audio/amr", "audio/amr"),
    (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav", "audio/wav"),
    (b"%PDF-1.7\n", "application/pdf", "application/pdf"),
    (CARD, "text/x-vcard", "text/vcard"),
    (b"\xef\xbb\xbf" + CARD, "text/vcard", "text/vcard"),
    (CARD, "text/plain", "text/vcard"),
    ("Déjà vu\n".encode(), "text/plain; charset=utf-8", "text/plain"),
    (b"Just words.", ANY, "text/plain"),
    (_zip(b"[Content_Types].xml"), DOCX, DOCX),
    (_zip(b"word/document.xml"), DOCX, DOCX),
    (_zip(b"mimetype"), "application/vnd.oasis.opendocument.text", None),
    (OLE, "application/msword", "application/msword"),
]


@pytest.mark.parametrize(("body", "claimed", "kind"), TAKEN)
def test_the_bytes_tell_the_kind(body, claimed, kind):
    assert kind_of(body, claimed) == (kind or claimed)


REFUSED = [
    (b"<!DOCTYPE html><script>1</script>", "image/jpeg"),
    (b"\n\t <HTML>", "image/*"),
    (SVG, "image/png"),
    (SVG, "image/svg+xml"),
    (b"<?xml version='1.0'?>" + SVG, "image/*"),
    (EXE, "image/gif"),
    (EXE, "video/*"),
    (ELF, "audio/ogg"),
    (_zip(b"evil.js"), "image/jpeg"),
    (_zip(b"evil.js"), DOCX),
    (_zip(b"[Content_Types].xml"), "image/jpeg"),
    (b"#!/bin/sh\nrm -rf /", "text/plain"),
    (b"<script>1</script>", "text/plain"),
    (b"words and a \0", "text/plain"),
    (b"\xff\xfe\x00d", "text/plain"),
    (b"no card", "text/vcard"),
    (b"\x00\x01\x02", "image/jpeg"),
    (b"RIFF\x24\0\0\0AVI LIST", "video/mp4"),
    (_ogg(b"\x80theora"), "audio/ogg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),  # without a size
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\xff\xd8\xff\xda" + b"\0" * 20, "image/jpeg"),
    (jpeg(0, 5), "image/jpeg"),
    (png(0, 0), "image/png"),
    (b"GIF89a", "image/gif"),
    (webp()[:16], "image/webp"),
    (heic(), "image/heic"),
    (heic((2, 2))[:20], "image/heic"),
]


@pytest.mark.parametrize(("body", "claimed"), REFUSED)
def test_what_is_not_what_it_says_is_refused(body, claimed):
    with pytest.raises(MediaRefused) as refused:
        kind_of(body, claimed)
    assert refused.value.why == "media_refused"


NOT_TAKEN = [
    (EXE, "application/x-msdownload"),
    (EXE, ANY),
    (_zip(b"photos/a.jpg"), "application/zip"),
    (_zip(b"[Content_Types].xml"), ANY),
    (b"<html>", ANY),
    (b"BM\x00\x10", "image/bmp"),
    (b"II*\0\x08", "image/*"),
    (heic((2, 2), brand=b"avif"), "image/avif"),
    (heic((2, 2), brand=b"avif").replace(b"avif", b"mif1", 1), "image/avif"),
    (b"a,b\n1,2\n", "text/csv"),
    (b"", ANY + "x"),
    (b"", "nonsense"),
]


@pytest.mark.parametrize(("body", "claimed"), NOT_TAKEN)
def test_other_kinds_are_not_taken(body, claimed):
    with pytest.raises(MediaRefused) as refused:
        kind_of(body, claimed)
    assert refused.value.why == "media_not_taken"


SIDE = 8192  # MOST_PIXELS is its square


@pytest.mark.parametrize("picture", [jpeg, png, gif, webp, lambda w, h: heic((w, h))])
def test_a_picture_may_have_so_many_pixels_and_no_more(picture):
    assert SIDE * SIDE == MOST_PIXELS
    assert kind_of(picture(SIDE, SIDE), "image/*").startswith("image/")
    for size in ((SIDE, SIDE + 1), (SIDE + 1, SIDE), (60_000, 60_000)):
        with pytest.raises(MediaRefused) as refused:
            kind_of(picture(*size), "image/*")
        assert refused.value.why == "media_too_large"


def test_the_largest_of_several_pictures_in_a_file_counts():
    with pytest.raises(MediaRefused):
        kind_of(heic((512, 512), (60_000, 60_000), (512, 512)), "image/heic")
    second = b"\xff\xc2\x00\x0b\x08\xea\x60\xea\x60\x01\x01\x11\x00"
    with pytest.raises(MediaRefused):
        kind_of(jpeg(before=second), "image/jpeg")


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xd8" + b"\xff\xe0\x00\x02" * 2_000_000,
        b"\xff\xd8" + b"\xff" * 8_000_000,
        heic()[:24] + b"\0\0\0\x08free" * 1_000_000,
        heic()[:24] + b"\x00\xff\xff\xffmeta" + b"ispe" * 2_000_000,
        b" " * 8_000_000 + b"<html>",
    ],
)
def test_a_header_without_an_end_takes_no_time(body):
    began = time.process_time()
    with pytest.raises(MediaRefused):
        kind_of(body, "image/jpeg")
    assert time.process_time() - began < 1


@given(
    st.sampled_from([jpeg(), png(), gif(), webp(), heic((9, 9)), WEBM, CARD, _zip(b"word/")]),
    st.integers(0, 60),
    st.binary(max_size=40),
    st.sampled_from(["", ANY, "image/*", "text/plain", DOCX, "audio/mpeg", "é/ü"]),
)
def test_whatever_comes_is_a_kind_or_refused(start, keep, rest, claimed):
    assert _outcome(start[:keep] + rest, claimed).partition("/")[0] in OUTCOMES


OUTCOMES = {"image", "video", "audio", "text", "application"}
OUTCOMES |= {"media_refused", "media_not_taken", "media_too_large"}


def _outcome(body: bytes, claimed: str) -> str:
    try:
        return kind_of(body, claimed)
    except MediaRefused as refused:
        return refused.why
