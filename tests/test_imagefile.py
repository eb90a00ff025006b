"""What a downloaded file is, by its bytes: whole pictures pass as they are, everything else is refused with a reason."""

from __future__ import annotations

import struct
import zlib
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rasters import raster

from crawler.images.file import BadPicture, Limits, identify  # isort: skip  (needs Pillow, as the line above says)

WHOLE = {
    ("jpg", "image/jpeg"): raster("JPEG"),
    ("jpg", "image/jpeg", "of a phone"): raster("MPO", frames=2),
    ("png", "image/png"): raster("PNG"),
    ("png", "image/png", "moving"): raster("PNG", frames=3),
    ("gif", "image/gif"): raster("GIF"),
    ("gif", "image/gif", "moving"): raster("GIF", frames=4),
    ("webp", "image/webp"): raster("WEBP"),
    ("webp", "image/webp", "moving"): raster("WEBP", frames=3),
    ("avif", "image/avif"): raster("AVIF"),
    ("bmp", "image/bmp"): raster("BMP"),
    ("tif", "image/tiff"): raster("TIFF"),
}


def reason(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(BadPicture) as caught:
        identify(data, limits)
    return caught.value.reason


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be huge."""
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)), (b"IDAT", zlib.compress(bytes(100))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks)


@pytest.mark.parametrize("kind", WHOLE, ids=" ".join)
def test_a_whole_picture(kind: tuple[str, ...]) -> None:
    data = WHOLE[kind]
    file = identify(data)
    digest = sha256(data).hexdigest()
    assert (file.path, file.mime) == (f"{digest[:2]}/{digest[2:]}.{kind[0]}", kind[1])
    assert (file.sha256, file.bytes, file.width, file.height) == (digest, len(data), 64, 48)


@pytest.mark.parametrize("kind", [kind for kind in WHOLE if kind[-1] != "of a phone"], ids=" ".join)
@pytest.mark.parametrize("missing", [1, 3, 0.1, 0.5, 0.9])
def test_a_picture_that_was_cut_off(kind: tuple[str, ...], missing: float) -> None:
    data = WHOLE[kind]
    assert reason(data[: len(data) - round(missing if missing >= 1 else missing * len(data))]) == "truncated"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"<html><body>login</body></html>", "html"),
        (b"\xef\xbb\xbf\r\n <!DOCTYPE html>", "html"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "html"),
        (b"no picture", "unknown_type"),
        (b"%PDF-1.7", "unknown_type"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "unknown_type"),
        (b"\x89PNG\r\n\x1a\n", "truncated"),
        (b"GIF89a", "truncated"),
        (bomb(60_000, 60_000), "too_many_pixels"),
        (bomb(10_001, 10_000), "too_many_pixels"),
    ],
)
def test_what_is_no_picture(data: bytes, why: str) -> None:
    assert reason(data) == why


def test_limits() -> None:
    data = raster("PNG", (40, 30))
    assert identify(data, Limits(len(data), 1200)).width == 40
    assert reason(data, Limits(len(data) - 1, 1200)) == "too_large"
    assert reason(data, Limits(len(data), 1199)) == "too_many_pixels"


def test_the_name_does_not_matter_but_the_colours_do() -> None:
    assert identify(raster(seed=1)).sha256 != identify(raster(seed=2)).sha256
    assert identify(raster("GIF")).path.endswith(".gif")


@given(st.sampled_from(sorted(WHOLE.values())), st.data())
def test_broken_bytes_are_refused_or_pass_but_never_raise_anything_else(data: bytes, given_by: st.DataObject) -> None:
    broken = bytearray(data)
    for place in given_by.draw(st.lists(st.integers(0, len(data) - 1), max_size=20)):
        broken[place] = given_by.draw(st.integers(0, 255))
    try:
        file = identify(bytes(broken))
    except BadPicture:
        return
    assert file.bytes == len(data)
