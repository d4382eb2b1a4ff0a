"""
Writes scorers.json: what scikit-learn's scorers say of given outputs, by their names in camelCase and without `neg`.

    pip install scikit-learn==1.9.1 && python test/evaluation/make-scorer-goldens.py
"""
import json
import pathlib

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.metrics import get_scorer

random = np.random.default_rng(5)

CLASSIFICATION = {
    "accuracy", "balanced_accuracy", "top_k_accuracy", "neg_log_loss", "neg_brier_score", "matthews_corrcoef",
    "precision_micro", "precision_macro", "precision_weighted", "recall_micro", "recall_macro", "recall_weighted",
    "f1_micro", "f1_macro", "f1_weighted", "average_precision",
    "jaccard_micro", "jaccard_macro", "jaccard_weighted", "d2_log_loss_score", "d2_brier_score",
}
SEVERAL = CLASSIFICATION | {"roc_auc_ovr", "roc_auc_ovr_weighted", "roc_auc_ovo", "roc_auc_ovo_weighted"}
TWO = CLASSIFICATION | {"precision", "recall", "f1", "jaccard", "roc_auc"}
REGRESSION = {
    "r2", "explained_variance", "neg_mean_squared_error", "neg_root_mean_squared_error", "neg_mean_absolute_error",
    "neg_median_absolute_error", "neg_mean_absolute_percentage_error", "neg_max_error", "d2_absolute_error_score",
}
POSITIVE = REGRESSION | {
    "neg_mean_squared_log_error", "neg_root_mean_squared_log_error", "neg_mean_poisson_deviance",
    "neg_mean_gamma_deviance",
}


class Given(ClassifierMixin, BaseEstimator):
    """Its inputs are its probabilities."""

    def fit(self, inputs, labels):
        self.classes_ = np.arange(inputs.shape[1])
        return self

    def predict(self, inputs):
        return inputs.argmax(1)

    def predict_proba(self, inputs):
        return inputs


class GivenNumbers(RegressorMixin, BaseEstimator):
    """Its inputs are its predictions."""

    def fit(self, inputs, targets):
        self.fitted_ = True
        return self

    def predict(self, inputs):
        return inputs


def camel_case(name):
    first, *rest = name.removeprefix("neg_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def figures(names, model, inputs, targets):
    model.fit(inputs, targets)
    found = {}
    for name in sorted(names):
        value = get_scorer(name)(model, inputs, targets)
        found[camel_case(name)] = float(-value if name.startswith("neg_") else value)
    return found


def classes(samples, count):
    labels = random.integers(0, count, samples)
    logits = (random.normal(size=(samples, count)) + 1.2 * np.eye(count)[labels]).astype(np.float32)
    shares = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    names = TWO if count == 2 else SEVERAL
    return {"labels": labels.tolist(), "logits": logits.tolist(), "figures": figures(names, Given(), shares, labels)}


def numbers(names, transform):
    targets = random.normal(size=50)
    predicted = transform(targets + 0.5 * random.normal(size=50)).astype(np.float32)
    targets = transform(targets).astype(np.float32)
    return {
        "targets": targets.tolist(),
        "predicted": predicted.tolist(),
        "figures": figures(names, GivenNumbers(), predicted, targets),
    }


golden = {
    "several": classes(80, 4),
    "two": classes(40, 2),
    "numbers": numbers(REGRESSION, lambda values: values),
    "positive": numbers(POSITIVE, np.exp),
}
pathlib.Path(__file__).with_name("scorers.json").write_text(json.dumps(golden) + "\n")
