"""Pictures as phones, scanners and programs write them, made on the spot."""

from __future__ import annotations

import base64
import io
import struct
import zlib

from PIL import Image

RED, BLUE, WHITE = (220, 20, 20), (20, 20, 220), (255, 255, 255)
# EXIF's orientation to what is done to an upright picture when it is stored.
_STORED = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}

# 64 × 64 red pixels, as HEIC.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAUJtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAABAAAA"
    "Imlsb2MAAAAAREAAAQABAAAAAAFmAAEAAAAAAAAAGgAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAAAAEAAGh2YzEAAAAAwmlwcnAAAACkaXBjbwAAAHhodmND"
    "AQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbqSSmubgQEDAgA"
    "AAMACAAAAwAIQCIAAQAHRAHBcrAiQAAAABRpc3BlAAAAAAAAAEAAAABAAAAAEHBpeGkAAAAAAwgICAAAABZpcG1hAAAAAAAAAAEAAQOBAoMAAAAibWRhdAAA"
    "ABYoAa8ZgPd8hTf/+KGH/mta/6/BXi0c"
)

# `photograph(6, size=(160, 320))` as an iPhone would store it: turned by `irot`, with EXIF that says the same again.
TURNED_HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAaFtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAA"
    "AAAERAAAIAAQAAAAABxQABAAAAAAAAA2YAAgAAAAAFKwABAAAAAAAAACQAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVp"
    "bmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA4GlwcnAAAADAaXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAPPAA/P34+AAADwNgAAEAGE"
    "ABDAH//wNwAAADAJAAAAMAAAMAPLoCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwA8oAoIChZbqSSmubgIaDAgAAADAyAAAAMAIWIAAQAHRAHBcrBi"
    "QAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAAFAAAAAoAAAABBwaXhpAAAAAAMICAgAAAAJaXJvdAMAAAAYaXBtYQAAAAAAAAABAA"
    "EFgQIDBIUAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAA5JtZGF0AAADYigBrwY2JgO5gFr8/Tf8XYf+R/n6R//97CqrxCY/J3nw2thDnjtO"
    "wdtXe3g6R2YRN2ZzVuBKUn+GDPD86vGy5+b+6Theo0uJH1OvpVw2nhUXUeyfVOtpvxWr8/Z9F/Rf7d5k0/4HMv1v/Y3fARZPXIQFvGqBYOhYTF"
    "aQqInnW0jzESz/Ib6rC0SAGfhQztX/lxmmNJJlYD66CTzOEJTXvXewKMRRFkSDw6PEUYJ00fgEneZeTiMe8UyO0OyDD/FuuPwz5831xDdQv4Xl"
    "pCP9oAUCVeFu/e2pzWP4yy2y2pvvCGqWyXrOrLvLk7ULvuvr9lvMCsxwqVEWZ/Pbs42EyaFrwAAAAwAAAwAEPAAAHZQ4WqlkWSYob/+8b6xScr"
    "Vwb1z9rvN79Dc4bUma+v9v2f+ay5rCbX8m/pOmla00+eSMHAqV518ZpLQTnOFz81I8SyO6enVPhmxHh/VFztHKNLlzuKA+1fniyeDs4BKs+iKE"
    "rGwJTXxJ4Z0TphfAUq7wIrtkG7olbLYauQ/RX+Fk4B71GpKbhl4aOBX+F3XGqFQYF51tkeA1NSxn5fjgko6L7FonQ+//2ZNiIcOaYGX+rlGsVm"
    "jDUIZ4qMXw4gNf6r2JX4+fHw//W+fJULNHrOdjjoW0PwYEHZD53xqzT8CLSfLw6ei1b3RQPpOztu99x2ZLX13y72r+WcVwifl57807IbiXISb7"
    "H2BQvJnS5XpCyFksl0Txz8N1Hu5ygn+5f+3YOTpNSYuGUzPni5sDXrN1nNmbdQs8ZsrZYs+9m7F5cpRB09NaNTZtZ9nLiCu4CdAjEhBH66m9JZ"
    "h8e8Ryst55nkXmu0dopA+PDcisiMlx3m4iqqp1uupdm/mv2iHm7PcbGcaeHbBv1PHgma1GZJhSB5by3ACXdWct8sjPRQNbdDc8JMiX5f8gzoAA"
    "AAMAAAMAAAMATcAAI0ovBqOepr+HiXwsnw/8aYqIFKg9/QuKJcb/kUJlGwPYbWQiNGIddCQ9Rn0ws0v0kxkNKyEnM7RPv2zHCFLUsaGJDCSPSe"
    "lD6I4aIaXpQQJqa/h4l8LJ8P/GkL1eqXsPUNKPWS8Dz0Y6vhGeF8x24b2Wu5WXkkSkh4ybAcPpNGX6PvRVU0WkhrGadJlhcbLfTd5IZ48uAAAD"
    "AAMKAAAABkV4aWYAAE1NACoAAAAIAAEBEgADAAAAAQAGAAAAAAAA"
)


def photograph(orientation: int, fmt: str = "JPEG", size: tuple[int, int] = (40, 80)) -> bytes:
    """`size` as it is shown: white, with a red corner at the top left and a blue one at the top right."""
    shown = Image.new("RGB", size, WHITE)
    shown.paste(RED, (0, 0, size[0] // 2, size[1] // 4))
    shown.paste(BLUE, (size[0] // 2, 0, size[0], size[1] // 4))
    turn = _STORED.get(orientation)
    stored = shown if turn is None else shown.transpose(turn)
    exif = stored.getexif()
    exif[0x112] = orientation
    return saved(stored, fmt, exif=exif, **({"quality": 95} if fmt in ("JPEG", "WEBP") else {}))


def saved(picture: Image.Image, fmt: str, **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, format=fmt, **options)
    return out.getvalue()


def looked_at(data: bytes) -> Image.Image:
    """As a server does that knows nothing of EXIF."""
    return Image.open(io.BytesIO(data)).convert("RGB")


def is_upright(data: bytes) -> bool:
    """Red at the top left and blue at the top right, in a picture that is higher than wide."""
    seen = looked_at(data)
    w, h = seen.size
    found = [
        seen.getpixel((w // 4, h // 10)),
        seen.getpixel((3 * w // 4, h // 10)),
        seen.getpixel((w // 2, 9 * h // 10)),
    ]
    return h > w and all(near(a, b) for a, b in zip(found, (RED, BLUE, WHITE), strict=True))


def near(a: tuple[int, ...], b: tuple[int, ...], by: int = 30) -> bool:
    return all(abs(x - y) <= by for x, y in zip(a, b, strict=True))


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_head(width: int, height: int, *, bits: int = 8, colour: int = 2) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0))
