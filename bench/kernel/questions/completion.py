"""Completion while a cell loops for three seconds, in milliseconds until the reply."""

import time

from client import LIMIT, Unable, clock

INTO_THE_CELL = 0.7  # seconds


def measure(kernel, cells, _repeats, figures, notes):
    kernel.run(cells["beforeCompletion"])
    complete(kernel, cells["toComplete"])
    began = clock()
    cell = kernel.client.execute(cells["loop"])
    time.sleep(INTO_THE_CELL)
    sent = clock()
    reply = complete(kernel, cells["toComplete"])
    content, until_idle = kernel.finish(cell, began)
    if content["status"] != "ok" or until_idle is None or until_idle < 2500:
        raise Unable(f"the looping cell ended with {content['status']} after {until_idle} ms")
    if reply.time > began + until_idle / 1000 - 0.05:
        raise Unable("completion is answered only after the looping cell")
    figures["completion"] = 1000 * (reply.time - sent)
    if not any("floor" in match for match in reply.message["content"]["matches"]):
        notes.append("completion does not offer `floor`")


def complete(kernel, code):
    request = kernel.client.complete(code, len(code))
    reply = kernel.arrival(request, "complete_reply", LIMIT)
    if reply is None:
        raise Unable(f"completion is not answered in {LIMIT} s")
    return reply
