"""`make demo`: run the first notebook, and leave a finished notebook, a page and a sound file in `demo/`.

The simulator answers, or the real service where DASHSCOPE_API_KEY is set.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Run it and say what was left where."""
    place = ROOT / "demo"
    place.mkdir(exist_ok=True)
    notebook = nbformat.read(ROOT / "notebooks" / "00_quickstart.ipynb", as_version=4)
    print("Running notebooks/00_quickstart.ipynb …", flush=True)
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(place)}})
    client.on_cell_executed = _tell
    client.execute()
    nbformat.write(notebook, place / "quickstart.ipynb")
    (place / "quickstart.html").write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
    print("\nOpen these:")
    for path in sorted(place.iterdir()):
        print(f"  {path.relative_to(ROOT)}  ({path.stat().st_size / 1000:,.0f} kB)")


def _tell(cell: nbformat.NotebookNode, cell_index: int, execute_reply: dict[str, object]) -> None:
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if "text/markdown" in data:  # a reply's words
            print(f"\n> {cell.source.strip().splitlines()[0]}\n{data['text/plain']}", flush=True)
        elif "SIMULATED" in data.get("text/plain", "") or "first text" in data.get("text/plain", ""):
            print(f"({data['text/plain']})", flush=True)


if __name__ == "__main__":
    sys.exit(main())
