"""
Writes scikit-learn.json: inputs by chance for every metric, with ties, rare and missing classes, weights of zero,
wrong ones too, and what scikit-learn computes of them.

    pip install scikit-learn==1.9.1 && python test/metrics/make-goldens.py

`--cases 500 --seed 1 --out FILE` makes more of them, elsewhere.
"""
import argparse
import json
import math
import pathlib
import re
import warnings

import numpy as np
from sklearn import __version__, calibration, metrics
from sklearn.exceptions import UndefinedMetricWarning

arguments = argparse.ArgumentParser()
arguments.add_argument("--cases", type=int, default=14)
arguments.add_argument("--seed", type=int, default=0)
arguments.add_argument("--out", default=pathlib.Path(__file__).with_name("scikit-learn.json"))
arguments = arguments.parse_args()
random = np.random.default_rng(arguments.seed)


def choice(*values):
    return values[random.integers(len(values))]


def chance(share):
    return random.random() < share


# Inputs


def samples():
    return choice(1, 2, 3, 5, 8, 13, 20)


def weights(n):
    """Often none; else whole or not, some of them zero, seldom all."""
    kind = choice("none", "none", "whole", "real", "zeros" if chance(0.2) else "whole")
    if kind == "none":
        return {}
    values = {"whole": random.integers(0, 4, n), "real": random.random(n), "zeros": np.zeros(n)}[kind]
    if kind == "whole" and not values.any():
        values[-1] = 1
    return {"sampleWeight": values.tolist()}


def names(count, kind=None):
    """The classes: usual ones, others, or names."""
    kind = kind or choice("usual", "usual", "other", "text")
    if kind == "usual":
        return choice([0, 1], [-1, 1]) if count == 2 else list(range(count))
    if kind == "other":
        return sorted(random.choice(np.arange(-3, 300), count, replace=False).tolist())
    return ["ant", "bee", "cat", "dog", "eel", "fox"][:count]


def draw(classes, n):
    """Some classes are common, some may not occur."""
    shares = random.dirichlet(np.ones(len(classes)) * choice(0.3, 2))
    return [classes[i] for i in random.choice(len(classes), n, p=shares)]


def predicted(truth, classes):
    other = draw(classes, len(truth))
    return [a if chance(0.6) else b for a, b in zip(truth, other)]


def indicators(n, columns):
    table = (random.random((n, columns)) < random.random(columns) * choice(1, 1, 0.3)).astype(int)
    if chance(0.2):
        table[:, 0] = choice(0, 1)
    return table


def scores(shape):
    """Rounded ones have ties."""
    values = random.normal(size=shape)
    return (np.round(values, choice(0, 1)) + 0.0 if chance(0.5) else values).tolist()


def probabilities(n, columns):
    logits = random.normal(size=(n, columns)) * choice(0.5, 2, 60)
    values = np.exp(logits - logits.max(1, keepdims=True))
    values /= values.sum(1, keepdims=True)
    if chance(0.3):
        values = np.round(values, 1)
        values[:, -1] = np.round(1 - values[:, :-1].sum(1), 1)
        values = np.clip(values, 0, 1)
    return values.tolist()


def share_of_positives(n):
    values = np.clip(random.normal(0.5, 0.3, n), 0, 1)
    return (np.round(values, 1) if chance(0.5) else values).tolist()


def decisions():
    """True and predicted labels, of classes or several a sample, and the classes or columns."""
    n = samples()
    if chance(0.3):
        columns = choice(2, 3, 5)
        truth = indicators(n, columns)
        flips = random.random(truth.shape) < choice(0, 0.3)
        return [truth.tolist(), np.where(flips, 1 - truth, truth).tolist()], list(range(columns)), True
    classes = names(choice(2, 2, 3, 5))
    truth = draw(classes, n)
    return [truth, predicted(truth, classes)], classes, False


def some_labels(classes, more=(99,)):
    """Which classes are asked for: some in any order, or with one that never occurs."""
    kept = random.permutation(len(classes))[: random.integers(1, len(classes) + 1)]
    labels = [classes[i] for i in kept]
    if chance(0.3) and not isinstance(classes[0], str):
        labels.extend(more)
    return labels


def averaged(*averages, beta=False):
    arguments, classes, multilabel = decisions()
    options = weights(len(arguments[0]))
    average = choice("default", *averages, *(["samples"] if multilabel or chance(0.1) else []))
    if average != "default":
        options["average"] = average
    if chance(0.3):
        options["labels"] = some_labels(classes, [] if multilabel and chance(0.9) else [99])
    if chance(0.4):
        options["posLabel"] = choice(*classes)
    if chance(0.5):
        options["zeroDivision"] = choice("warn", 0, 1, *([math.nan] if beta is not None else []))
    if beta:
        options["beta"] = choice(0, 0.5, 2, math.inf)
    return arguments, options


AVERAGES = ("binary", "binary", "micro", "macro", "weighted", None)


def plain_decisions(options=lambda classes: {}, multilabel=True):
    def make():
        arguments, classes, several = decisions()
        while several and not (multilabel or chance(0.02)):
            arguments, classes, several = decisions()
        return arguments, weights(len(arguments[0])) | options(classes)

    return make


def maybe(share=0.5, **options):
    """Each option with this chance, one of its values."""
    return lambda classes=None: {name: choice(*values) for name, values in options.items() if chance(share)}


def with_labels(options):
    return lambda classes: options(classes) | ({"labels": some_labels(classes)} if chance(0.4) else {})


def report():
    arguments, classes, multilabel = decisions()
    options = maybe(zeroDivision=[0, 1, math.nan], digits=[0, 1, 3])()
    if chance(0.5):
        # Their sums are exact in any order.
        options["sampleWeight"] = (random.integers(1, 16, len(arguments[0])) / 8).tolist()
    if chance(0.4):
        options["labels"] = some_labels(classes, [])
        options["targetNames"] = [f"class {label}" for label in options["labels"]]
    return arguments, options


def ratios():
    classes = names(choice(2, 2, 2, 3))
    truth = draw(classes, samples())
    options = weights(len(truth))
    if chance(0.5):
        options["labels"] = random.permutation(classes).tolist()
    if chance(0.5):
        options["replaceUndefinedBy"] = choice(
            1.0, math.nan, {"positive": 1.5, "negative": 0.5}, {"positive": 0.5, "negative": math.nan}
        )
    return [truth, predicted(truth, classes)], options


def probabilistic(options=lambda: {}, binary=True):
    def make():
        n = samples()
        if chance(0.4):
            classes = names(2)
            given = share_of_positives(n)
            if chance(0.2):
                given = [[value] for value in given]
            truth = draw(classes, n)
            more = {"posLabel": choice(*classes)} if binary and chance(0.4) else {}
            if chance(0.5):
                more["labels"] = classes
            return [truth, given], weights(n) | more | options()
        count = choice(2, 3, 4)
        given = probabilities(n, count)
        if chance(0.2):
            return [np.eye(count, dtype=int)[random.integers(0, count, n)].tolist(), given], weights(n) | options()
        classes = names(count)
        more = {"labels": classes if chance(0.9) else classes[::-1]} if chance(0.7) else {}
        return [draw(classes, n), given], weights(n) | more | options()

    return make


def hinge():
    n = samples()
    count = choice(2, 2, 3, 4)
    classes = names(count)
    options = weights(n) | ({"labels": classes} if chance(0.7) else {})
    return [draw(classes, n), scores(n if count == 2 else (n, count))], options


def thresholds(options=lambda: {}):
    def make():
        n = samples()
        classes = names(choice(2, 2, 2, 2, 3))
        more = {"posLabel": choice(*classes)} if isinstance(classes[0], str) or chance(0.4) else {}
        return [draw(classes, n), scores(n)], weights(n) | more | options()

    return make


def areas(multiclass):
    def make():
        n = samples()
        average = maybe(average=["micro", "macro", "weighted", None])()
        kind = choice("binary", "several", "classes")
        if kind == "several":
            columns = choice(2, 3, 4)
            options = weights(n) | maybe(average=["micro", "macro", "weighted", "samples", None])()
            if multiclass:
                options |= maybe(0.3, maxFpr=[0.1, 0.5, 1])()
            return [indicators(n, columns).tolist(), scores((n, columns))], options
        if kind == "binary":
            classes = names(2, None if multiclass else choice("usual", "other"))
            more = maybe(0.5, maxFpr=[0.1, 0.37, 1])() if multiclass else {"posLabel": choice(*classes)}
            return [draw(classes, n), scores(n)], weights(n) | average | more
        classes = names(choice(3, 4))
        if not multiclass:
            classes = names(3)
            truth = draw(classes, n)
            count = len(set(truth))
            if count < 3:
                truth, n = [*classes], 3
            return [truth, scores((n, 3))], average | weights(n)
        options = average | maybe(0.9, multiClass=["ovr", "ovo"])() | maybe(0.6, labels=[classes])()
        return [draw(classes, n), probabilities(n, len(classes))], options | (weights(n) if chance(0.5) else {})

    return make


def top_k():
    n = samples()
    count = choice(2, 3, 5)
    classes = names(count)
    given = scores(n if count == 2 else (n, count))
    if count == 2 and chance(0.5):
        given = share_of_positives(n)
    options = maybe(k=[1, 2, 3], normalize=[False])() | ({"labels": classes} if chance(0.8) else {})
    return [draw(classes, n), given], options | weights(n)


def label_ranking():
    n = samples()
    columns = choice(2, 3, 6)
    return [indicators(n, columns).tolist(), scores((n, columns))], weights(n)


def gains(options, least=0):
    def make():
        n = samples()
        columns = choice(2, 3, 7)
        relevance = random.integers(least if chance(0.9) else -1, 4, (n, columns)).tolist()
        # Without ties the order of equal scores doesn't matter.
        given = random.normal(size=(n, columns)).tolist()
        more = {"ignoreTies": True} if chance(0.3) else {}
        return [relevance, given if more else scores((n, columns))], more | options() | weights(n)

    return make


def numbers(options=lambda: {}, outputs=True, low=None, variance=False, weighted=True):
    def make():
        n = samples()
        columns = choice(1, 2, 3) if outputs else 1
        truth = random.normal(size=(n, columns)) * 3 + 1
        guess = truth + random.normal(size=truth.shape) * choice(0, 1, 1)
        if chance(0.3):
            truth, guess = np.round(truth), np.round(guess)
        if chance(0.1):
            truth[:, 0] = 2.0
        if low is not None and chance(0.95):
            truth, guess = np.abs(truth) + low, np.abs(guess) + low
        more = {}
        if outputs and chance(0.5):
            custom = [random.random(columns).tolist()] if columns > 1 or chance(0.1) else []
            more["multioutput"] = choice(
                "rawValues", "uniformAverage", *custom, *(["varianceWeighted"] if variance else [])
            )
        if columns == 1 and (not outputs or chance(0.7)):
            truth, guess = truth[:, 0], guess[:, 0]
        return [truth.tolist(), guess.tolist()], more | options() | (weights(n) if weighted else {})

    return make


def curve_points():
    n = samples()
    x = np.sort(scores(n))
    if chance(0.3):
        x = x[::-1]
    return [(x if chance(0.9) else random.permutation(x)).tolist(), scores(n)], {}


def calibrated():
    arguments, options = thresholds(maybe(nBins=[1, 3, 10], strategy=["uniform", "quantile"]))()
    options.pop("sampleWeight", None)
    return [arguments[0], share_of_positives(len(arguments[0]))], options


POWERS = maybe(0.9, power=[-1, 0, 1, 1.5, 2, 3, 0.5 if chance(0.1) else 2.5])
CASES = {
    "accuracyScore": plain_decisions(maybe(normalize=[True, False])),
    "auc": curve_points,
    "averagePrecisionScore": areas(False),
    "balancedAccuracyScore": plain_decisions(maybe(adjusted=[True]), multilabel=False),
    "brierScoreLoss": probabilistic(maybe(0.3, scaleByHalf=[True, False, "auto"])),
    "calibrationCurve": calibrated,
    "classificationReport": report,
    "classLikelihoodRatios": ratios,
    "cohenKappaScore": plain_decisions(
        with_labels(maybe(weights=["linear", "quadratic"], replaceUndefinedBy=[0, 0.5])), multilabel=False
    ),
    "confusionMatrix": plain_decisions(with_labels(maybe(normalize=["true", "pred", "all"])), multilabel=False),
    "confusionMatrixAtThresholds": thresholds(),
    "coverageError": label_ranking,
    "d2AbsoluteErrorScore": numbers(),
    "d2BrierScore": probabilistic(),
    "d2LogLossScore": probabilistic(binary=False),
    "d2PinballScore": numbers(maybe(alpha=[0, 0.1, 0.5, 0.9, 1])),
    "d2TweedieScore": numbers(POWERS, outputs=False, low=0.1),
    "dcgScore": gains(maybe(k=[1, 2, 5], logBase=[2, 3, 10]), least=-1),
    "detCurve": thresholds(maybe(dropIntermediate=[True, False])),
    "explainedVarianceScore": numbers(maybe(0.3, forceFinite=[False]), variance=True),
    "f1Score": lambda: averaged(*AVERAGES),
    "fbetaScore": lambda: averaged(*AVERAGES, beta=True),
    "hammingLoss": plain_decisions(),
    "hingeLoss": hinge,
    "jaccardScore": lambda: averaged(*AVERAGES, beta=None),
    "labelRankingAveragePrecisionScore": label_ranking,
    "labelRankingLoss": label_ranking,
    "logLoss": probabilistic(maybe(0.3, normalize=[False]), binary=False),
    "matthewsCorrcoef": plain_decisions(multilabel=False),
    "maxError": numbers(outputs=False, weighted=False),
    "meanAbsoluteError": numbers(),
    "meanAbsolutePercentageError": numbers(),
    "meanGammaDeviance": numbers(outputs=False, low=0.1),
    "meanPinballLoss": numbers(maybe(alpha=[0, 0.1, 0.9, 1])),
    "meanPoissonDeviance": numbers(outputs=False, low=0.1),
    "meanSquaredError": numbers(),
    "meanSquaredLogError": numbers(low=0),
    "meanTweedieDeviance": numbers(POWERS, outputs=False, low=0.1),
    "medianAbsoluteError": numbers(),
    "multilabelConfusionMatrix": plain_decisions(with_labels(maybe(0.3, samplewise=[True]))),
    "ndcgScore": gains(maybe(k=[1, 2, 5])),
    "precisionRecallCurve": thresholds(maybe(dropIntermediate=[True, False])),
    "precisionRecallFscoreSupport": lambda: averaged(*AVERAGES, beta=True),
    "precisionScore": lambda: averaged(*AVERAGES),
    "r2Score": numbers(maybe(0.3, forceFinite=[False]), variance=True),
    "recallScore": lambda: averaged(*AVERAGES),
    "rocAucScore": areas(True),
    "rocCurve": thresholds(maybe(dropIntermediate=[True, False])),
    "rootMeanSquaredError": numbers(),
    "rootMeanSquaredLogError": numbers(low=0),
    "topKAccuracyScore": top_k,
    "zeroOneLoss": plain_decisions(maybe(normalize=[True, False])),
}


# What scikit-learn says


def snake(name):
    return re.sub(r"[A-Z]", lambda letter: "_" + letter[0].lower(), name)


def python_value(option, value):
    if option == "multioutput" and isinstance(value, str):
        return snake(value)
    if option == "replaceUndefinedBy" and isinstance(value, dict):
        return {"LR+": value["positive"], "LR-": value["negative"]}
    # Its check of this option compares with this NaN by identity.
    return np.nan if option == "replaceUndefinedBy" and value != value else value


def plain(value):
    """JSON has no NaN and no Infinity."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value if item is not None]
    if value is None or isinstance(value, (bool, str, int)):
        return value
    value = float(value)
    return value if math.isfinite(value) else str(value)


def spoil(arguments):
    """A wrong input now and then: nothing at all, NaN, or one sample too few."""
    kind = choice("empty", "nan", "short")
    which = choice(0, 1)
    if kind == "empty":
        return [[], []]
    spoilt = [list(arguments[0]), list(arguments[1])]
    if kind == "short":
        spoilt[which] = spoilt[which][:-1]
    elif not isinstance(spoilt[which][0], (list, str)):
        spoilt[which][0] = math.nan
    return spoilt


def differs(case, spoilt):
    """Where what scikit-learn gives is the order of its checks or noise, and not followed on purpose."""
    options, error = case["options"], case.get("error", "")
    # Wrong input, and weights that are all zero, are refused by all metrics.
    accepted = not error and (spoilt or not any(options.get("sampleWeight", [1])))
    # NaN, as of other areas of one class.
    partial_area = case["metric"] == "rocAucScore" and "At least 2 points" in error
    # Refused, as by other errors of numbers, or too late to matter, of a single sample.
    weight_of_one_output = len(options.get("multioutput", "rawValues")) == 1
    # Divided by the rounding of a sum.
    noise = any(abs(number) > 1e12 for number in numbers_in(case.get("expected")) if math.isfinite(number))
    # 0 / 0, up to rounding.
    counted = [weight for weight in options.get("sampleWeight", []) if weight]
    one_target = case["metric"] == "d2TweedieScore" and len(counted) == 1
    return accepted or one_target or partial_area or (not error and weight_of_one_output) or noise


def numbers_in(value):
    if isinstance(value, list):
        return [number for item in value for number in numbers_in(item)]
    return [value] if isinstance(value, float) else []


def case_of(name):
    arguments, options = CASES[name]()
    spoilt = chance(0.06)
    if spoilt:
        arguments = spoil(arguments)
    function = getattr(calibration if name == "calibrationCurve" else metrics, snake(name))
    given = {snake(option): python_value(option, value) for option, value in options.items()}
    case = {"metric": name, "arguments": plain(arguments), "options": plain(options)}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            # Lists of lists are no arrays for all functions.
            arrays = [np.asarray(value) for value in arguments]
            case["expected"] = plain(function(*arrays, **given))
        except Exception as error:
            case["error"] = f"{type(error).__name__}: {error}".split("\n")[0][:100]
    if "expected" in case and any(issubclass(one.category, UndefinedMetricWarning) for one in caught):
        case["warns"] = True
    return case_of(name) if differs(case, spoilt) else case


cases = ",\n".join(json.dumps(case_of(name)) for name in CASES for _ in range(arguments.cases))
pathlib.Path(arguments.out).write_text(f'{{\n"scikit-learn": "{__version__}",\n"cases": [\n{cases}\n]\n}}\n')
