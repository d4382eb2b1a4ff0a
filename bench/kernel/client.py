"""A Jupyter client that measures: it starts a kernel and stamps each message with the time at which it came."""

import os
import re
import signal
import tempfile
import time
from typing import NamedTuple

import zmq
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

clock = time.perf_counter
LIMIT = 30  # seconds for a kernel to answer, or for a cell
GRACE = 1.5  # seconds that idle may come after the reply before it counts as lost
MOST_LOST = 20  # of these ends, after which a kernel is given up


class Unable(Exception):
    """Why there is no figure: the kernel lacks something, or failed."""


class Arrival(NamedTuple):
    time: float
    message: dict

    def is_for(self, request, kind, state):
        """`state`: of a status, or None for any."""
        header, content = self.message["header"], self.message["content"]
        parent = self.message["parent_header"] or {}
        is_kind = parent.get("msg_id") == request and header["msg_type"] == kind
        return is_kind and (state is None or content["execution_state"] == state)


class Kernel:
    """A started kernel, read by plain blocking sockets: no event loop of ours in what is measured."""

    def __init__(self, argv, interrupt_mode):
        self.interrupt_mode = interrupt_mode
        self.arrived = []
        self.lost = 0
        self.folder = tempfile.TemporaryDirectory()
        self.log = tempfile.TemporaryFile()
        self.context = zmq.Context()
        # Sockets retry a port that is not open yet after 100 ms by default: too coarse for a start.
        self.context.setsockopt(zmq.RECONNECT_IVL, 5)
        # What is lost must have been lost by the kernel.
        self.context.setsockopt(zmq.RCVHWM, 0)
        self.manager = KernelManager(context=self.context)
        self.manager._kernel_spec = KernelSpec(argv=argv, display_name=argv[0], language="")
        self.born = clock()
        self.manager.start_kernel(stdout=self.log, stderr=self.log, cwd=self.folder.name)
        self.client = self.manager.client(context=self.context)
        self.client.start_channels(hb=False)
        self.iopub = self.client.iopub_channel.socket
        self.poller = zmq.Poller()
        for channel in (self.client.shell_channel, self.client.iopub_channel):
            self.poller.register(channel.socket, zmq.POLLIN)

    @property
    def pid(self):
        return self.manager.provisioner.pid

    def connect(self):
        """Wait until the kernel answers and its iopub is heard: what it says before is lost."""
        self.client.kernel_info()
        kinds = set()
        end = clock() + LIMIT
        while not {"kernel_info_reply", "status"} <= kinds:
            came = self.read(0.02)
            kinds |= {message["header"]["msg_type"] for _, message in came}
            if "kernel_info_reply" in kinds and not came:
                self.client.kernel_info()
            if clock() > end:
                raise Unable(f"did not answer in {LIMIT} s")

    def read(self, seconds):
        """What has come, or comes within so many seconds; it is kept in `arrived`, too."""
        ready = self.poller.poll(1000 * seconds)
        if not ready and not self.manager.is_alive():
            raise Unable(f"the kernel died{self.last_error()}")
        received = [self.client.session.recv(socket, zmq.NOBLOCK)[1] for socket, _ in ready]
        came = [Arrival(clock(), message) for message in received if message is not None]
        self.arrived += came
        return came

    def arrival(self, request, kind, seconds, state=None):
        """The first message of a kind for a request; None where it does not come within so many seconds."""
        end = clock() + seconds
        while True:
            for arrival in self.arrived:
                if arrival.is_for(request, kind, state):
                    return arrival
            left = end - clock()
            if left <= 0:
                return None
            self.read(min(0.25, left))

    def finish(self, request, sent, seconds=LIMIT):
        """Wait for a cell's end. Returns the reply, and milliseconds until idle (None where it never came)."""
        reply = self.arrival(request, "execute_reply", seconds)
        if reply is None:
            raise Unable(f"a cell did not end in {seconds} s")
        idle = self.arrival(request, "status", GRACE, "idle")
        return reply.message["content"], None if idle is None else 1000 * (idle.time - sent)

    def run(self, code):
        """Run a cell that must go well. Returns milliseconds until idle, None where it never came."""
        self.arrived.clear()
        sent = clock()
        reply, milliseconds = self.finish(self.client.execute(code), sent)
        if reply["status"] != "ok":
            raise Unable(f"the cell {code!r} ended with {reply.get('ename', reply['status'])}")
        self.lost += milliseconds is None
        if self.lost > MOST_LOST:
            raise Unable(f"more than {MOST_LOST} cells never became idle")
        return milliseconds

    def text(self, code):
        """What a cell shows, be it a result or printed; kernels differ in this."""
        self.arrived.clear()
        self.finish(self.client.execute(code), clock())
        contents = [message["content"] for _, message in self.arrived]
        printed = [content["text"] for content in contents if "name" in content and "text" in content]
        return "".join(printed + [str(c["data"].get("text/plain")) for c in contents if "data" in c])

    def interrupt(self):
        """As the kernel's kernelspec says."""
        if self.interrupt_mode == "signal":
            return os.kill(self.pid, signal.SIGINT)
        return self.client.control_channel.send(self.client.session.msg("interrupt_request", {}))

    def last_error(self):
        """The line of what the kernel printed that names its error, if there is one."""
        self.log.seek(0)
        lines = self.log.read().decode(errors="replace").splitlines()
        return next((f": {line}" for line in reversed(lines) if re.match(r"\w*Error\b", line)), "")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.manager.shutdown_kernel(now=True)
        self.client.stop_channels()
        self.context.destroy(linger=0)
        self.log.close()
        self.folder.cleanup()
