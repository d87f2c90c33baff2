"""Wires and blocks set into pixels by compiled loops. Knows nothing of Qt.

Qt's painter takes fifteen milliseconds for the thousand wires that cross a view amid
20,000 nodes, these loops take four, and Python's interpreter lock is free meanwhile.
`compiled` loads them; importing this module compiles it or reads it from the cache.

Pixels are 32 bit numbers ``0xAARRGGBB`` with premultiplied alpha, shape ``(h, w)``;
points and sizes are in pixels, the middle of the first one at (0.5, 0.5). A mask has
the coverage of each pixel, 0 to 255. Whatever lies outside is left out, and what is not
a number or absurdly far away too, because compiled loops check no bounds.
"""

import math
from collections.abc import Callable
from typing import Any, Final, TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from playground.core.operations import Array

Mask: TypeAlias = NDArray[np.uint8]
Pixels: TypeAlias = NDArray[np.uint32]
Line: TypeAlias = NDArray[np.uint32]
Bytes: TypeAlias = NDArray[np.uint8]
Words: TypeAlias = NDArray[np.uint64]

_FLATNESS: Final = 0.2  # a curve's pieces leave it by no more pixels
_MOST_PIECES: Final = 4000
_FARTHEST: Final = 1e8
_HALF: Final = 0.5
_OVERLAP: Final = 0.25
"""Pixels that pieces of a wire overlap by, which a mask forgives."""
_CORNER: Final = 0.75
"""Of half the width, besides: a piece cut level meets one that is cut upright."""
_LAST_BEFORE: Final = 0.999999
_SOLID: Final = 255

Loop: TypeAlias = Callable[..., Any]


def _compiled(signature: str) -> Callable[[Loop], Loop]:
    """Compile at once for one *signature*, so that no frame ever waits for it."""

    def compile_it(loop: Loop) -> Loop:
        options: dict[str, Any] = {"nogil": True, "_nrt": False}
        try:
            made: Loop = njit(signature, cache=True, **options)(loop)
        except RuntimeError:  # no folder for the cache can be written to
            made = njit(signature, **options)(loop)
        return made

    return compile_it


@njit(inline="always")
def _cover(mask: Mask, y: int, x: int, share: float) -> None:
    level = int(share * _SOLID + _HALF)
    if level > mask[y, x]:  # noqa: PLR1730  max would write what is there already
        mask[y, x] = level


@njit(inline="always")
def _down(mask: Mask, x0: float, y0: float, x1: float, y1: float, half: float) -> None:
    """A piece that goes rather down than across, row by row; y0 < y1."""
    h, w = mask.shape
    slope = (x1 - x0) / (y1 - y0)
    reach = half * math.sqrt(1.0 + slope * slope)
    width = 2.0 * reach
    spare = _OVERLAP + _CORNER * half
    first = int(min(max(y0 - _HALF - spare, 0.0), float(h)) + _LAST_BEFORE)
    last = int(min(max(y1 - _HALF + spare, -1.0), h - 1.0))
    left = x0 + (first + _HALF - y0) * slope - reach
    for y in range(first, last + 1):
        right = left + width
        if left >= 0.0 and right < w:
            begin, end = int(left), int(right)
            if begin == end:
                _cover(mask, y, begin, width)
            else:
                _cover(mask, y, begin, begin + 1 - left)
                for x in range(begin + 1, end):
                    mask[y, x] = _SOLID
                _cover(mask, y, end, right - end)
        elif right > 0.0 and left < w:
            for x in range(int(max(left, 0.0)), int(min(right, w - 1.0)) + 1):
                _cover(mask, y, x, min(right, x + 1.0) - max(left, float(x)))
        left += slope


@njit(inline="always")
def _across(
    mask: Mask, x0: float, y0: float, x1: float, y1: float, half: float
) -> None:
    """A piece that goes rather across than down, column by column; x0 < x1."""
    h, w = mask.shape
    slope = (y1 - y0) / (x1 - x0)
    reach = half * math.sqrt(1.0 + slope * slope)
    width = 2.0 * reach
    spare = _OVERLAP + _CORNER * half
    first = int(min(max(x0 - _HALF - spare, 0.0), float(w)) + _LAST_BEFORE)
    last = int(min(max(x1 - _HALF + spare, -1.0), w - 1.0))
    top = y0 + (first + _HALF - x0) * slope - reach
    for x in range(first, last + 1):
        bottom = top + width
        if bottom > 0.0 and top < h:
            for y in range(int(max(top, 0.0)), int(min(bottom, h - 1.0)) + 1):
                _cover(mask, y, x, min(bottom, y + 1.0) - max(top, float(y)))
        top += slope


@njit(inline="always")
def _piece(mask: Mask, x0: float, y0: float, x1: float, y1: float, half: float) -> None:
    across, down = x1 - x0, y1 - y0
    if abs(down) >= abs(across):
        if down > 0.0:
            _down(mask, x0, y0, x1, y1, half)
        elif down < 0.0:
            _down(mask, x1, y1, x0, y0, half)
    elif across > 0.0:
        _across(mask, x0, y0, x1, y1, half)
    else:
        _across(mask, x1, y1, x0, y0, half)


@njit(inline="always")
def _is_out(first: float, last: float, room: float, half: float) -> bool:
    reach = 2.0 * half + 2.0
    before = first < -reach and last < -reach
    return before or (first > room + reach and last > room + reach)


@_compiled("void(u1[:,::1], f8[:,:,::1], f8, f8, f8, f8)")
def stroke_curves(
    mask: Mask, controls: Array, scale: float, left: float, top: float, width: float
) -> None:
    """Cubics into a mask; where several cover a pixel, the one that does so most.

    Args:
        mask: Shape ``(h, w)``, bytes.
        controls: Control points, shape ``(m, 4, 2)``, in units of the caller.
        scale: Pixels of such a unit.
        left: Where the caller's origin is, in pixels of the mask.
        top: As *left*.
        width: Pixels across a wire.
    """
    h, w = mask.shape
    half = width / 2.0
    for k in range(len(controls)):
        x0, y0 = controls[k, 0, 0] * scale + left, controls[k, 0, 1] * scale + top
        x1, y1 = controls[k, 1, 0] * scale + left, controls[k, 1, 1] * scale + top
        x2, y2 = controls[k, 2, 0] * scale + left, controls[k, 2, 1] * scale + top
        x3, y3 = controls[k, 3, 0] * scale + left, controls[k, 3, 1] * scale + top
        size = abs(x0) + abs(y0) + abs(x1) + abs(y1)
        size += abs(x2) + abs(y2) + abs(x3) + abs(y3)
        if not size < _FARTHEST:
            continue
        bend = max(
            math.hypot(x0 - 2.0 * x1 + x2, y0 - 2.0 * y1 + y2),
            math.hypot(x1 - 2.0 * x2 + x3, y1 - 2.0 * y2 + y3),
        )
        pieces = min(int(math.sqrt(0.75 * bend / _FLATNESS)) + 1, _MOST_PIECES)
        x, y = x0, y0
        for i in range(1, pieces + 1):
            t = i / pieces
            u = 1.0 - t
            a, b, c, d = u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t
            next_x = a * x0 + b * x1 + c * x2 + d * x3
            next_y = a * y0 + b * y1 + c * y2 + d * y3
            if not (_is_out(x, next_x, w, half) or _is_out(y, next_y, h, half)):
                _piece(mask, x, y, next_x, next_y, half)
            x, y = next_x, next_y


@_compiled("void(u4[::1], u1[::1], u8[::1], u4)")
def ink(pixels: Line, mask: Bytes, words: Words, color: int) -> None:
    """Lay an opaque *color* over pixels through a mask, and clean the mask.

    Args:
        pixels: Row after row, shape ``(n,)``.
        mask: As *pixels*, and up to seven zeros more.
        words: The memory of *mask*, eight bytes in one; most of them are zero.
        color: As a pixel.
    """
    red, green, blue = (color >> 16) & 255, (color >> 8) & 255, color & 255
    for word in range(len(words)):
        if words[word] == 0:
            continue
        for place in range(8 * word, 8 * word + 8):
            level = int(mask[place])
            if level == 0:
                continue
            if level == _SOLID:
                pixels[place] = color
                continue
            below = int(pixels[place])
            rest = _SOLID - level
            alpha = (255 * level + (below >> 24) * rest + 127) // 255
            r = (red * level + ((below >> 16) & 255) * rest + 127) // 255
            g = (green * level + ((below >> 8) & 255) * rest + 127) // 255
            b = (blue * level + (below & 255) * rest + 127) // 255
            pixels[place] = (alpha << 24) | (r << 16) | (g << 8) | b
        words[word] = 0


@_compiled("void(u4[:,::1], f8[:,::1], f8, f8, f8, u4)")
def hairlines(
    pixels: Pixels, ends: Array, scale: float, left: float, top: float, color: int
) -> None:
    """Straight lines, one pixel wide: *ends* as x1, y1, x2, y2, shape ``(m, 4)``."""
    h, w = pixels.shape
    for k in range(len(ends)):
        x0, y0 = ends[k, 0] * scale + left, ends[k, 1] * scale + top
        x1, y1 = ends[k, 2] * scale + left, ends[k, 3] * scale + top
        across, down = x1 - x0, y1 - y0
        if not abs(x0) + abs(y0) + abs(across) + abs(down) < _FARTHEST:
            continue
        if abs(down) >= abs(across):
            if down < 0.0:
                x0, y0, x1, y1 = x1, y1, x0, y0
            slope = across / down if down != 0.0 else 0.0
            first = int(min(max(y0, 0.0), float(h)))
            last = int(min(max(y1, -1.0), h - 1.0))
            x = x0 + (first + _HALF - y0) * slope
            for row in range(first, last + 1):
                if 0.0 <= x < w:
                    pixels[row, int(x)] = color
                x += slope
        else:
            if across < 0.0:
                x0, y0, x1, y1 = x1, y1, x0, y0
            slope = down / across
            first = int(min(max(x0, 0.0), float(w)))
            last = int(min(max(x1, -1.0), w - 1.0))
            y = y0 + (first + _HALF - x0) * slope
            for column in range(first, last + 1):
                if 0.0 <= y < h:
                    pixels[int(y), column] = color
                y += slope


@_compiled("void(u4[:,::1], f8[:,::1], f8, f8, f8, f8, f8, u4)")
def blocks(
    pixels: Pixels,
    corners: Array,
    width: float,
    height: float,
    scale: float,
    left: float,
    top: float,
    color: int,
) -> None:
    """Filled rectangles of one size, without soft edges.

    *corners* are the upper left ones, shape ``(m, 2)``; like *width* and *height* they
    are in units of the caller.
    """
    h, w = pixels.shape
    for k in range(len(corners)):
        x0, y0 = corners[k, 0] * scale + left, corners[k, 1] * scale + top
        if not abs(x0) + abs(y0) < _FARTHEST:
            continue
        first = int(min(max(x0 + _HALF, 0.0), float(w)))
        last = int(min(max(x0 + width * scale + _HALF, 0.0), float(w)))
        begin = int(min(max(y0 + _HALF, 0.0), float(h)))
        end = int(min(max(y0 + height * scale + _HALF, 0.0), float(h)))
        for y in range(begin, end):
            for x in range(first, last):
                pixels[y, x] = color
