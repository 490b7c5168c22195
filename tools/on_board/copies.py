"""Copies files on the board. Before it stands: COPIES, pairs of paths, from and to."""

piece = bytearray(512)
view = memoryview(piece)


def copy(source, target):
    with open(source, "rb") as read, open(target, "wb") as written:
        while True:
            count = read.readinto(piece)
            if not count:
                break
            written.write(view[:count])


for source, target in COPIES:  # type: ignore[name-defined]  # noqa: F821
    copy(source, target)
