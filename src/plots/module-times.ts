/** Where a step's time goes. */
import { PlotError } from './errors.js';
import type { Figure } from './figure.js';
import { type ChartOptions, makeFigure } from './make-figure.js';
import { axis, color } from './theme.js';

/** What `profile` gives, as far as it is drawn. Times are milliseconds. */
export interface ProfileLike {
  /** A row for each module. */
  readonly modules: readonly {
    readonly path: string;
    readonly forward: number;
    readonly backward: number;
  }[];
}

/**
 * Bars for the modules, the first at the top: the time forward and backward, with that of the modules inside.
 *
 * @example show(plots.moduleTimes(await profile(step)))
 * @throws PlotError when there are no modules.
 */
export function moduleTimes(profile: ProfileLike, options: ChartOptions = {}): Figure {
  const modules = profile?.modules;
  if (!Array.isArray(modules) || modules.length === 0) {
    throw new PlotError('moduleTimes', 'profile', 'what profile gave of calls of modules', profile);
  }
  // plotly draws from below.
  const shown: ProfileLike['modules'] = modules.toReversed();
  const bar = (name: string, phase: 'forward' | 'backward', i: number) => ({
    type: 'bar',
    orientation: 'h',
    name,
    x: shown.map((module) => module[phase]),
    y: shown.map(({ path }) => path),
    marker: { color: color(i) },
    hovertemplate: `%{y}, ${phase}: %{x:.3f} ms<extra></extra>`,
  });
  return makeFigure(
    [bar('Forward', 'forward', 0), bar('Backward', 'backward', 1)],
    {
      barmode: 'stack',
      height: 140 + 24 * modules.length,
      xaxis: axis({ title: 'Time (ms)', rangemode: 'tozero' }),
      yaxis: axis({ title: 'Module', type: 'category', showgrid: false }),
      showlegend: true,
    },
    { title: 'Time by module', ...options },
  );
}
