"""`help`: a line for each command, or all there is to say about one. The texts are in help.txt.

There a command's first line stands at the margin, such as "wire [amps]: what it is"; what more
there is to say of it follows, indented. The file is never in memory as a whole.
"""

from micropython import const

_PATH = __file__.rsplit("/", 1)[0] + "/help.txt"

_BLOCK_CHARS = const(512)
_WORD_MAX_CHARS = const(12)
_FAR = const(3)  # edits: "wier" is two from "wire"


# The whole list would be two kilobytes at once.
def run(_parts, words):
    """Raises OSError if the texts cannot be read."""
    if len(words) > 1:
        return None
    return _about(words[0]) if words else [line for line in _texts() if line[0] != " "]


def _about(name):
    lines = []
    for line in _texts():
        if line[0] != " " and lines:
            break
        if lines or _is_of(line, name):
            lines.append(line.strip())
    return lines or {"ok": False, "error": "no such command; try: help"}


def usage(name):
    """What `name` takes: the first line about it."""
    for line in _texts():
        if _is_of(line, name):
            return line
    return name


def _is_of(line, name):
    return line.startswith(name) and line[len(name)] in " :"


# In blocks: a file's own lines are read a byte at a time. The last line has its end, too.
def _texts():
    with open(_PATH) as file:
        rest = ""
        while True:
            block = file.read(_BLOCK_CHARS)
            if not block:
                return
            lines = (rest + block).split("\n")
            rest = lines.pop()
            yield from lines


# Only names whose first letter is among the word's first two: to compare with all of them would
# take the chip longer than a control step.
def nearest(word, names):
    """The one of `names` that `word` begins, or is a slip or two away from; None: none is near."""
    best, best_far = None, min(_FAR, len(word))
    for name in names:
        if name[0] not in word[:2]:
            continue
        begun = len(word) > 1 and name.startswith(word)
        far = 0 if begun else _edits(word[:_WORD_MAX_CHARS], name)
        if far < best_far:
            best, best_far = name, far
    return best


# Levenshtein's distance, a row at a time.
def _edits(word, name):
    row = list(range(len(name) + 1))
    for place, letter in enumerate(word):
        above, row[0] = row[0], place + 1
        for i, other in enumerate(name):
            changed = above + (letter != other)
            above = row[i + 1]
            row[i + 1] = min(changed, above + 1, row[i] + 1)
    return row[-1]
