"""The worker's side of a contestant in Python: says ready, answers one JSON request a line (see bench/worker.ts)."""

import json
import sys


def serve(ready, answer):
    """Answer requests with `answer(request) -> dict` until the input ends; an exception is answered as an error."""
    say({"ready": ready})
    for line in sys.stdin:
        try:
            say({"answer": answer(json.loads(line))})
        except Exception as error:
            say({"error": f"{type(error).__name__}: {error}"})


def say(message):
    print(json.dumps(message), flush=True)
