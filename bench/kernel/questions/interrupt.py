"""Interrupt of a loop that never ends, as the kernelspec has it: milliseconds until idle. Are the variables kept?"""

import time

from client import Unable, clock

INTO_THE_CELL = 1  # seconds
STOPS_WITHIN = 10  # seconds
TRIES = 3  # some kernels abort what comes just behind an error


def measure(kernel, cells, _repeats, figures, notes):
    kernel.run(cells["keep"])
    kernel.arrived.clear()
    cell = kernel.client.execute(cells["forever"])
    time.sleep(INTO_THE_CELL)
    sent = clock()
    kernel.interrupt()
    try:
        _, until_idle = kernel.finish(cell, sent, STOPS_WITHIN)
    except Unable as reason:
        raise Unable(f"`while (true) {{}}`, interrupted: {reason}") from None
    if until_idle is None:
        raise Unable("the interrupted cell never became idle")
    figures["interrupt"] = until_idle
    for _ in range(TRIES):
        if "42" in kernel.text(cells["kept"]):
            return
    notes.append("the interrupt loses the variables")
