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
            repair=_("What was received before is kept. Rephrase the prompt."),
        )
    if "failed" in meanings:
        return StreamBroken(
            _("the server stopped the answer (finish_reason {meanings})", meanings=meanings["failed"]),
            code="ended_with_error",
            repair=_("What was received is kept. Ask again."),
        )
    if not seen.done and not seen.finish_last:
        if not seen.content and not seen.reasons:
            return empty(_("the body of the response is empty"))
        return incomplete(_("the server ended the reply without marking it as finished") + _besides(seen))
    if not seen.content and not seen.reasons:
        return empty(_("the server reported that it was finished, but sent nothing before"))
    return None


def _besides(seen: Seen) -> str:
    """What else came: mostly that is why it ended."""
    words = text_of_page(seen.page) or next(iter(seen.odd), "") or seen.strange
    return _("; it also said: “{words}”", words=words[:300]) if words.strip() else ""


def ending_of(seen: Seen) -> Ending:
    """The word for a reply that is whole."""
    answered = bool(seen.words or seen.sound or seen.sound_kept or seen.tools)
    return of_whole(seen.reasons, answered=answered, tools=bool(seen.tools), declined=seen.declined)


def notes_of(seen: Seen) -> list[Note]:
    """What a person should know of a reply that is whole."""
    odd = [
        _("a line of the stream was not JSON and was skipped: {line}", line=repr(line[:80])) for line in seen.odd[:3]
    ]
    out = [Note("odd_line", text) for text in odd]
    if seen.damaged:
        out.append(Note("damaged_text", _("some characters arrived damaged (they are not UTF-8) and are shown as �")))
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
                    _("it ended with finish_reason {reason}, which is unknown", reason=repr(reason)),
                )
            )
    if seen.tools:
        names = listed(name or _("a tool without a name") for name in seen.tools)
        asks = _(
            "the model asks for a tool call ({names}): see reply.tool_calls; running tools is up to you", names=names
        )
        out.append(Note("tools", asks))
    elif any(meaning_of(r) == "tools" for r in seen.reasons):
        out.append(Note("tools_missing", _("the model ended for a tool call, but sent none")))
    if not seen.content:
        out.append(Note("empty", _("the answer is empty: only its end was received")))
    elif not (seen.words or seen.sound or seen.tools or seen.sound_kept):
        out.append(Note("thinking_only", _("only thinking was received, and no answer")))
    if seen.sound_asked and not (seen.sound or seen.sound_kept or seen.tools):
        out.append(Note("sound_missing", _("sound was requested but not received: this server answers in text only")))
    return out


def incomplete(why: str) -> StreamBroken:
    """Something of the reply is missing."""
    return StreamBroken(
        _("the reply is incomplete: {why}", why=why),
        code="incomplete",
        repair=_("What was received is kept. Ask again for the whole reply."),
    )


def empty(why: str) -> StreamBroken:
    """Nothing came at all."""
    return StreamBroken(
        _("nothing was received: {why}", why=why),
        code="empty",
        repair=_("Ask again. If it happens again, check base_url (it usually ends in /v1) and the server's log."),
    )


def not_an_answer(page: str, strange: str) -> ServerError:
    """Something else than a chat completion came."""
    if looks_like_html(page):
        what = _("a web page was received instead of an answer: “{text_of_page}”", text_of_page=text_of_page(page))
        repair = _(
            "Check base_url: it usually ends in /v1. A login page or a proxy between you and the server can also cause this."
        )
    else:
        what = _("the response is not an answer: {value}", value=text_of_page(page) or strange)
        repair = _("Check base_url: it usually ends in /v1, and the server must support chat completions.")
    return ServerError(
        what,
        code="not_an_answer",
        service_message=text_of_page(page) or strange,
        repair=repair,
    )


def stalled(silence_s: float) -> StreamBroken:
    """Signs of life, and nothing else, for too long."""
    return StreamBroken(
        _("for {limit} only keep-alive signals arrived, no reply; it was cut off", limit=quantities.limit(silence_s)),
        code="stalled",
        repair=_("What was received is kept. Ask again, or give a longer timeout_s."),
    )
