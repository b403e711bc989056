"""A key is planted and then searched for in everything a person or a file could show."""

import os
import re
from pathlib import Path

import nbformat
import pytest

from tests.support import notebooks

CANARY = "sk-" + "canary" + "0123456789abcdef"

# A cell, and how it ends: with which error, or showing something (None).
CELLS = [
    # the worst that a person can turn on: every variable of every frame
    ("%xmode Verbose\nimport omni_nb.errors; del omni_nb.errors.OmniError._render_traceback_", None),
    ("""import os, logging; logging.basicConfig(level=logging.DEBUG)
from omni_nb import Omni, recent
from omni_nb.servers.simulator.server import Simulator
sim = Simulator(pace=0)""", None),
    ("omni = Omni(base_url=sim.base_url); omni", None),
    ("omni.ask('你是谁', voice='Cherry')", None),
    ("omni.request('你是谁', voice='Cherry')", None),
    ("omni.check('你是谁', voice='Cherry')", None),
    ("omni.last", None),
    (
        """def within(x, deep=4):
    "All that an object holds, as a debugger shows it."
    names = [*getattr(x, "__dict__", ()), *getattr(type(x), "__slots__", ())]
    return repr(x), {n: within(getattr(x, n, None), deep - 1) for n in names} if deep else "deeper"
within(omni), within(omni.last), within(omni.chat()), within(omni.compose())""",
        None,
    ),
    *[
        (f"Omni(base_url=sim.base_url, headers={{'X-Omni-Sim-Fault': '{fault}'}}, max_retries=0, timeout_s=1).ask('x')", error)
        for fault, error in (
            ("401", "AuthenticationFailed"), ("429", "RateLimited"), ("500", "ServerFailed"), ("stream-error", None), ("cut-mid-json", None),
            ("stall", None), ("inspection", "RequestRefused"),
        )
    ],
    ("Omni(base_url='http://127.0.0.1:9/v1', max_retries=0).ask('x')", "ConnectionFailed"),
    ("Omni(base_url=sim.base_url).ask('x', voice='Tina')", "PromptRefused"),
    ("Omni(base_url=sim.base_url).ask('x', temprature=1)", "TypeError"),
    ("Omni(region='mars')", "ValueError"),
    ("Omni(region='us', base_url='http://x/v1')", "ValueError"),
    ("Omni('x', server='openai', api_key=os.environ['OMNI_NB_API_KEY'] + ' bad')", "ValueError"),
    ("Omni('x', api_key='Bearer ' + os.environ['OMNI_NB_API_KEY'])", "ValueError"),
    ("Omni(api_key=os.environ['OMNI_NB_API_KEY'], dialect='klingon')", "ValueError"),
    ("Omni(api_key='sk-proj-' + os.environ['OMNI_NB_API_KEY'])", "KeyMissing"),
    ("import pickle; pickle.dumps(omni)", "TypeError"),
    ("list(omni.stream('x'))[-1], recent()", None),
    ("await omni.aask('x')", None),
    ("Omni(base_url=sim.base_url, record='lesson.cassette').ask('你是谁', voice='Cherry')", None),
    ("""import socket
def cut_off(*_): raise OSError("the network is cut off")
socket.socket.connect = socket.getaddrinfo = cut_off
Omni(replay='lesson.cassette', speed=float('inf')).ask('你是谁', voice='Cherry')""", None),
    ("Omni(base_url=sim.base_url, max_retries=0).ask('你是谁', voice='Cherry')", "ConnectionFailed"),
    ("Omni(replay='lesson.cassette').ask('你叫什么', voice='Cherry')", "NotRecorded"),
]  # fmt: skip


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    folder = tmp_path_factory.mktemp("secrets")
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source, _ in CELLS])
    before = dict(os.environ)
    os.environ.update(OMNI_NB_API_KEY=CANARY, OMNI_NB_DATA_DIR=str(folder / "omni"), IPYTHONDIR=str(folder / "ipython"))
    try:
        notebooks.execute(nb, folder, allow_errors=True)
    finally:
        os.environ.clear()
        os.environ.update(before)
    nbformat.write(nb, folder / "saved.ipynb")
    return nb, folder


def test_each_cell_did_what_it_should(ran):
    nb, _ = ran
    ended = [next((o.ename for o in cell.outputs if o.output_type == "error"), None) for cell in nb.cells]
    for cell, (source, error), kind in zip(nb.cells, CELLS, ended, strict=True):
        assert kind == error, (source, cell.outputs[-1:])
    assert [c.source for c in nb.cells if not c.outputs] == []  # each shows something in which to search


def test_the_canary_is_in_no_output_and_in_no_file(ran):
    nb, folder = ran
    for cell in nb.cells:
        shown = nbformat.writes(nbformat.v4.new_notebook(cells=[cell]))
        assert CANARY not in shown, cell.source
        assert CANARY[:12] not in shown, cell.source
    for path in [p for p in Path(folder).rglob("*") if p.is_file()]:
        assert CANARY.encode() not in path.read_bytes(), path


def test_a_cassette_plays_in_a_kernel_whose_network_is_cut_off(ran):
    """The same words and the same sound; the cell behind it shows that nobody can be reached."""
    nb, folder = ran
    shown = []
    for cell in nb.cells[-4:-2]:
        kinds = [dict(o.data) for o in cell.outputs if "data" in o]
        shown.append([data[kind] for data in kinds for kind in ("text/markdown", "text/html") if kind in data])
    live, again = ("".join(map(str, each)) for each in shown)
    sound = re.compile(r"data:audio/[\w;,+/=]{2000,}")
    assert "模拟器" in live
    assert sound.findall(again) == sound.findall(live) != []
    assert (folder / "lesson.cassette").exists()
