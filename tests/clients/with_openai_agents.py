"""openai-agents over chat completions: a tool, the answer after it, usage."""

import asyncio
import json
import sys

from agents import Agent, ModelSettings, OpenAIChatCompletionsModel, Runner, function_tool, set_tracing_disabled
from openai import AsyncOpenAI

set_tracing_disabled(True)
given = []


@function_tool
def get_weather(city: str) -> str:
    """The weather of a city."""
    given.append(city)
    return f"sunny in {city}"


async def main() -> None:
    model = OpenAIChatCompletionsModel(
        model="qwen3.5-plus", openai_client=AsyncOpenAI(base_url=sys.argv[1], api_key="any")
    )
    agent = Agent(name="a", model=model, tools=[get_weather], model_settings=ModelSettings(include_usage=True))
    done = await Runner.run(agent, "Call get_weather with city=Paris")
    streamed = Runner.run_streamed(agent, "Who are you?")
    async for _ in streamed.stream_events():
        pass
    usage = done.context_wrapper.usage
    print(json.dumps({
        "given": given, "told": done.final_output, "requests": usage.requests, "usage": [usage.input_tokens, usage.output_tokens, usage.total_tokens],
        "streamed": streamed.final_output, "streamed_usage": streamed.context_wrapper.usage.total_tokens,
    }))  # fmt: skip


asyncio.run(main())
