/** The figures of classifiers, by name. */
import type { Labels, Values } from '../metrics/index.js';
import * as metrics from '../metrics/index.js';
import { type Figures, figuresOf, type Metric, meanOf, type Named, type Scorer } from './metric.js';
import { averagedAreas, averagePrecisionArea, rocArea } from './ranked-areas.js';
import { resampledCalibrationError } from './reliability.js';
import { countedTogether } from './resampling.js';
import { type ClassSamples, rowsOf, tableOf } from './samples.js';

type NamedFigure = Named<ClassSamples>;

/** A function of `metrics`. */
type ClassScore<Options = object> = (
  labels: Int32Array,
  predicted: Int32Array,
  options: Options & { sampleWeight?: Float64Array },
) => number;

type Average = 'binary' | 'micro' | 'macro' | 'weighted';

const NAMED = {
  accuracy: meanOf(ofClasses(metrics.accuracyScore)),
  balancedAccuracy: ofClasses(metrics.balancedAccuracyScore),
  topKAccuracy: meanOf(ofScores(metrics.topKAccuracyScore)),
  precision: ofClasses(metrics.precisionScore),
  precisionMicro: averaged(metrics.precisionScore, 'micro'),
  precisionMacro: averaged(metrics.precisionScore, 'macro'),
  precisionWeighted: averaged(metrics.precisionScore, 'weighted'),
  recall: ofClasses(metrics.recallScore),
  recallMicro: averaged(metrics.recallScore, 'micro'),
  recallMacro: averaged(metrics.recallScore, 'macro'),
  recallWeighted: averaged(metrics.recallScore, 'weighted'),
  f1: ofClasses(metrics.f1Score),
  f1Micro: averaged(metrics.f1Score, 'micro'),
  f1Macro: averaged(metrics.f1Score, 'macro'),
  f1Weighted: averaged(metrics.f1Score, 'weighted'),
  jaccard: ofClasses(metrics.jaccardScore),
  jaccardMicro: averaged(metrics.jaccardScore, 'micro'),
  jaccardMacro: averaged(metrics.jaccardScore, 'macro'),
  jaccardWeighted: averaged(metrics.jaccardScore, 'weighted'),
  rocAuc: rocAuc({ itself: metrics.rocAucScore }),
  rocAucOvr: rocAuc({ multiClass: 'ovr' }),
  rocAucOvrWeighted: rocAuc({ multiClass: 'ovr', average: 'weighted' }),
  rocAucOvo: rocAuc({ multiClass: 'ovo' }),
  rocAucOvoWeighted: rocAuc({ multiClass: 'ovo', average: 'weighted' }),
  averagePrecision: {
    ...ofScores(metrics.averagePrecisionScore),
    resampled: averagedAreas(averagePrecisionArea),
  },
  logLoss: meanOf(ofScores(metrics.logLoss, false)),
  brierScore: meanOf(ofScores(metrics.brierScoreLoss, false)),
  d2LogLossScore: ofScores(metrics.d2LogLossScore),
  d2BrierScore: ofScores(metrics.d2BrierScore),
  expectedCalibrationError: {
    itself: metrics.expectedCalibrationError,
    greaterIsBetter: false,
    of: (samples) =>
      metrics.expectedCalibrationError(
        samples.labels,
        tableOf(samples.probabilities, samples.classes),
        { labels: classesOf(samples) },
      ),
    resampled: resampledCalibrationError,
  },
  matthewsCorrcoef: ofClasses(metrics.matthewsCorrcoef),
  cohenKappa: ofClasses(metrics.cohenKappaScore),
} satisfies Record<string, NamedFigure>;

/** scikit-learn's names of scorers in camelCase; those of losses without `neg`. */
export type ClassMetricName = keyof typeof NAMED;

/** A function of the probabilities, a row for each sample, and which way it goes. */
export interface ProbabilityScorer {
  /** The function. */
  readonly score: (labels: Int32Array, probabilities: Float32Array[]) => number;
  /** What the function takes. */
  readonly of: 'probabilities';
  /** Default true. */
  readonly greaterIsBetter?: boolean;
}

/** A figure of a classifier: a name, a function, or a function and what it takes. */
export type ClassMetric = Metric<ClassMetricName, Int32Array, ProbabilityScorer>;

export const classFigures: Figures<ClassSamples, ClassMetric> = figuresOf(
  NAMED,
  (scorer: Scorer<Int32Array> | ProbabilityScorer) =>
    scorer.of === 'probabilities'
      ? ({ labels, probabilities, classes }) => scorer.score(labels, rowsOf(probabilities, classes))
      : ({ labels, predicted }) => scorer.score(labels, predicted),
);

/** A function of the predicted classes. */
function ofClasses(score: ClassScore): NamedFigure {
  return {
    itself: score,
    greaterIsBetter: true,
    of: ({ labels, predicted }) => score(labels, predicted, {}),
    resampled: countedTogether(score),
  };
}

function averaged(score: ClassScore<{ average: Average }>, average: Average): NamedFigure {
  const { itself: _, ...figure } = ofClasses((labels, predicted, options) =>
    score(labels, predicted, { average, ...options }),
  );
  return figure;
}

/** A function of the probabilities. */
function ofScores(
  score: (labels: Labels, scores: Values, options: { labels: number[] }) => number,
  greaterIsBetter = true,
): NamedFigure {
  return {
    itself: score,
    greaterIsBetter,
    of: (samples) => score(samples.labels, scoresOf(samples), { labels: classesOf(samples) }),
  };
}

/** Of several classes each against the rest, unless `options` say otherwise. */
function rocAuc({
  itself,
  ...options
}: Pick<metrics.RocAucOptions, 'multiClass'> & {
  average?: 'macro' | 'weighted';
  itself?: unknown;
}): NamedFigure {
  return {
    itself,
    greaterIsBetter: true,
    of: (samples) =>
      metrics.rocAucScore(samples.labels, scoresOf(samples), {
        multiClass: 'ovr',
        labels: classesOf(samples),
        ...options,
      }),
    ...(options.multiClass === 'ovo' ? {} : { resampled: averagedAreas(rocArea, options.average) }),
  };
}

/** A score for each class; of two, the second's alone, as scikit-learn's functions take it. */
function scoresOf(samples: ClassSamples): Values {
  if (samples.classes !== 2) return tableOf(samples.probabilities, samples.classes);
  return Float32Array.from({ length: samples.count }, (_, i) => samples.probabilities[2 * i + 1]);
}

/** All classes, where not each occurs among some samples. */
const classesOf = ({ classes }: ClassSamples) => Array.from({ length: classes }, (_, i) => i);
