import math

from omni_nb.session.sending import Sending
from omni_nb.wire.limits import Limits
from tests.session.test_run import DONE, FINISH, TEXT, Server


def test_where_nothing_is_said_it_waits_as_long_as_it_takes_and_tries_twice_more():
    assert Sending() == Sending(max_retries=2, silence_s=math.inf, limits=Limits(), raw_trace=False)


def test_how_a_question_is_sent_makes_no_other_question_of_it():
    one, other = (Server([TEXT, FINISH, DONE]).reply(retries=n, silence_s=9.0 + n) for n in (0, 5))
    assert one.text == other.text == "hi"
