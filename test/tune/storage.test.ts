/** Studies in an SQLite file: gone on with, by us and by the real Optuna, and by many processes. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  paramImportances,
  StorageError,
  TrialPruned,
  TuneError,
  tune,
} from '../../src/tune/index.js';
import { newFolder } from '../new-folder.js';
import { installOptuna, runOptuna } from './peers/optuna.js';
import { startPostgresql } from './peers/postgresql.js';

const WORKER = fileURLToPath(new URL('./worker.js', import.meta.url));
const quiet = { onTrial() {} };

const SPACE = {
  x: { low: -10, high: 10 },
  lr: { low: 1e-5, high: 1, log: true },
  layers: { low: 1, high: 8, int: true },
  kind: { choices: ['a', 'b', 2, true, null] },
} as const;

let python: string;
let folder: string;
before(async () => {
  [python, folder] = await Promise.all([installOptuna(), newFolder()]);
});

test('Optuna reads a study of ours, with every kind of parameter, value and state', async () => {
  const storage = path.join(folder, 'ours.db');
  const options = { storage, name: 'ours', direction: 'maximize', ...quiet } as const;
  const study = await tune(
    SPACE,
    async ({ x }, trial) => {
      trial.report(Number.NaN, 0);
      trial.report(x, 1);
      trial.setUserAttr('note', 'first');
      trial.setUserAttr('note', { half: x / 2, list: [null, true] });
      if (trial.number === 1) throw new Error('no luck');
      return trial.number === 2 ? Infinity : x;
    },
    { ...options, trials: 4 },
  );
  const seen = await runOptuna(
    python,
    `sqlite:///${storage}`,
    `
study = optuna.load_study(storage=storage, study_name='ours')
print(json.dumps([study.direction.name, [
    [t.number, t.state.name, t.params, repr(t.value), list(map(repr, t.intermediate_values.values())), t.user_attrs]
    for t in study.trials]]))`,
  );
  const expected = study.trials.map(({ number, state, params }) => [
    number,
    state === 'failed' ? 'FAIL' : 'COMPLETE',
    params,
    state === 'failed' ? 'None' : number === 2 ? 'inf' : String(params.x),
    ['nan', String(params.x)],
    {
      note: { half: Number(params.x) / 2, list: [null, true] },
      ...(state === 'failed' && { error: 'Error: no luck' }),
    },
  ]);
  const read = await tune(SPACE, () => 0, { ...options, trials: 3 });
  const notesOf = ({ trials }: typeof study) => trials.map(({ userAttrs }) => userAttrs);
  assert.deepEqual(notesOf(read), notesOf(study));
  assert.deepEqual(seen, ['MAXIMIZE', expected]);
});

test('parameters are as important as Optuna finds them', async () => {
  const storage = path.join(folder, 'importances.db');
  const study = await tune(
    { ...SPACE, units: { low: 4, high: 300, int: true, log: true }, one: { choices: ['x'] } },
    ({ x, lr, layers, kind, units }) =>
      x / 5 + (Math.log10(lr) + 2) ** 2 + layers / 10 + (kind === 'b' ? 0 : 0.5) + units / 900,
    { storage, name: 'importances', trials: 60, ...quiet },
  );
  const seen = await runOptuna(
    python,
    `sqlite:///${storage}`,
    `
study = optuna.load_study(storage=storage, study_name='importances')
evaluator = optuna.importance.PedAnovaImportanceEvaluator()
print(json.dumps(list(optuna.importance.get_param_importances(study, evaluator=evaluator).items())))`,
  );
  const ours = Object.entries(paramImportances(study));
  const rounded = (values: unknown) =>
    (values as [string, number][]).map(([name, value]) => [name, value.toFixed(5)]);
  assert.deepEqual(rounded(ours), rounded(seen));
});

test('Optuna goes on with our study, and we with its', async () => {
  const storage = path.join(folder, 'both.db');
  const options = { storage, name: 'both', seed: 1, ...quiet };
  await tune(SPACE, ({ x, lr }) => x + lr, { ...options, trials: 12 });
  const theirs = await runOptuna(
    python,
    `sqlite:///${storage}`,
    `
def objective(trial):
    x = trial.suggest_float('x', -10, 10)
    trial.suggest_int('layers', 1, 8)
    trial.suggest_categorical('kind', ['a', 'b', 2, True, None])
    trial.report(x, 3)
    if trial.number == 13: raise optuna.TrialPruned()
    return x + trial.suggest_float('lr', 1e-5, 1, log=True)
study = optuna.load_study(storage=storage, study_name='both')
study.optimize(objective, n_trials=3)
print(json.dumps([[t.number, t.state.name.lower(), t.params] for t in study.trials[12:]]))`,
  );
  const study = await tune(SPACE, ({ x, lr }) => x + lr, { ...options, trials: 18 });
  assert.equal(study.trials.length, 18);
  const read = study.trials.slice(12, 15);
  assert.deepEqual(
    read.map(({ number, state, params }) => [number, state, params]),
    theirs,
  );
  assert.deepEqual(
    read[1].reports.map(({ step }) => step),
    [3],
  );
});

test('trials that a person put into the queue by Optuna are run with their parameters, and first', async () => {
  const storage = path.join(folder, 'queue.db');
  const options = { storage, name: 'queue', ...quiet };
  await tune(SPACE, ({ x }) => x, { ...options, trials: 2 });
  await runOptuna(
    python,
    `sqlite:///${storage}`,
    `
study = optuna.load_study(storage=storage, study_name='queue')
study.enqueue_trial({'x': 1.5, 'kind': True, 'lr': 7.0}, user_attrs={'who': 'me'})
study.enqueue_trial({'layers': 3, 'kind': None})
print('null')`,
  );
  const study = await tune(SPACE, ({ x }) => x, { ...options, trials: 5 });
  const [first, second] = study.trials.slice(2);
  assert.deepEqual([first.number, first.params.x, first.params.kind], [2, 1.5, true]);
  assert.ok(first.params.lr <= 1, 'what lies outside of the space is drawn');
  assert.deepEqual(first.userAttrs, { who: 'me' });
  assert.deepEqual([second.number, second.params.layers, second.params.kind], [3, 3, null]);
  const seen = await runOptuna(
    python,
    `sqlite:///${storage}`,
    `
trials = optuna.load_study(storage=storage, study_name='queue').trials
print(json.dumps([[t.number, t.state.name, t.params, t.user_attrs] for t in trials]))`,
  );
  const expected = study.trials.map(({ number, params }) => [
    number,
    'COMPLETE',
    params,
    number === 2 ? { who: 'me' } : {},
  ]);
  assert.deepEqual(seen, expected);
});

test('a study that was cut off goes on as if it had not been', async () => {
  const objective = ({ x, lr }: { x: number; lr: number }) => (x - 1) ** 2 + lr;
  const whole = await tune(SPACE, objective, { trials: 25, ...quiet });
  const storage = path.join(folder, 'cut.db');
  await tune(SPACE, objective, { storage, trials: 14, ...quiet });
  const study = await tune(SPACE, objective, { storage, trials: 25, ...quiet });
  const drawn = (trials: typeof study.trials) => trials.map(({ params }) => params);
  assert.deepEqual(drawn(study.trials), drawn(whole.trials));
  assert.equal(study.best.value, whole.best.value);
});

for (const pruner of ['median', 'hyperband'] as const) {
  test(`the pruner '${pruner}' gives up the trials that Optuna's gives up`, async () => {
    const seen = await runOptuna(
      python,
      'sqlite://',
      `
pruner = { 'median': optuna.pruners.MedianPruner, 'hyperband': optuna.pruners.HyperbandPruner }['${pruner}']()
study = optuna.create_study(study_name='pruned', pruner=pruner)
for number in range(60): study.enqueue_trial({'x': number})
def objective(trial):
    x = trial.suggest_float('x', 0, 100)
    for step in range(28):
        trial.report((x * 37 % 60) / (step + 1) + x * 7 % 11, step)
        if trial.should_prune(): raise optuna.TrialPruned()
    return x
study.optimize(objective, n_trials=60)
print(json.dumps([[t.state.name.lower(), t.last_step] for t in study.trials]))`,
    );
    const numbers = Array.from({ length: 60 }, (_, number) => number);
    const study = await tune(
      { x: { choices: numbers } },
      ({ x }, trial) => {
        for (let step = 0; step < 28; step++) {
          trial.report(((x * 37) % 60) / (step + 1) + ((x * 7) % 11), step);
          if (trial.shouldPrune()) return;
        }
        return x;
      },
      { sampler: 'grid', pruner, name: 'pruned', ...quiet },
    );
    const ours = study.trials.map(({ state, reports }) => [state, reports.at(-1)?.step]);
    assert.deepEqual(ours, seen);
    assert.ok(study.trials.some(({ state }) => state === 'pruned'));
  });
}

const address = startPostgresql();
// Both at a time: they mostly wait until the dead process is held for dead.
describe('many processes', { concurrency: true }, () => {
  for (const kind of ['an SQLite file', 'PostgreSQL']) {
    test(`eight processes share a study in ${kind}; what one that is killed was at is run again`, async () => {
      const storage = kind === 'PostgreSQL' ? await address : path.join(folder, 'many.db');
      const workers = Array.from({ length: 8 }, () =>
        spawn(process.execPath, [WORKER, storage, '40', '250'], {
          stdio: ['ignore', 'pipe', 'inherit'],
        }),
      );
      const outputs = workers.map(async (worker) => {
        let text = '';
        for await (const chunk of worker.stdout) text += chunk;
        return text;
      });
      const [victim] = workers;
      // It is at a trial now.
      await once(victim.stdout, 'data');
      victim.kill('SIGKILL');
      const [, ...others] = await Promise.all(outputs);
      const results = others.map((text): unknown =>
        JSON.parse(text.trimEnd().split('\n').at(-1) ?? ''),
      );
      assert.deepEqual(results, new Array(7).fill(results[0]));

      const optunaAddress = kind === 'PostgreSQL' ? storage : `sqlite:///${storage}`;
      const seen = await runOptuna(
        python,
        optunaAddress,
        `
study = optuna.load_study(storage=storage, study_name='many')
dead = [t for t in study.trials if t.state.name == 'FAIL']
print(json.dumps({
    'numbers': [t.number for t in study.trials],
    'complete': sum(t.state.name == 'COMPLETE' for t in study.trials),
    'dead': len(dead),
    'again': [t.state.name for t in study.trials if t.params == dead[0].params and t.number != dead[0].number],
}))`,
      );
      assert.deepEqual(seen, {
        numbers: Array.from({ length: 41 }, (_, i) => i),
        complete: 40,
        dead: 1,
        again: ['COMPLETE'],
      });
    });
  }
});

test('the dashboard of Optuna lists a study of ours, and shows its trials', async () => {
  const storage = path.join(folder, 'shown.db');
  const study = await tune(
    SPACE,
    ({ x }, trial) => {
      trial.report(x, 1);
      if (trial.number === 1) throw new TrialPruned();
      if (trial.number === 2) throw new Error('no luck');
      return x;
    },
    { storage, name: 'shown', trials: 4, ...quiet },
  );
  const seen = await runOptuna(
    python,
    `sqlite:///${storage}`,
    `
from optuna_dashboard import wsgi
app = wsgi(storage)
def get(path):
    status = []
    body = b''.join(app({
        'REQUEST_METHOD': 'GET', 'PATH_INFO': path, 'SERVER_NAME': 'x', 'SERVER_PORT': '80',
        'wsgi.url_scheme': 'http', 'wsgi.input': sys.stdin.buffer, 'QUERY_STRING': ''},
        lambda code, *rest: status.append(code)))
    assert status == ['200 OK'], (path, status, body)
    return json.loads(body)
def plain(text):
    try: return float(text)
    except ValueError: return text
[summary] = get('/api/studies')['study_summaries']
study = get(f"/api/studies/{summary['study_id']}")
print(json.dumps([summary['study_name'], [
    [t['number'], t['state'], {p['name']: plain(p['param_external_value']) for p in t['params']},
     [v['value'] for v in t['intermediate_values']], t.get('values')]
    for t in study['trials']]]))`,
  );
  const { states, value: written } = DASHBOARD;
  const shown = study.trials.map(({ number, state, params, reports }) => [
    number,
    states[state],
    Object.fromEntries(Object.entries(params).map(([name, value]) => [name, written(value)])),
    reports.map(({ value }) => value),
    state === 'failed' ? null : [params.x],
  ]);
  assert.deepEqual(seen, ['shown', shown]);
});

/** How the dashboard writes what Python has. */
const DASHBOARD = {
  states: { complete: 'Complete', pruned: 'Pruned', failed: 'Fail' },
  value: (value: unknown) =>
    ({ true: 'True', false: 'False', null: 'None' })[String(value)] ?? value,
};

test('what can not be stored, or is another study, is said before a trial runs', async () => {
  const storage = path.join(folder, 'said.db');
  const never = () => assert.fail('a trial ran');
  const run = (space: Parameters<typeof tune>[0], options: object = {}) =>
    tune(space, never, { storage, ...quiet, ...options });
  await assert.rejects(run({ f: { choices: [() => 1] } }), (error: unknown) => {
    assert.ok(error instanceof TuneError);
    assert.match(
      error.message,
      /parameter 'f' has a choice that can't be stored.*name your values/s,
    );
    return true;
  });
  await tune({ x: { low: 0, high: 1 } }, ({ x }) => x, { storage, trials: 1, ...quiet });
  await assert.rejects(
    run({ x: { choices: [1] } }),
    /'x' is numbers in the study 'study'.*choices \[1\]/s,
  );
  await assert.rejects(
    run({ x: { low: 0, high: 1 } }, { direction: 'maximize' }),
    /direction minimize/,
  );
  await assert.rejects(
    run({ x: { low: 0, high: 1 } }, { storage: 'mysql://a' }),
    /neither a file nor/,
  );
  const text = path.join(folder, 'text.db');
  await writeFile(
    text,
    'A text that is long enough to be taken for something else than a database.',
  );
  await assert.rejects(run({ x: { low: 0, high: 1 } }, { storage: text }), (error: unknown) => {
    assert.ok(error instanceof StorageError);
    assert.match(error.message, /text\.db can't be opened as an SQLite database/);
    return true;
  });
  const nobody = 'postgresql://me:secret@127.0.0.1:1/x';
  await assert.rejects(run({ x: { low: 0, high: 1 } }, { storage: nobody }), (error: unknown) => {
    assert.ok(error instanceof StorageError);
    assert.doesNotMatch(error.message, /secret/);
    return /no connection to the PostgreSQL server at postgresql:\/\/me:\*\*\*@/.test(
      error.message,
    );
  });
});
