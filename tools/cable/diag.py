"""Fetch a charger's diagnostics bundle into build/diag/, with a summary that a person can read."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from tools.cable.board import Board, ScriptError, in_sentences, visit
from tools.cable.traceback import Names
from tools.device import ROOT
from tools.summary import summary


# The program's own bundle needs its objects, so no soft reset goes before it. A board whose
# program is broken or missing tells what an interpreter alone can see.
def collect(board: Board, facts: dict[str, Any]) -> dict[str, Any]:
    """The bundle: who, when, `interpreter`, `sections` by name, `trouble` (None or a sentence)."""
    try:
        sections, trouble = _sections(board.run("bundle")), None
    except ScriptError as error:
        sections, trouble = _sections(error.printed), _last_line(error.printed)
    if trouble is not None or not sections:
        trouble = trouble or "its program told nothing"
        sections.update(_sections(board.run("bare", fresh=True)))
    return {
        "id": _id_of(sections) or facts.get("chip_id", "charger"),
        "taken": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "trouble": trouble,
        "interpreter": facts,
        "sections": sections,
    }


def _sections(printed: str) -> dict[str, Any]:
    sections = {}
    for line in printed.splitlines():
        if line.startswith("{"):
            try:
                section = json.loads(line)
                sections[section["name"]] = section["document"]
            except (ValueError, KeyError):
                continue  # cut off where the program failed; `trouble` tells that it did
    return sections


def _last_line(printed: str) -> str:
    return printed.strip().splitlines()[-1] if printed.strip() else "no word about why"


def _id_of(sections: dict[str, Any]) -> str | None:
    for document in sections.values():
        if isinstance(document, dict) and isinstance(document.get("id"), str):
            return str(document["id"])
    return None


def fetch_traces(board: Board, folder: Path) -> list[Path]:
    """Copies the black box's traces into the folder; returns where they are."""
    found = []
    for there in board.run("traces").splitlines():
        folder.mkdir(parents=True, exist_ok=True)
        here = folder / there.rsplit("/", 1)[-1]
        board.fetch(there, here)
        found.append(here)
    return found


def diagnose(port: str, folder: Path) -> list[Path]:
    """Writes bundle, summary and traces into the folder; returns their paths."""
    with visit(port) as (board, facts):
        bundle = collect(board, facts)
        stem = f"{_file_name(bundle['id'])}-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}"
        traces = fetch_traces(board, folder / f"{stem}-traces")
    folder.mkdir(parents=True, exist_ok=True)
    text = Names().translated(summary(bundle, [path.name for path in traces]))
    texts = {
        folder / f"{stem}.json": json.dumps(bundle, indent=1) + "\n",
        folder / f"{stem}.txt": text,
    }
    if rows := bundle["sections"].get("black_box"):
        texts[folder / f"{stem}-black-box.csv"] = "\n".join(map(str, rows)) + "\n"
    for path, content in texts.items():
        path.write_text(content, encoding="utf-8")
    print(text)
    for path in (*texts, *traces):
        print(f"written: {path}")
    return [*texts, *traces]


# It comes from a board: no part of it may lead out of the folder.
def _file_name(text: str) -> str:
    return (
        "".join(c if c.isascii() and (c.isalnum() or c == "-") else "_" for c in text)[:32]
        or "charger"
    )


def main(words: list[str] | None = None, folder: Path = ROOT / "build" / "diag") -> int:
    parser = argparse.ArgumentParser(prog="make diag", description=__doc__)
    parser.add_argument("port", nargs="?", default="")
    port = parser.parse_args(words).port
    return in_sentences(lambda: diagnose(port, folder))


if __name__ == "__main__":
    sys.exit(main())
