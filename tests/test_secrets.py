"""A key is planted and then searched for in everything a person or a file could show."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

CANARY = "sk-" + "canary" + "0123456789abcdef"

CELLS = [
    # the worst that a person can turn on: every variable of every frame
    "%xmode Verbose\nimport omni_nb.errors; del omni_nb.errors.OmniError._render_traceback_",
    "import os, logging; logging.basicConfig(level=logging.DEBUG)\nfrom omni_nb import Omni, recent\nfrom omni_nb.servers.simulator.server import Simulator\nsim = Simulator(pace=0)",
    "omni = Omni(base_url=sim.base_url); omni",
    "vars(omni)",
    "omni.ask('你是谁', voice='Cherry')",
    "omni.request('x'), omni.check('x'), omni.last, repr(omni._address)",
    *[
        f"Omni(base_url=sim.base_url, headers={{'X-Omni-Sim-Fault': '{fault}'}}, max_retries=0, timeout_s=1).ask('x')"
        for fault in ("401", "429", "500", "stream-error", "cut-mid-json", "stall", "inspection")
    ],
    "Omni(base_url='http://127.0.0.1:9/v1', max_retries=0).ask('x')",
    "Omni(base_url=sim.base_url).ask('x', voice='Tina')",
    "Omni(base_url=sim.base_url).ask('x', temprature=1)",
    "Omni(region='mars')",
    "Omni(region='us', base_url='http://x/v1')",
    "Omni('x', server='openai', api_key=os.environ['OMNI_NB_API_KEY'] + ' bad')",
    "Omni('x', api_key='Bearer ' + os.environ['OMNI_NB_API_KEY'])",
    "Omni(api_key=os.environ['OMNI_NB_API_KEY'], dialect='klingon')",
    "Omni(api_key='sk-proj-' + os.environ['OMNI_NB_API_KEY'])",
    "import pickle; pickle.dumps(omni)",
    "list(omni.stream('x'))[-1], recent()",
    "await omni.aask('x')",
]


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    folder = tmp_path_factory.mktemp("secrets")
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
    before = dict(os.environ)
    os.environ.update(OMNI_NB_API_KEY=CANARY, OMNI_NB_DATA_DIR=str(folder / "omni"), IPYTHONDIR=str(folder / "ipython"))
    try:
        NotebookClient(
            nb, timeout=60, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": str(folder)}}
        ).execute()
    finally:
        os.environ.clear()
        os.environ.update(before)
    nbformat.write(nb, folder / "saved.ipynb")
    return nb, folder


def test_the_cells_did_what_they_should(ran):
    nb, _ = ran
    kinds = [[o.get("ename", o.output_type) for o in c.outputs] for c in nb.cells]
    errors = [k for cell in kinds for k in cell if k not in ("stream", "display_data", "execute_result")]
    assert {
        "AuthenticationFailed",
        "RateLimited",
        "ServerFailed",
        "ConnectionFailed",
        "PromptRefused",
        "ValueError",
        "KeyMissing",
        "RequestRefused",
        "TypeError",
    } <= set(errors)
    assert kinds[4].count("display_data") == 4


def test_the_canary_is_in_no_output_and_in_no_file(ran):
    nb, folder = ran
    for cell in nb.cells:
        shown = nbformat.writes(nbformat.v4.new_notebook(cells=[cell]))
        assert CANARY not in shown, cell.source
        assert CANARY[:12] not in shown, cell.source
    for path in [p for p in Path(folder).rglob("*") if p.is_file()]:
        assert CANARY.encode() not in path.read_bytes(), path
