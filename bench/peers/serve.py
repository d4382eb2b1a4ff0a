"""The worker's side of a contestant in Python: says ready, answers one JSON request a line (see bench/worker.ts)."""

import json
import resource
import sys


def serve(ready, answer):
    """Answer requests with `answer(request) -> dict` until the input ends; an exception is answered as an error.

    Each answer also says the most memory that the process has held so far, in MB.
    """
    say({"ready": ready})
    for line in sys.stdin:
        try:
            answered = answer(json.loads(line))
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            say({"answer": {**answered, "peak": peak}})
        except Exception as error:
            say({"error": f"{type(error).__name__}: {error}"})


def say(message):
    print(json.dumps(message), flush=True)
