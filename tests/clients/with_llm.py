"""simonw/llm with its extra OpenAI models: text, a picture, a sound."""

import json
import os
import subprocess
import sys
from pathlib import Path

url, folder = sys.argv[1], Path(sys.argv[2])
(folder / "extra-openai-models.yaml").write_text(
    f"- model_id: sim\n  model_name: qwen3-omni-flash\n  api_base: {url}\n  vision: true\n  audio: true\n"
)
env = {**os.environ, "LLM_USER_PATH": str(folder), "OPENAI_API_KEY": "any"}


def llm(*words: str) -> str:
    done = subprocess.run([sys.executable, "-m", "llm", *words], env=env, capture_output=True, text=True, timeout=60)
    return done.stdout.strip() or done.stderr


out = {"text": llm("-m", "sim", "Who are you?"), "picture": llm("-m", "sim", "What is this?", "-a", str(folder / "red.png")),
       "sound": llm("-m", "sim", "What is this?", "-a", str(folder / "tone.wav")), "again": llm("-c", "And now?")}  # fmt: skip
print(json.dumps(out))
