"""JAX, as its users write a fast loop: data on the device, many steps in one program.

    python worker.py FOLDER TASK
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

from serve import serve  # noqa: E402

BATCH = 64
LEARNING_RATE, MOMENTUM = 0.01, 0.9
SHAPES = [(512, 784), (512,), (10, 512), (10,)]


def read_parameters(values):
    """The parameters in PyTorch's order and layout, from one vector."""
    ends = np.cumsum([np.prod(shape) for shape in SHAPES])
    parts = np.split(values, ends[:-1])
    return [jnp.asarray(part.reshape(shape)) for part, shape in zip(parts, SHAPES)]


def loss_of(parameters, images, labels):
    w1, b1, w2, b2 = parameters
    hidden = jax.nn.relu(images @ w1.T + b1)
    scores = jax.nn.log_softmax(hidden @ w2.T + b2)
    return -scores[jnp.arange(BATCH), labels].mean()


def main():
    folder, task = Path(sys.argv[1]), sys.argv[2]
    assert task == "mlp"
    # As the others: float32 that is float32 on GPUs too.
    jax.config.update("jax_default_matmul_precision", "highest")
    images = np.fromfile(folder / "images.f32", np.float32).reshape(-1, 784)
    labels = np.fromfile(folder / "labels.i32", np.int32)
    batches = len(labels) // BATCH
    images = jnp.asarray(images[: batches * BATCH].reshape(batches, BATCH, 784))
    labels = jnp.asarray(labels[: batches * BATCH].reshape(batches, BATCH))

    @jax.jit
    def train(parameters, velocities, first, steps):
        def step(i, state):
            parameters, velocities, total = state
            at = (first + i) % batches
            loss, gradients = jax.value_and_grad(loss_of)(parameters, images[at], labels[at])
            velocities = [MOMENTUM * v + g for v, g in zip(velocities, gradients)]
            parameters = [p - LEARNING_RATE * v for p, v in zip(parameters, velocities)]
            return parameters, velocities, total + loss

        return jax.lax.fori_loop(0, steps, step, (parameters, velocities, 0.0))

    parameters = read_parameters(np.fromfile(folder / f"{task}.f32", np.float32))
    velocities = [jnp.zeros_like(p) for p in parameters]
    done = 0

    def run(request):
        nonlocal parameters, velocities, done
        steps = request["steps"]
        start = time.perf_counter()
        parameters, velocities, total = train(parameters, velocities, done, steps)
        loss = float(total) / steps
        done += steps
        return {"steps": steps, "milliseconds": 1000 * (time.perf_counter() - start), "loss": loss}

    serve({"version": jax.__version__, "threads": jax.local_device_count()}, run)


main()
