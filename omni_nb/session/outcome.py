"""How a stream ended, judged from what was seen of it: nothing to say, a note, or an error. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from omni_nb import quantities
from omni_nb.errors import OmniError, ServerError, StreamBroken
from omni_nb.messages import _, listed
from omni_nb.notes import Note
from omni_nb.wire.complaint import looks_like_html, text_of_page
from omni_nb.wire.endings import Ending, meaning_of, of_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of one stream.

    Attributes:
        done: `[DONE]` came.
        finish_last: A finish reason came, and no content behind it.
        reasons: All finish reasons, in their order.
        content: Words, thinking, sound or a tool call came.
        words: Words came.
        sound: Sound came; `sound_asked` if it was asked for, `sound_kept` if it came and could not be decoded.
        tools: Names of the tools that the model wants to have called.
        declined: The model's refusal came in a field of its own.
        torn, odd, page: As in `wire.sse`; words of a server, made harmless.
        damaged: Some bytes were no UTF-8.
        strange: An object that was no part of a reply.
    """

    done: bool
    finish_last: bool
    reasons: Sequence[str] = ()
    content: bool = True
    words: bool = True
    sound: bool = False
    sound_asked: bool = False
    sound_kept: bool = False
    tools: Sequence[str] = ()
    declined: bool = False
    torn: Sequence[str] = ()
    odd: Sequence[str] = ()
    page: str = ""
    damaged: bool = False
    strange: str = ""


def error_of(seen: Seen) -> OmniError | None:
    """Why the reply is not whole, or None if it is."""
    if not seen.content and (seen.page.strip() or (seen.strange and not seen.reasons)):
        return not_an_answer(seen.page, seen.strange)
    if seen.torn:
        return incomplete(_("part of it was not readable as JSON: {torn}", torn=repr(seen.torn[0][:60])))
    meanings = {meaning_of(r): r for r in reversed(seen.reasons)}
    if "filtered" in meanings:
        return StreamBroken(
            _("the service's content check ended the answer (finish_reason {meanings})", meanings=meanings["filtered"]),
            code="content_filter",
            repair=_("What came before is kept. Rephrase the prompt."),
        )
    if "failed" in meanings:
        return StreamBroken(
            _("the server gave the answer up (finish_reason {meanings})", meanings=meanings["failed"]),
            code="ended_with_error",
            repair=_("What came is kept. Ask again."),
        )
    if not seen.done and not seen.finish_last:
        if not seen.content and not seen.reasons:
            return empty(_("the body of the answer is empty"))
        return incomplete(_("the server ended it without saying that it was finished") + _besides(seen))
    if not seen.content and not seen.reasons:
        return empty(_("the server said that it is finished, and nothing came before"))
    return None


def _besides(seen: Seen) -> str:
    """What else came: mostly that is why it ended."""
    words = text_of_page(seen.page) or next(iter(seen.odd), "") or seen.strange
    return _("; it said besides: “{words}”", words=words[:300]) if words.strip() else ""


def ending_of(seen: Seen) -> Ending:
    """The word for a reply that is whole."""
    answered = bool(seen.words or seen.sound or seen.sound_kept or seen.tools)
    return of_whole(seen.reasons, answered=answered, tools=bool(seen.tools), declined=seen.declined)


def notes_of(seen: Seen) -> list[Note]:
    """What a person should know of a reply that is whole."""
    odd = [_("a line of the stream was no JSON and is left out: {line}", line=repr(line[:80])) for line in seen.odd[:3]]
    out = [Note("odd_line", text) for text in odd]
    if seen.damaged:
        out.append(Note("damaged_text", _("some characters came damaged (they are no UTF-8) and stand as �")))
    for reason in dict.fromkeys(seen.reasons):
        meaning = meaning_of(reason)
        if meaning == "length":
            out.append(
                Note(
                    "length",
                    _("ended at the length limit (finish_reason {reason}): raise max_tokens for more", reason=reason),
                )
            )
        elif meaning == "declined":
            out.append(Note("declined", _("the model declined to answer (finish_reason {reason})", reason=reason)))
        elif meaning == "unknown":
            out.append(
                Note(
                    "finish_unknown",
                    _("it ended with finish_reason {reason}, which is not known here", reason=repr(reason)),
                )
            )
    if seen.tools:
        names = listed(name or _("a tool without a name") for name in seen.tools)
        asks = _(
            "the model asks for a tool call ({names}): see reply.tool_calls; running tools is left to you", names=names
        )
        out.append(Note("tools", asks))
    elif any(meaning_of(r) == "tools" for r in seen.reasons):
        out.append(Note("tools_missing", _("the model ended for a tool call, and none came")))
    if not seen.content:
        out.append(Note("empty", _("the answer is empty: nothing came but its end")))
    elif not (seen.words or seen.sound or seen.tools or seen.sound_kept):
        out.append(Note("thinking_only", _("only thinking came, and no answer")))
    if seen.sound_asked and not (seen.sound or seen.sound_kept or seen.tools):
        out.append(Note("sound_missing", _("sound was asked for and none came: this server answers in text only")))
    return out


def incomplete(why: str) -> StreamBroken:
    """Something of the reply is missing."""
    return StreamBroken(
        _("the reply is incomplete: {why}", why=why),
        code="incomplete",
        repair=_("What came is kept. Ask again for the whole."),
    )


def empty(why: str) -> StreamBroken:
    """Nothing came at all."""
    return StreamBroken(
        _("nothing came: {why}", why=why),
        code="empty",
        repair=_("Ask again. If it stays so, check base_url (it mostly ends in /v1) and the server's own log."),
    )


def not_an_answer(page: str, strange: str) -> ServerError:
    """Something else than a chat completion came."""
    if looks_like_html(page):
        what = _("a web page came in place of an answer: “{text_of_page}”", text_of_page=text_of_page(page))
        repair = _(
            "Check base_url: it mostly ends in /v1. A login page or a proxy between you and the server looks like this, too."
        )
    else:
        what = _("what came is no answer: {value}", value=text_of_page(page) or strange)
        repair = _("Check base_url: it mostly ends in /v1, and must be a server of chat completions.")
    return ServerError(
        what,
        code="not_an_answer",
        service_message=text_of_page(page) or strange,
        repair=repair,
    )


def stalled(silence_s: float) -> StreamBroken:
    """Signs of life, and nothing else, for too long."""
    return StreamBroken(
        _("for {limit} nothing came of the reply but signs of life; it is cut", limit=quantities.limit(silence_s)),
        code="stalled",
        repair=_("What came is kept. Ask again, or give a longer timeout_s."),
    )
