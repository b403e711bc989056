"""Run the notebooks again on the simulator and save them with their outputs: `python docs/notebooks.py [NAME…]`."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
_VIEW = "application/vnd.jupyter.widget-view+json"


def main(*names: str) -> None:
    """Writes into `notebooks/`, and says how heavy each has become."""
    os.environ.pop("DASHSCOPE_API_KEY", None)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        if not names or path.stem in names:
            nbformat.write(run(nbformat.read(path, as_version=4)), path)
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1000:,.0f} kB", flush=True)


def run(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook with the outputs of a kernel that began in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["OMNI_NB_DATA_DIR"] = folder
        NotebookClient(
            notebook, timeout=300, kernel_name="python3", store_widget_state=False, resources={"metadata": {"path": folder}}
        ).execute()  # fmt: skip
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # times of day
        for output in cell.get("outputs", []):
            # a trusted notebook prefers a dead widget to the words beside it
            output.get("data", {}).pop(_VIEW, None)
            if output.output_type == "stream":
                output.text = re.sub(r"http://127\.0\.0\.1:\d+/v1", "http://127.0.0.1:8091/v1", output.text)
    return notebook


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
