"""A Jupyter client that measures kernels over the wire protocol, one kernel a request.

    -> {"argv": ["node", "main.js", "{connection_file}"], "cells": 100}
    <- {"start": 0.31, "latencies": [2.1, ...], "lost": 0}

`start` is in seconds, from spawning the process to the end of the first cell; `latencies` in milliseconds, one a cell.
A cell ends when its `idle` has come on iopub, as a notebook sees it; `lost` counts the cells whose idle never came.
"""

import re
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "peers"))

import zmq  # noqa: E402
from jupyter_client.kernelspec import KernelSpec  # noqa: E402
from jupyter_client.manager import KernelManager  # noqa: E402

from serve import serve  # noqa: E402

CELL = "1+1"
WARM_UPS = 20
LIMIT = 60  # seconds for a kernel to answer, or for a cell
GRACE = 1.5  # seconds that idle may come after the reply before it counts as lost


class Kernel:
    """A started kernel, read by plain blocking sockets: no event loop of ours in what is measured."""

    def __init__(self, argv, folder):
        self.context = zmq.Context()
        # Sockets retry a port that is not open yet after 100 ms by default: too coarse for a start.
        self.context.setsockopt(zmq.RECONNECT_IVL, 5)
        self.manager = KernelManager(context=self.context)
        self.manager._kernel_spec = KernelSpec(argv=argv, display_name=argv[0], language="")
        self.log = tempfile.TemporaryFile()
        self.born = time.perf_counter()
        self.manager.start_kernel(stdout=self.log, stderr=self.log, cwd=folder)
        self.client = self.manager.client(context=self.context)
        self.client.start_channels(hb=False)
        self.shell = self.client.shell_channel.socket
        self.iopub = self.client.iopub_channel.socket
        self.poller = zmq.Poller()
        self.poller.register(self.shell, zmq.POLLIN)
        self.poller.register(self.iopub, zmq.POLLIN)

    def connect(self):
        """Wait until the kernel answers and its iopub is heard: what it says before is lost."""
        self.client.kernel_info()
        replied = heard = False
        end = time.perf_counter() + LIMIT
        while not (replied and heard):
            kinds = [message["header"]["msg_type"] for message in self.read(20, end)]
            replied = replied or "kernel_info_reply" in kinds
            heard = heard or "status" in kinds
            if replied and not kinds:
                self.client.kernel_info()

    def run(self, code):
        """Run a cell until its reply and its idle are here.
        Returns milliseconds until idle, None where it never came."""
        sent = time.perf_counter()
        request = self.client.execute(code)
        idle = replied = None
        while idle is None or replied is None:
            for message in self.read(250, sent + LIMIT):
                if message["parent_header"].get("msg_id") != request:
                    continue
                if message["header"]["msg_type"] == "execute_reply":
                    replied, status = time.perf_counter(), message["content"]["status"]
                    if status != "ok":
                        raise RuntimeError(f"the cell {code!r} ended with status {status}")
                elif message["content"].get("execution_state") == "idle":
                    idle = time.perf_counter()
            if idle is None and replied and time.perf_counter() > replied + GRACE:
                return None
        return 1000 * (idle - sent)

    def read(self, milliseconds, end):
        """What has come, or comes in so many milliseconds; raises when it can't come any more."""
        ready = self.poller.poll(milliseconds)
        if not ready and not self.manager.is_alive():
            raise RuntimeError(f"the kernel died: {self.last_error()}")
        if not ready and time.perf_counter() > end:
            raise TimeoutError(f"the kernel gave no answer in {LIMIT} s")
        received = [self.client.session.recv(socket, zmq.NOBLOCK)[1] for socket, _ in ready]
        return [message for message in received if message is not None]

    def last_error(self):
        """The line of what the kernel printed that names its error."""
        self.log.seek(0)
        lines = self.log.read().decode(errors="replace").splitlines()
        return next((line for line in reversed(lines) if re.match(r"\w*Error\b", line)), lines[-1:])

    def close(self):
        self.manager.shutdown_kernel(now=True)
        self.client.stop_channels()
        self.context.destroy(linger=0)
        self.log.close()


def measure(request):
    with tempfile.TemporaryDirectory() as folder:
        kernel = Kernel(request["argv"], folder)
        try:
            kernel.connect()
            while kernel.run(CELL) is None:
                pass
            start = time.perf_counter() - kernel.born
            for _ in range(WARM_UPS):
                kernel.run(CELL)
            latencies = [kernel.run(CELL) for _ in range(request["cells"])]
            came = [latency for latency in latencies if latency is not None]
            return {"start": start, "latencies": came, "lost": len(latencies) - len(came)}
        finally:
            kernel.close()


serve({}, measure)
