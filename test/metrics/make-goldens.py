"""
Writes scikit-learn.json: inputs by chance, with ties, rare and missing classes, and what scikit-learn (and
statsmodels) computes of them.

    pip install scikit-learn==1.9.1 statsmodels && python test/metrics/make-goldens.py
"""
import json
import math
import pathlib
import warnings

import numpy as np
from sklearn import __version__, calibration, metrics
from statsmodels.stats.contingency_tables import mcnemar

warnings.simplefilter("ignore")
random = np.random.default_rng(0)


def plain(value):
    """JSON has no NaN and no Infinity."""
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    value = float(value)
    return value if math.isfinite(value) else str(value)


def binary(samples, decimals):
    labels = random.integers(0, 2, samples)
    scores = np.round(np.clip(random.normal(0.4 + 0.2 * labels, 0.25), 0, 1), decimals)
    fpr, tpr, thresholds = metrics.roc_curve(labels, scores)
    full = metrics.roc_curve(labels, scores, drop_intermediate=False)
    precision, recall, steps = metrics.precision_recall_curve(labels, scores)
    uniform = calibration.calibration_curve(labels, scores)
    quantile = calibration.calibration_curve(labels, scores, n_bins=4, strategy="quantile")
    return {
        "labels": labels.tolist(),
        "scores": scores.tolist(),
        "rocCurve": plain([fpr, tpr, thresholds]),
        "rocCurveWhole": plain(full),
        "precisionRecallCurve": plain([precision, recall, steps]),
        "rocAucScore": plain(metrics.roc_auc_score(labels, scores)),
        "averagePrecisionScore": plain(metrics.average_precision_score(labels, scores)),
        "brierScoreLoss": plain(metrics.brier_score_loss(labels, scores)),
        "calibrationUniform": plain(uniform),
        "calibrationQuantile": plain(quantile),
    }


def classes(samples, count, present):
    labels = random.integers(0, present, samples)
    other = random.integers(0, count, samples)
    predicted = np.where(random.random(samples) < 0.6, labels, other)
    second = np.where(random.random(samples) < 0.7, labels, other)
    logits = random.normal(size=(samples, count)) + 1.5 * np.eye(count)[predicted]
    scores = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    every = list(range(count))
    agreement = (predicted == labels).astype(int), (second == labels).astype(int)
    table = [[int(((agreement[0] == a) & (agreement[1] == b)).sum()) for b in (1, 0)] for a in (1, 0)]
    result = {
        "labels": labels.tolist(),
        "predicted": predicted.tolist(),
        "second": second.tolist(),
        "scores": scores.tolist(),
        "classes": every,
        "balancedAccuracyScore": plain(metrics.balanced_accuracy_score(labels, predicted)),
        "balancedAccuracyAdjusted": plain(metrics.balanced_accuracy_score(labels, predicted, adjusted=True)),
        "matthewsCorrcoef": plain(metrics.matthews_corrcoef(labels, predicted)),
        "cohenKappaScore": plain(
            [metrics.cohen_kappa_score(labels, predicted, weights=w) for w in (None, "linear", "quadratic")]
        ),
        "brierScoreLoss": plain(metrics.brier_score_loss(labels, scores, labels=every)),
        "averagePrecisionScore": {},
        "rocAucScore": {},
        "mcnemar": plain(mcnemar(table, exact=True).pvalue),
    }
    if present == count > 2:
        for average in ("macro", "weighted", "micro", None):
            onehot = np.eye(count)[labels]
            result["averagePrecisionScore"][str(average)] = plain(
                metrics.average_precision_score(onehot, scores, average=average)
            )
            result["rocAucScore"][f"ovr {average}"] = plain(
                metrics.roc_auc_score(labels, scores, multi_class="ovr", average=average)
            )
        for average in ("macro", "weighted"):
            result["rocAucScore"][f"ovo {average}"] = plain(
                metrics.roc_auc_score(labels, scores, multi_class="ovo", average=average)
            )
    return result


def numbers(samples, outputs):
    targets = random.normal(size=(samples, outputs)) * 3 + 1
    predicted = targets + random.normal(size=targets.shape)
    if outputs == 1:
        targets, predicted = targets[:, 0], predicted[:, 0]
    names = {
        "explainedVarianceScore": metrics.explained_variance_score,
        "meanAbsoluteError": metrics.mean_absolute_error,
        "meanAbsolutePercentageError": metrics.mean_absolute_percentage_error,
        "meanSquaredError": metrics.mean_squared_error,
        "medianAbsoluteError": metrics.median_absolute_error,
        "r2Score": metrics.r2_score,
        "rootMeanSquaredError": metrics.root_mean_squared_error,
    }
    figures = {name: plain(figure(targets, predicted)) for name, figure in names.items()}
    if outputs == 1:
        figures["maxError"] = plain(metrics.max_error(targets, predicted))
    return {"targets": targets.tolist(), "predicted": predicted.tolist(), "figures": figures}


goldens = {
    "scikit-learn": __version__,
    "binary": [binary(samples, decimals) for samples, decimals in ((2, 3), (7, 1), (40, 1), (40, 6), (301, 2))],
    "classes": [classes(*shape) for shape in ((30, 3, 3), (200, 5, 5), (60, 4, 3), (25, 2, 2))],
    "numbers": [numbers(*shape) for shape in ((2, 1), (50, 1), (51, 1), (40, 3))],
}
pathlib.Path(__file__).with_name("scikit-learn.json").write_text(json.dumps(goldens) + "\n")
