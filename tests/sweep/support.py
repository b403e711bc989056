"""Runs, and a runner that answers as a test wants."""

from concurrent.futures import Future

from omni_nb.compare.plan import Asked, plan
from omni_nb.prompt.parts import Prompt
from omni_nb.sweep.runs import Runs
from omni_nb.sweep.work import outcome_of_error, outcome_of_reply
from tests.support.clients import simulated


def runs(n=3, *, repeats=1, server="here", models=None, **options):
    asked = [Asked(prompt=Prompt.of(f"Repeat exactly: {i}"), variables={"n": str(i)}) for i in range(n)]
    options = {"modalities": ["text"], **options}
    return Runs.of(plan(simulated(), asked, repeats=repeats, models=models, options=options), server=server)


class Answering:
    """Answers at once what `say(work)` returns: a reply, or an error that is returned or raised; None never answers."""

    def __init__(self, say, *, most=4):
        self.say, self.most, self.works, self.cancelled, self.closed = say, most, [], 0, False
        self.open = []

    def submit(self, work):
        self.works.append(work)
        future = Future()
        said = self.say(work)
        if said is None:
            self.open.append((work, future))
        elif isinstance(said, BaseException) and not hasattr(said, "cause"):
            future.set_exception(said)
        elif isinstance(said, BaseException):
            future.set_result(outcome_of_error(work.key, said))
        else:
            future.set_result(outcome_of_reply(work.key, said, work.request))
        return future

    def cancel(self):
        from omni_nb.errors import StreamBroken

        self.cancelled += 1
        for work, future in self.open:
            future.set_result(outcome_of_error(work.key, StreamBroken("stopped", code="stopped")))
        self.open = []

    def close(self):
        self.closed = True
