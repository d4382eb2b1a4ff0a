"""Cells that each declare a function and a constant, in milliseconds until idle: does a session slow down as it grows?"""

import statistics

from client import Unable, clock

WARM_UPS = 5
BUDGET = 60  # seconds for all cells


def measure(kernel, cells, repeats, figures, notes):
    count = repeats["declare"]
    end = clock() + BUDGET
    times = []
    for i in range(WARM_UPS + count):
        times.append(kernel.run(cells["declare"].replace("{i}", str(i))))
        if clock() > end:
            raise Unable(f"{len(times)} cells took {BUDGET} s")
    edge = count // 6
    measured = times[WARM_UPS:]
    first = [time for time in measured[:edge] if time is not None]
    last = [time for time in measured[-edge:] if time is not None]
    if not first or not last:
        raise Unable("no declaring cell became idle")
    figures["declare"] = statistics.median(last)
    figures["growth"] = statistics.median(last) / statistics.median(first)
    lost = measured.count(None)
    if lost:
        notes.append(f"{lost} of {count} declaring cells never became idle")
