"""`1+1` in a warm kernel: milliseconds until idle, and how often idle never came."""

import statistics

from client import Unable

WARM_UPS = 20


def measure(kernel, cells, repeats, figures, _notes):
    for _ in range(WARM_UPS):
        kernel.run(cells["trivial"])
    times = [kernel.run(cells["trivial"]) for _ in range(repeats["trivial"])]
    came = [time for time in times if time is not None]
    if not came:
        raise Unable("no cell became idle")
    figures["trivial"] = statistics.median(came)
    figures["lostEnds"] = len(times) - len(came)
