/** `npm run docs` makes an API reference in which everything public is explained, without a warning. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { packageRoot } from '../../src/setup/index.js';
import { newFolder } from '../new-folder.js';
import { type Declaration, readReference } from './reference.js';
import { linesThatThrow } from './thrown-errors.js';

const folder = await newFolder();
let declarations: Declaration[];

before(async () => {
  const outputs = ['--html', path.join(folder, 'html'), '--json', path.join(folder, 'all.json')];
  // It fails when TypeDoc warns, as of a link that leads nowhere.
  await promisify(execFile)('npm', ['run', '--silent', 'docs', '--', ...outputs], {
    cwd: packageRoot,
  }).catch(({ stdout, stderr }) => assert.fail(`npm run docs failed:\n${stdout}${stderr}`));
  declarations = readReference(path.join(folder, 'all.json'));
});

/** A field says what the parameter or option says that it is named after, or what its class says of it. */
function isExplained({
  kind,
  name,
  summary,
  tags,
  owner,
  overridesExplained,
}: Declaration): boolean {
  if (summary !== '' || tags.includes('@deprecated')) return true;
  const short = name.slice(name.lastIndexOf('.') + 1);
  if (kind === 'constructor' || (kind === 'interface' && name.endsWith('Options'))) return true;
  if (kind === 'property') {
    if (owner?.explained.has(short) || owner?.summary.includes(`\`${short}\``)) return true;
    return short === 'name' && /Error$|Pruned$/.test(owner?.name ?? '');
  }
  // What overrides an explained method may say only what it adds.
  return overridesExplained && tags.length > 0;
}

/** Fails with a line for each declaration. */
function assertNone(declarations: readonly Declaration[]): void {
  assert.equal(declarations.map(({ name, places }) => `${name} (${places[0]})`).join('\n'), '');
}

describe('The API reference', () => {
  it('is written as pages', () => {
    assert.ok(existsSync(path.join(folder, 'html', 'classes', 'index.nn.Linear.html')));
    assert.ok(declarations.length > 2500, `${declarations.length} declarations`);
  });

  it('explains everything that is public', () => {
    assertNone(declarations.filter((declaration) => !isExplained(declaration)));
  });

  it('names shapes where tensors are taken', () => {
    const SHAPES = /\[[^\]]*\]|shape|broadcast|scalar|one element/i;
    const taking = declarations.filter(
      ({ kind, takesTensors }) => takesTensors && /function|method|variable/.test(kind),
    );
    assert.ok(taking.length > 350, `${taking.length} functions take tensors`);
    const unnamed = taking.filter(
      ({ text, owner }) => !SHAPES.test(text) && !SHAPES.test(owner?.text ?? ''),
    );
    assertNone(unnamed);
  });

  it('says which errors functions throw', () => {
    const throwing = new Map<string, Set<number>>();
    const throwsAt = (place: string) => {
      const [file, line] = place.split(':');
      const lines =
        throwing.get(file) ??
        linesThatThrow(file, readFileSync(path.join(packageRoot, file), 'utf8'));
      throwing.set(file, lines);
      return lines.has(Number(line));
    };
    const thrown = declarations.filter(({ places }) => places.some(throwsAt));
    assert.ok(thrown.length > 100, `${thrown.length} functions throw`);
    const unsaid = thrown.filter(
      ({ kind, tags, owner }) =>
        !tags.includes('@throws') &&
        !(/constructor|accessor/.test(kind) && owner?.tags.includes('@throws')),
    );
    assertNone(unsaid);
  });
});
