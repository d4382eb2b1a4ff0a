"""Answers one question about one kernel, which is started for it:

    -> {"question": "start", "argv": ["node", "main.cjs", "{connection_file}"], "interruptMode": "message",
        "cells": {...}, "repeats": {"trivial": 200, "declare": 300}}
    <- {"figures": {"start": 0.31, "memory": 98.2}, "notes": []}

`cells` is the code that the questions run, in the kernel's language (languages.ts). A figure that the kernel can't have is
left out, and a note says why.
"""

import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "peers"))

from client import Kernel, Unable  # noqa: E402
from questions import completion, declare, interrupt, lines, start, trivial  # noqa: E402
from serve import serve  # noqa: E402

QUESTIONS = {
    "start": start.measure,
    "trivial": trivial.measure,
    "declare": declare.measure,
    "lines": lines.measure,
    "completion": completion.measure,
    "interrupt": interrupt.measure,
}


def answer(request):
    figures, notes = {}, []
    try:
        with Kernel(request["argv"], request["interruptMode"]) as kernel:
            kernel.connect()
            measure = QUESTIONS[request["question"]]
            measure(kernel, request["cells"], request["repeats"], figures, notes)
    except Unable as reason:
        notes.append(str(reason))
    return {"figures": figures, "notes": notes}


# A shell that starts us in the background has SIGINT ignored, and so would every kernel.
signal.signal(signal.SIGINT, signal.default_int_handler)
serve({}, answer)
