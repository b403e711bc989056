import math
import pickle

from omni_nb.errors import RequestRefused
from omni_nb.session.sending import Earlier, Sending
from omni_nb.wire.detection import DIALECTS
from omni_nb.wire.lessons import Lesson
from omni_nb.wire.limits import Limits
from tests.session.test_run import DONE, FINISH, TEXT, Server


def test_where_nothing_is_said_it_waits_as_long_as_it_takes_and_tries_twice_more():
    assert Sending() == Sending(max_retries=2, silence_s=math.inf, limits=Limits(), raw_trace=False)


def test_how_a_question_is_sent_makes_no_other_question_of_it():
    one, other = (Server([TEXT, FINISH, DONE]).reply(retries=n, silence_s=9.0 + n) for n in (0, 5))
    assert one.text == other.text == "hi"


def test_what_earlier_tries_taught_goes_to_other_processes():
    for dialect in DIALECTS.values():
        lesson = Lesson(words="speaks otherwise", dialect=dialect)
        earlier = Earlier(failed=2, tried=(lesson,), first=RequestRefused("no", status=400))
        assert pickle.loads(pickle.dumps(earlier)) == earlier
