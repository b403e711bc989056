"""Conversations to be saved."""

from omni_nb import Reply, audio, image
from omni_nb.prompt.parts import Prompt
from omni_nb.saving.talk import ConversationTurn, Talk, TalkBranch
from tests.support.media import TONE, picture


def reply(text="one", audio=TONE, **more):
    return Reply(
        **{"text": text, "audio": audio, "complete": True, "model": "m", "voice": "Cherry", "created": "2026-01-02T03:04:05.000+00:00", **more}
    )  # fmt: skip


def turn(asked="what?", answer=None, *media, **more):
    return ConversationTurn(prompt=Prompt.of(*media, asked), reply=answer or reply(), **more)


def talk(*turns):
    return Talk.of(turns or (turn(), turn("and a picture?", reply("two"), image(picture()), audio(TONE))))


def forked():
    first, left, right = turn(), turn("left", reply("L")), turn("right", reply("R"), pinned=True)
    return Talk(
        branches=(
            TalkBranch(turns=(first, left), title="left"),
            TalkBranch(turns=(first, right), title="right", after=1),
        )
    )
