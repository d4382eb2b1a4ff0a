"""
Writes resampling.json: SciPy's bootstrap intervals, with PyTorch's random numbers, and statsmodels' McNemar tests.

    pip install scipy==1.17.1 statsmodels torch scikit-learn==1.9.1 && python test/metrics/make-resampling-goldens.py
"""
import json
import pathlib

import numpy as np
import torch
from scipy.stats import bootstrap, norm
from sklearn import metrics
from statsmodels.stats.contingency_tables import mcnemar


class TorchRandom(np.random.Generator):
    """Draws the numbers that Gradbook's generator draws."""

    def __init__(self, seed):
        super().__init__(np.random.PCG64(0))
        self.generator = torch.Generator().manual_seed(seed)

    def integers(self, low, high, size, **_options):
        return torch.randint(low, high, size, generator=self.generator).numpy()


random = np.random.default_rng(3)
labels = random.integers(0, 3, 60)
predicted = np.where(random.random(60) < 0.7, labels, random.integers(0, 3, 60))
figures = {
    "accuracyScore": metrics.accuracy_score,
    "macroF1": lambda truth, guess: metrics.f1_score(truth, guess, average="macro"),
    "matthewsCorrcoef": metrics.matthews_corrcoef,
}
intervals = []
for name, figure in figures.items():
    for method in ("percentile", "basic", "BCa"):
        for confidence, seed in ((0.95, 0), (0.8, 7)):
            found = bootstrap(
                (labels, predicted), figure, paired=True, vectorized=False, method=method,
                n_resamples=400, confidence_level=confidence, rng=TorchRandom(seed),
            ).confidence_interval
            intervals.append(
                {"figure": name, "method": method, "confidence": confidence, "seed": seed, "ends": list(found)}
            )
tests = []
for only_first, only_second in ((0, 0), (3, 3), (1, 9), (12, 30), (400, 520)):
    table = [[50, only_first], [only_second, 20]]
    for options in ({"exact": True}, {"exact": False, "correction": True}, {"exact": False, "correction": False}):
        if only_first + only_second == 0 and not options["exact"]:
            continue
        found = mcnemar(table, **options)
        tests.append(
            {"counts": [only_first, only_second], "options": options,
             "statistic": float(found.statistic), "pValue": float(found.pvalue)}
        )
shares = [1e-300, 1e-12, 0.001, 0.025, 0.3, 0.5, 0.7, 0.999]
golden = {
    "labels": labels.tolist(),
    "predicted": predicted.tolist(),
    "resamples": 400,
    "intervals": intervals,
    "mcnemar": tests,
    "normal": {"shares": shares, "quantiles": norm.ppf(shares).tolist()},
}
pathlib.Path(__file__).with_name("resampling.json").write_text(json.dumps(golden) + "\n")
