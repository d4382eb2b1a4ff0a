"""A cell that prints 20,000 lines: seconds until idle, lines that never came, lines that came after idle.

Messages are taken off the socket as they come and read when the clock has stopped: what is timed is the kernel.
"""

import zmq

from client import GRACE, LIMIT, Unable, clock

COUNT = 20_000
SILENCE = 500  # milliseconds without a message after which no more is awaited
DELIMITER = b"<IDS|MSG>"


def measure(kernel, cells, _repeats, figures, _notes):
    kernel.run(cells["trivial"])
    sent = clock()
    request = kernel.client.execute(cells["lines"])
    received, idle, until_idle = receive(kernel, request)
    messages = [kernel.client.session.deserialize(parts) for parts in received]
    if idle is not None:
        figures["lines"] = idle - sent
        figures["lateLines"] = lines_of(messages[until_idle:], request)
    figures["lostLines"] = COUNT - lines_of(messages, request)
    if idle is None:
        raise Unable("the printing cell never became idle")


def receive(kernel, request):
    """All messages in parts, when idle came, and how many had come until then."""
    received, idle, until_idle, replied = [], None, 0, None
    end = clock() + LIMIT
    while clock() < end:
        if kernel.iopub.poll(SILENCE):
            parts = kernel.iopub.recv_multipart(zmq.NOBLOCK)
            received.append(parts[parts.index(DELIMITER) + 1 :])
            if idle is None and is_idle(received[-1], request):
                idle, until_idle = clock(), len(received)
            continue
        if idle is not None:
            break
        if replied is None and kernel.client.shell_channel.socket.poll(0):
            replied = clock()
        if not kernel.manager.is_alive() or (replied and clock() > replied + GRACE):
            break
    return received, idle, until_idle


def is_idle(parts, request):
    _signature, _header, parent, _metadata, content = parts[:5]
    return b'"idle"' in content and request.encode() in parent


def lines_of(messages, request):
    return sum(
        message["content"]["text"].count("\n")
        for message in messages
        if message["header"]["msg_type"] == "stream"
        and message["parent_header"].get("msg_id") == request
    )
