"""Pictures with much in them that nobody should get, and files that only look like pictures. All made here, by code.

DIRTY has real pictures, HOSTILE what must not come in; each value makes the bytes of one file.
"""

import io
import struct
import zipfile
import zlib

import pillow_heif
from PIL import Image, PngImagePlugin

CANARY = b"CANARY-53.2188-6.5680"
COLOR = (180, 60, 40)
XMP = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + CANARY + b"</x:xmpmeta>"


def picture(size=(600, 800), mode="RGB", color=COLOR):
    return Image.new(mode, size, color)


def encoded(image, kind, **options):
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def noise(size):
    """What compresses worst: another colour in each point."""
    return Image.merge("RGB", [Image.effect_noise(size, 120) for _band in range(3)])


def heif(image, **options):
    target = io.BytesIO()
    pillow_heif.from_pillow(image).save(target, **options)
    return target.getvalue()


def exif(orientation=1):
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010E] = CANARY.decode()
    data[0x9286] = CANARY.decode()
    gps = data.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4], gps[29] = "N", (53.0, 13.0, 7.7), "E", (6.0, 34.0, 4.8), "2026:11:23"
    return data


def exif_with_thumbnail():
    """An APP1 with a second directory that holds a whole JPEG of its own, as cameras write it."""
    small = encoded(picture((160, 120)), "JPEG", comment=CANARY)
    tiff = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 0) + struct.pack("<I", 14) + struct.pack("<H", 3)
    for tag, value in ((0x0103, 6), (0x0201, 56), (0x0202, len(small))):
        tiff += struct.pack("<HHII", tag, 4, 1, value)
    return b"Exif\0\0" + tiff + struct.pack("<I", 0) + small


def segment(marker, body):
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def with_segments(*segments):
    """A JPEG with more parts right after its start."""
    plain = jpeg()
    return plain[:2] + b"".join(segments) + plain[2:]


def jpeg(**options):
    return encoded(picture(), "JPEG", **options)


def png(image=None, **options):
    return encoded(image or picture(), "PNG", **options)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width, height, depth=8, color_type=2, *chunks):
    """A PNG with what one puts in it, also where that is not true."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IEND", b"")


def bomb(width, height):
    """A PNG of a few bytes that says it is enormous."""
    return png_of(width, height, 8, 2, chunk(b"IDAT", zlib.compress(b"\0" * 10_000_000, 9)))


def real_bomb(width, height, color_type, bands):
    """A PNG that really has as many points as it says, all black, in very few bytes."""
    packed, row = zlib.compressobj(9), b"\0" * (1 + width * bands)
    data = b"".join(packed.compress(row) for _row in range(height)) + packed.flush()
    return png_of(width, height, 8, color_type, chunk(b"IDAT", data))


def text_png():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", CANARY.decode())
    info.add_itxt("XML:com.adobe.xmp", CANARY.decode(), zip=True)
    return png(pnginfo=info, exif=exif())


def text_bomb():
    return png_of(2, 2, 8, 2, chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 20_000_000)))


def webp_bomb(width, height):
    """A WebP whose canvas is as large as the format allows, with one small frame."""
    canvas = struct.pack("<I", 2) + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    one = encoded(picture((16, 16)), "WEBP")[12:]
    frame = bytes(6) + b"\x0f\0\0\x0f\0\0" + bytes(4) + one
    body = riff(b"VP8X", canvas) + riff(b"ANIM", bytes(6)) + riff(b"ANMF", frame) * 2
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def riff(kind, data):
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def archive():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as found:
        found.writestr("index.html", CANARY)
    return target.getvalue()


def moving(kind):
    return encoded(picture(), kind, save_all=True, append_images=[picture(color=(1, 2, 3))])


def half(data):
    return data[: len(data) // 2]


PAGE = b"<html><script>alert(1)</script>" + CANARY
DIRTY = {
    "jpeg": jpeg,
    "png": png,
    "png with transparency": lambda: png(picture(mode="RGBA", color=(9, 9, 9, 120))),
    "png with a palette": lambda: png(picture().convert("P")),
    "png with a palette and transparency": lambda: png(picture().convert("P"), transparency=0),
    "png in grey": lambda: png(picture(mode="L", color=90)),
    "png in grey with transparency": lambda: png(picture(mode="LA", color=(90, 9))),
    "png in black and white": lambda: png(picture(mode="1", color=1)),
    "png of 16 bits in grey": lambda: png(picture(mode="I;16", color=40_000)),
    "png of 16 bits in colour": lambda: png_of(
        9, 9, 16, 2, chunk(b"IDAT", zlib.compress((b"\0" + b"\x80\1" * 27) * 9))
    ),
    "webp": lambda: encoded(picture(), "WEBP"),
    "webp without loss": lambda: encoded(picture(mode="RGBA", color=(9, 9, 9, 99)), "WEBP", lossless=True),
    "heic": lambda: heif(picture()),
    "heic with transparency": lambda: heif(picture(mode="RGBA", color=(9, 9, 9, 120))),
    "heic in grey": lambda: heif(picture(mode="L", color=90)),
    "heic of an odd size": lambda: heif(picture((333, 517))),
    "jpeg in grey": lambda: encoded(picture(mode="L", color=90), "JPEG"),
    "jpeg in four inks": lambda: encoded(picture(mode="CMYK", color=(1, 2, 3, 4)), "JPEG"),
    "progressive jpeg": lambda: jpeg(progressive=True),
    "one pixel": lambda: png(picture((1, 1))),
    "a strip": lambda: png(picture((4000, 3))),
    "jpeg with exif and gps": lambda: jpeg(exif=exif()),
    "jpeg with a thumbnail in its exif": lambda: jpeg(exif=exif_with_thumbnail()),
    "jpeg with a thumbnail in its head": lambda: with_segments(
        segment(0xE0, b"JFXX\0\x10" + encoded(picture((16, 16)), "JPEG", comment=CANARY))
    ),
    "jpeg with broken exif": lambda: jpeg(exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + CANARY),
    "jpeg with xmp": lambda: jpeg(xmp=XMP),
    "jpeg with iptc": lambda: with_segments(
        segment(0xED, b"Photoshop 3.0\0" + b"8BIM\4\4\0\0\0\0\0\x1a" + b"\x1c\2\x78\0\x15" + CANARY)
    ),
    "jpeg with comments": lambda: with_segments(*(segment(0xFE, CANARY) for _time in range(50))),
    "jpeg with a script in a comment": lambda: jpeg(comment=b"<?php system($_GET[0]); ?>*/=1;" + PAGE),
    "jpeg with parts of unknown makers": lambda: with_segments(*(segment(0xE3 + n, CANARY) for n in range(12))),
    "jpeg with a colour profile": lambda: jpeg(icc_profile=CANARY * 9),
    "jpeg with an enormous colour profile": lambda: jpeg(icc_profile=CANARY * 150_000),
    "png with text": text_png,
    "png with only exif": lambda: png(exif=exif()),
    "png with a page in it": lambda: png_of(
        1, 1, 8, 2, chunk(b"teXt", PAGE), chunk(b"IDAT", zlib.compress(b"\0\1\2\3"))
    ),
    "webp with exif and xmp": lambda: encoded(picture(), "WEBP", exif=exif(), xmp=XMP, icc_profile=CANARY),
    "heic with exif and xmp": lambda: heif(picture(), exif=exif().tobytes(), xmp=XMP),
    "two pictures in one jpeg": lambda: encoded(
        picture(), "MPO", save_all=True, append_images=[picture()], exif=exif()
    ),
    "two pictures in one heic": lambda: heif(picture(), append_images=list(pillow_heif.from_pillow(picture((64, 64))))),
    "moving webp": lambda: moving("WEBP"),
    "moving png": lambda: moving("PNG"),
    "jpeg with a page behind it": lambda: jpeg() + PAGE,
    "jpeg with an archive behind it": lambda: jpeg() + archive(),
    "jpeg with a film behind it": lambda: jpeg() + b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + CANARY * 1000,
    "png with an archive behind it": lambda: png() + archive(),
    "webp with a page behind it": lambda: encoded(picture(), "WEBP") + PAGE,
    "heic with a page behind it": lambda: heif(picture()) + PAGE,
}
HOSTILE = {
    "nothing": lambda: b"",
    "a space": lambda: b" ",
    "text": lambda: b"hello",
    "a page called jpg": lambda: b"<!doctype html><script>alert(1)</script>",
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "svg with xml head": lambda: (
        b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'
    ),
    "pdf": lambda: b"%PDF-1.7\n1 0 obj<<>>endobj",
    "pdf with a jpeg in it": lambda: b"%PDF-1.7\n1 0 obj<</Filter/DCTDecode>>stream\n" + jpeg() + b"\nendstream",
    "program": lambda: b"MZ\x90\0" + b"\0" * 200,
    "program with a jpeg in it": lambda: b"MZ\x90\0" + b"\0" * 200 + jpeg(),
    "elf": lambda: b"\x7fELF" + b"\0" * 200,
    "script": lambda: b"#!/bin/sh\nid\n" + jpeg(),
    "archive": archive,
    "archive with a jpeg behind it": lambda: archive() + jpeg(),
    "page with a jpeg behind it": lambda: b"<html>" + jpeg(),
    "gif": lambda: encoded(picture(), "GIF"),
    "moving gif": lambda: moving("GIF"),
    "gif that is an archive too": lambda: encoded(picture(), "GIF") + archive(),
    "bmp": lambda: encoded(picture((50, 50)), "BMP"),
    "tiff": lambda: encoded(picture((50, 50)), "TIFF"),
    "ico": lambda: encoded(picture((48, 48)), "ICO"),
    "icns": lambda: encoded(picture((64, 64)), "ICNS"),
    "psd": lambda: b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 2, 2, 8, 3) + bytes(14) + bytes(12),
    "postscript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(ls) run",
    "ppm": lambda: encoded(picture((50, 50)), "PPM"),
    "tga": lambda: encoded(picture((50, 50)), "TGA"),
    "jpeg 2000": lambda: b"\x00\x00\x00\x0cjP  \r\n\x87\n" + b"\0" * 100,
    "avif": lambda: heif(picture()).replace(b"ftypheic", b"ftypavif", 1),
    "head of a jpeg": lambda: jpeg()[:40],
    "half a jpeg head": lambda: jpeg()[:3],
    "half a jpeg": lambda: half(encoded(noise((300, 300)), "JPEG")),
    "half a progressive jpeg": lambda: half(encoded(noise((300, 300)), "JPEG", progressive=True)),
    "half a png": lambda: half(png(noise((300, 300)))),
    "half a webp": lambda: half(encoded(noise((300, 300)), "WEBP")),
    "half a heic": lambda: half(heif(noise((300, 300)))),
    "head of a heic": lambda: heif(picture())[:300],
    "jpeg of zeros": lambda: b"\xff\xd8\xff\xe0" + b"\0" * 5000,
    "jpeg that says it is enormous": lambda: jpeg().replace(b"\x03\x20\x02\x58", b"\xff\xff\xff\xff", 1),
    "png with a wrong sum": lambda: png().replace(b"IDAT", b"IDAX"),
    "png without pixels": lambda: png_of(600, 800),
    "png of no size": lambda: png_of(0, 0),
    "riff that is sound": lambda: b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 100,
    "heic head only": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "film": lambda: b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 100,
    "too many pixels": lambda: bomb(8000, 6000),
    "bomb": lambda: bomb(60_000, 60_000),
    "bomb just under the limit": lambda: bomb(40_000, 990),
    "tall bomb": lambda: bomb(1, 2_000_000_000),
    "bomb in a text": text_bomb,
    "webp bomb": lambda: webp_bomb(16_383, 16_383),
    "webp bomb under the limit": lambda: webp_bomb(6_300, 6_300),
}
