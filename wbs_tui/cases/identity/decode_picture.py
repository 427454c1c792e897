"""Makes a small plain picture of one that somebody sent. Runs as a process of its own, and trusts nothing.

`decode_picture.py WIDTH HEIGHT`: the picture on standard input; on standard output a line `width height` and
its pixels, three bytes each, no larger than asked. Ends with one of the codes below. Before the first byte is
looked at, the process has given up new files, sockets and processes, and most memory and time: whatever a
hostile picture makes of the decoder, it can do no more than write pixels.
"""

import sys

NO_PICTURE, TOO_LARGE, DAMAGED = 3, 4, 5
MOST_PIXELS = 40_000_000
CPU_SECONDS = 5
MEMORY = 768 * 1024 * 1024


def give_up_rights() -> None:
    """Limit this process for good; what a system cannot limit is left to the parent's clock."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for name, most in (
        *(("RLIMIT_CORE", 0), ("RLIMIT_FSIZE", 0), ("RLIMIT_NPROC", 0), ("RLIMIT_CPU", CPU_SECONDS)),
        *(("RLIMIT_AS", MEMORY), ("RLIMIT_NOFILE", 3)),
    ):
        try:
            resource.setrlimit(getattr(resource, name), (most, most))
        except (AttributeError, ValueError, OSError):
            continue


def main() -> int:
    """Decode standard input; gives the exit code."""
    from io import BytesIO

    from PIL import ExifTags, Image, ImageOps, MpoImagePlugin, TiffImagePlugin

    Image.preinit()
    del ExifTags, MpoImagePlugin, TiffImagePlugin  # loaded while a file may be opened
    box = int(sys.argv[1]), int(sys.argv[2])
    give_up_rights()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        picture = Image.open(BytesIO(sys.stdin.buffer.read()), formats=("JPEG", "PNG"))
    except Image.DecompressionBombError:
        return TOO_LARGE
    except Exception:  # noqa: BLE001 - a decoder raises anything; the code says enough
        return NO_PICTURE
    if picture.width * picture.height > MOST_PIXELS:
        return TOO_LARGE
    try:
        picture.draft("RGB", box)
        small = ImageOps.exif_transpose(picture).convert("RGB")
        small.thumbnail(box)
    except MemoryError:
        return TOO_LARGE
    except Exception:  # noqa: BLE001
        return DAMAGED
    sys.stdout.buffer.write(f"{small.width} {small.height}\n".encode() + small.tobytes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
