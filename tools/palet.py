"""Makes a picture of a page small: at most 256 colours, which is what a page of text and tables has."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page

# The browser reads the picture, so that nothing else here has to know how.
_PIXELS = """async (png) => {
    const read = await (await fetch(`data:image/png;base64,${png}`)).blob();
    const picture = await createImageBitmap(read);
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const pen = canvas.getContext("2d");
    pen.drawImage(picture, 0, 0);
    const bytes = pen.getImageData(0, 0, picture.width, picture.height).data;
    let text = "";
    for (let from = 0; from < bytes.length; from += 32768)
        text += String.fromCharCode(...bytes.subarray(from, from + 32768));
    return [picture.width, picture.height, btoa(text)];
}"""


def small_png(blank: Page, png: bytes) -> bytes:
    """Return the same picture with the most used 256 colours; each other becomes the nearest of them."""
    width, height, text = blank.evaluate(_PIXELS, base64.b64encode(png).decode())
    pixels = np.frombuffer(base64.b64decode(text), np.uint8).reshape(-1, 4)[:, :3]
    colours, of_pixel, counts = np.unique(pixels, axis=0, return_inverse=True, return_counts=True)
    used = np.sort(np.argsort(-counts, kind="stable")[:256])
    palette = colours[used]
    indices = _nearest(colours, palette)[of_pixel.reshape(-1)].reshape(height, width)
    return _written(palette, indices)


def _nearest(colours: NDArray[np.uint8], palette: NDArray[np.uint8]) -> NDArray[np.uint8]:
    found = [
        int(np.argmin(((palette.astype(int) - colour) ** 2).sum(axis=1))) for colour in colours.astype(int)
    ]
    return np.array(found, np.uint8)


def _written(palette: NDArray[np.uint8], indices: NDArray[np.uint8]) -> bytes:
    height, width = indices.shape
    rows = np.hstack([np.zeros((height, 1), np.uint8), indices])
    parts = (
        (b"IHDR", struct.pack(">2I5B", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", palette.tobytes()),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    )
    chunks = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
