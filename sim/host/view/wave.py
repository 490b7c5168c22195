"""The control pilot's waveform in characters: two periods, one row for every 3 V."""

from types import SimpleNamespace

ROW_MV = 3_000
TOP_MV = 12_000
ROWS = 2 * TOP_MV // ROW_MV + 1

_PERIODS = 2
_FULL_DUTY = 10_000
_LABEL_CHARS = 4


def wave(world: SimpleNamespace, columns: int) -> list[str]:
    """ROWS lines of `columns` characters, the first at +12 V, as the simulated plateaus are."""
    rows = _trace(world, columns - _LABEL_CHARS)
    return [f"{_label(number):{_LABEL_CHARS}}{row}" for number, row in enumerate(rows)]


def _label(row: int) -> str:
    volts = (TOP_MV - row * ROW_MV) // 1000
    return f"{volts:+3d}".replace("+0", " 0") if volts % 6 == 0 else ""


def _trace(world: SimpleNamespace, columns: int) -> list[str]:
    grid = [[" "] * columns for _ in range(ROWS)]
    before = None
    for column in range(columns):
        row = _row(world, column / columns * _PERIODS % 1)
        _draw(grid, column, before, row)
        before = row
    return ["".join(line) for line in grid]


def _row(world: SimpleNamespace, phase: float) -> int:
    high = phase * _FULL_DUTY < world.duty
    level_mv = world.pilot_high_mv if high else world.pilot_low_mv
    return min(max(round((TOP_MV - level_mv) / ROW_MV), 0), ROWS - 1)


def _draw(grid: list[list[str]], column: int, before: int | None, row: int) -> None:
    if before is None or before == row:
        grid[row][column] = "━"
        return
    for between in range(min(before, row), max(before, row)):
        grid[between][column] = "┃"
    grid[before][column], grid[row][column] = ("┓", "┗") if before < row else ("┛", "┏")
