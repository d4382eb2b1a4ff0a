"""Optuna with its default sampler, TPE, on what it is asked for: the objectives of bench/tune/objectives.ts."""

import math
import sys
import time
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import optuna  # noqa: E402

from serve import serve  # noqa: E402

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)

HEIGHTS = [1, 1.2, 3, 3.2]
WIDTHS = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
CENTERS = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]


def rosenbrock(trial):
    x = trial.suggest_float("x", -2, 2)
    y = trial.suggest_float("y", -1, 3)
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def hartmann(trial):
    x = [trial.suggest_float(f"x{i}", 0, 1) for i in range(6)]
    return -sum(
        height * math.exp(-sum(w * (at - c) ** 2 for at, w, c in zip(x, widths, centers)))
        for height, widths, centers in zip(HEIGHTS, WIDTHS, CENTERS)
    )


def training(trial):
    lr = trial.suggest_float("lr", 1e-5, 1, log=True)
    layers = trial.suggest_int("layers", 1, 6)
    width = trial.suggest_int("width", 16, 512, log=True)
    momentum = trial.suggest_float("momentum", 0, 0.99)
    activation = trial.suggest_categorical("activation", ["relu", "tanh", "gelu"])
    return (
        (math.log10(lr) + 2 + momentum) ** 2
        + ((layers - 3) / 3) ** 2
        + (math.log2(width) - 7) ** 2 / 8
        + {"relu": 0.1, "tanh": 0.3, "gelu": 0}[activation]
    )


OBJECTIVES = {"rosenbrock": rosenbrock, "hartmann": hartmann, "training": training}


def answer(request):
    start = time.perf_counter()
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=request["seed"]))
    study.optimize(OBJECTIVES[request["objective"]], n_trials=request["trials"])
    milliseconds = 1000 * (time.perf_counter() - start) / request["trials"]
    return {"best": study.best_value, "milliseconds": milliseconds}


serve({"version": optuna.__version__}, answer)
