"""A chat with pictures, sound and a menu of voices as gradio's guide has it; `benchmarks/tasks.py` starts it.

`python gradio_chat.py PORT FOLDER SOUND.wav VOICE…`: what it was asked is written to FOLDER/asked.jsonl.
"""

import json
import sys
import time
from pathlib import Path

import gradio as gr

port, folder, sound, *voices = sys.argv[1:]
CODE = "Here it is:\n\n```python\nprint(sum(range(10)))\n```\n"
MODELS = ["qwen3-omni-flash", "qwen3.5-omni-flash", "qwen3.5-omni-plus"]
TOO_LONG = 1_200 * 32_000 + 1_000  # bytes of wav at 16 kHz


def allowed(message, history, voice, model):
    """Gradio's own way to say a limit before anything is sent."""
    if any(Path(f).stat().st_size > TOO_LONG for f in message["files"]):
        return gr.validate(False, "This sound is longer than the 20 minutes that the model takes.")
    if len({Path(f).suffix for f in message["files"]}) > 1:
        return gr.validate(False, "This model takes text and one other kind in a message.")
    return gr.validate(True, "")


def answer(message, history, voice, model):
    if isinstance(message, str):  # from gradio's own "edit"; the guide's programs fail here
        message = {"text": message, "files": []}
    asked = [turn for turn in history if turn["role"] == "user"]
    seen = {"before": len(asked), "files": [Path(f).name for f in message["files"]], "voice": voice, "model": model}
    with Path(folder, "asked.jsonl").open("a") as out:
        out.write(json.dumps({**seen, "text": message["text"]}) + "\n")
    words = CODE if "code" in message["text"] else f"You said: {message['text']}"
    for end in range(8, len(words) + 8, 8):
        yield words[:end]
        time.sleep(0.01)
    yield [words, gr.Audio(sound, autoplay=True)]


demo = gr.ChatInterface(
    answer,
    multimodal=True,
    textbox=gr.MultimodalTextbox(
        file_count="multiple", file_types=["image", "audio", "video"], sources=["upload", "microphone"], stop_btn=True
    ),
    additional_inputs=[
        gr.Dropdown(voices, value=voices[0], label="Voice"),
        gr.Dropdown(MODELS, value=MODELS[0], label="Model"),
    ],
    editable=True,
    save_history=True,
    validator=allowed,
)
demo.launch(server_name="127.0.0.1", server_port=int(port), quiet=True, allowed_paths=[str(Path(sound).parent)])
