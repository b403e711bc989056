"""The name that `transcode` had before: what was written for it goes on working."""

from __future__ import annotations

from omni_nb.prompt.transcode import *  # noqa: F403
