"""A small table: a list of rows that shows itself well."""

from __future__ import annotations

from typing import Any

from omni_nb.escape import html, visible


class Table(list[dict[str, Any]]):
    """Rows as dicts. `pandas.DataFrame(table)` works as it stands."""

    @property
    def columns(self) -> list[str]:
        """The columns, in their order."""
        return list(dict.fromkeys(key for row in self for key in row))

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html(c)}</th>" for c in self.columns)
        rows = "".join(
            "<tr>" + "".join(f"<td>{html(_cell(r.get(c)))}</td>" for c in self.columns) + "</tr>" for r in self
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def __repr__(self) -> str:
        rows: list[list[Any]] = [list(self.columns), *([r.get(c) for c in self.columns] for r in self)]
        lines = [[_in_line(value) for value in row] for row in rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)] if self else []
        return "\n".join("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() for line in lines)


def _in_line(value: Any) -> str:
    return " ".join(visible(_cell(value)).split())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
