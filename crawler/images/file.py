"""What a downloaded picture is, by its bytes alone: never by its name, its address or a header."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from crawler.items import FileError, ImageFile

MAX_BYTES = 32 << 20
"""More is no forum picture."""
MAX_PIXELS = 100_000_000
"""Width times height; what a picture claims is believed before a pixel of it is decoded."""

_TYPES = {
    "JPEG": ("image/jpeg", "jpg"),
    "MPO": ("image/jpeg", "jpg"),  # what cameras add to a JPEG file
    "PNG": ("image/png", "png"),
    "GIF": ("image/gif", "gif"),
    "WEBP": ("image/webp", "webp"),
    "AVIF": ("image/avif", "avif"),
    "BMP": ("image/bmp", "bmp"),
    "TIFF": ("image/tiff", "tif"),
}
"""Pillow's names of the formats that are pictures here; its readers of other formats are not let near a stranger's bytes."""
_READERS = tuple(name for name in _TYPES if name != "MPO")
_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")

warnings.filterwarnings("ignore", module="PIL")


class BadPicture(Exception):  # noqa: N818  (it is the picture's fault)
    """Bytes that are not stored."""

    def __init__(self, reason: FileError) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True, frozen=True)
class Limits:
    """The largest picture that is taken."""

    bytes: int = MAX_BYTES
    pixels: int = MAX_PIXELS


def identify(data: bytes, limits: Limits | None = None) -> ImageFile:
    """The record of a whole picture, ``path`` included.  Raises :class:`BadPicture`.

    The picture is decoded to its last line (of an animation: the first frame), so that a file that was cut off does not pass.
    """
    limits = limits or Limits()
    if not data:
        raise BadPicture("empty")
    if len(data) > limits.bytes:
        raise BadPicture("too_large")
    try:
        kind, width, height = _decoded(data, limits)
    except BadPicture:
        raise
    except UnidentifiedImageError:
        raise BadPicture(_what_else(data)) from None
    except Pillow.DecompressionBombError:
        raise BadPicture("too_many_pixels") from None
    except Exception:  # Pillow's readers raise anything on broken files (RuntimeError: AVIF, struct.error: TIFF …)
        raise BadPicture("truncated") from None
    mime, extension = _TYPES[kind]
    if _cut_off(data, extension):
        raise BadPicture("truncated")
    digest = sha256(data).hexdigest()
    return ImageFile(path_of(digest, extension), digest, len(data), mime, width, height)


def _decoded(data: bytes, limits: Limits) -> tuple[str, int, int]:
    """Pillow's name of the format, width and height of a picture that can be read to its end."""
    Pillow.MAX_IMAGE_PIXELS = limits.pixels // 2  # Pillow refuses at twice this, frames inside a file included, and warns before
    with Pillow.open(BytesIO(data), formats=_READERS) as picture:
        width, height = picture.size
        if width * height > limits.pixels:
            raise BadPicture("too_many_pixels")
        kind = picture.format or ""
        picture.draft("L", (width // 8, height // 8))  # JPEG: the whole stream is read, at a sixty-fourth of the memory
        picture.load()
    return kind, width, height


def path_of(digest: str, extension: str) -> str:
    """Where a picture stands below the image folder.

    >>> path_of("abcdef" + 58 * "0", "jpg")
    'ab/cdef0000000000000000000000000000000000000000000000000000000000.jpg'
    """
    return f"{digest[:2]}/{digest[2:]}.{extension}"


def _what_else(data: bytes) -> FileError:
    """What bytes are in which no reader finds a picture."""
    if data.startswith(_SIGNATURES) or data[4:11] == b"ftypavi":
        return "truncated"
    return "html" if data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") else "unknown_type"


def _cut_off(data: bytes, extension: str) -> bool:
    """Whether later frames of an animation are missing: the first one is all that was decoded."""
    if extension == "gif":
        return not _gif_ends(data)
    if extension == "png":
        return b"IEND\xaeB`\x82" not in data
    return extension == "webp" and int.from_bytes(data[4:8], "little") + 8 > len(data)


def _gif_ends(data: bytes) -> bool:
    """Whether a GIF's blocks lead to its trailer (GIF89a specification, sections 18 to 27)."""
    try:
        position = 13 + _colours(data[10])
        while data[position] != 0x3B:
            if data[position] == 0x2C:
                position += 11 + _colours(data[position + 9])  # the frame's head, its colours, one byte of code size
            elif data[position] == 0x21:
                position += 2
            else:
                return False
            while data[position]:
                position += data[position] + 1
            position += 1
    except IndexError:
        return False
    return True


def _colours(flags: int) -> int:
    """Bytes of a colour table."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0
