/** Folders of pictures: what torchvision reads (see make-picture-goldens.py), by one thread and by several. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  DataLoader,
  DatasetError,
  ImageFolder,
  type ImageFolderOptions,
  SampleError,
  transforms,
} from '../../src/data/index.js';
import { manualSeed } from '../../src/random/index.js';
import { newFolder } from '../new-folder.js';
import { onBoth } from './backends.js';

const here = fileURLToPath(new URL('../../../test/data/', import.meta.url));
const FOLDER = path.join(here, 'pictures');

type Pixels = Readonly<Record<string, number[]>>;
type Form = 'rgb' | 'grey' | 'resized' | 'enlarged' | 'cropped' | 'padded' | 'both';
const golden: { readonly size: [number, number] } & Record<Form, Pixels> = JSON.parse(
  readFileSync(path.join(here, 'torchvision-pictures.json'), 'utf8'),
);

/** Decoders of JPEG round in their own ways. */
const JPEG = 4;
/** PIL rounds between the two directions of a resizing. */
const RESIZED = 1;

function assertPixels(options: ImageFolderOptions, shape: number[], form: Form, rounding = 0) {
  const set = new ImageFolder(FOLDER, options);
  set.samples.forEach(([file], i) => {
    const name = path.relative(FOLDER, file);
    const [image] = set.get(i);
    assert.deepEqual([image.dtype, image.shape], ['int32', shape]);
    const tolerance = rounding + (/\.jpg$/i.test(name) ? JPEG : 0);
    const values = image.dataSync();
    golden[form][name].forEach((value, at) => {
      assert.ok(Math.abs(values[at] - value) <= tolerance, `${form} ${name} at ${at}`);
    });
  });
}

onBoth('pictures of every kind are the bytes that PIL gives, in colour and in grey', () => {
  assertPixels({}, [...golden.size, 3], 'rgb');
  assertPixels({ channels: 1 }, [...golden.size, 1], 'grey');
});

onBoth('pictures are resized and cropped as by torchvision', () => {
  assertPixels({ resize: [7, 9] }, [7, 9, 3], 'resized', RESIZED);
  assertPixels({ resize: 20 }, [20, 27, 3], 'enlarged', RESIZED);
  assertPixels({ centerCrop: [8, 5] }, [8, 5, 3], 'cropped');
  assertPixels({ centerCrop: 16 }, [16, 16, 3], 'padded');
  assertPixels({ resize: 8, centerCrop: 7 }, [7, 7, 3], 'both', RESIZED);
});

test("classes are the folders' names, sorted, and files are sorted within them", () => {
  const set = new ImageFolder(FOLDER);
  assert.deepEqual(set.classes, ['colour', 'grey']);
  assert.deepEqual(set.classToIdx, { colour: 0, grey: 1 });
  assert.deepEqual([...set.targets], [0, 0, 0, 0, 0, 0, 1, 1, 1]);
  const names = set.samples.slice(6).map(([file]) => path.basename(file));
  assert.deepEqual(names, ['black-and-white.png', 'grey.png', 'photo.JPG']);
  const onlyPng = new ImageFolder(FOLDER, { isValidFile: (file) => file.endsWith('.png') });
  assert.equal(onlyPng.length, 5);
});

onBoth('threads give the same batches in the same order, epoch after epoch', () => {
  const batches = (numWorkers: number) => {
    manualSeed(0);
    const transform = new transforms.ToTensor();
    const loader = new DataLoader(new ImageFolder(FOLDER, { transform }), {
      batchSize: 2,
      shuffle: true,
      numWorkers,
    });
    return [1, 2].map(() => Array.from(loader, ([x, y]) => [x.toArray(), y.toArray()]));
  };
  const alone = batches(0);
  assert.deepEqual(alone[0].length, 5);
  assert.deepEqual(batches(1), alone);
  assert.deepEqual(batches(3), alone);
});

test('an epoch that is left early takes nothing from the next one', () => {
  const loader = new DataLoader(new ImageFolder(FOLDER), { batchSize: 2, numWorkers: 2 });
  const [first] = Array.from(loader, ([x]) => x.toArray());
  for (let i = 0; i < 3; i++)
    for (const [x] of loader) {
      assert.deepEqual(x.toArray(), first);
      break;
    }
});

/** The folder with two files that are no pictures. */
async function withDamage(): Promise<string> {
  const folder = await newFolder();
  cpSync(FOLDER, folder, { recursive: true });
  writeFileSync(path.join(folder, 'colour', 'broken.png'), 'not a picture');
  const jpeg = readFileSync(path.join(folder, 'colour', 'photo.jpg'));
  writeFileSync(path.join(folder, 'grey', 'cut.jpg'), jpeg.subarray(0, 500));
  return folder;
}

for (const numWorkers of [0, 2]) {
  test(`a damaged picture is named, and how many more there are, with ${numWorkers} threads`, async () => {
    const loader = new DataLoader(new ImageFolder(await withDamage()), {
      batchSize: 4,
      numWorkers,
    });
    const read = () => Array.from(loader, () => undefined);
    assert.throws(read, (error) => {
      assert.ok(error instanceof SampleError);
      assert.match(error.place, /colour\/broken\.png$/);
      assert.match(error.message, /this is no whole picture .*13 bytes that begin with "not a pi"/);
      assert.match(
        error.message,
        /Of the other 10 files 1 can't be read either: .*grey\/cut\.jpg\./,
      );
      return true;
    });
  });

  test(`onError: 'skip' leaves damaged pictures out and counts them, with ${numWorkers} threads`, async () => {
    const set = new ImageFolder(await withDamage(), { onError: 'skip' });
    const loader = new DataLoader(set, { batchSize: 1, numWorkers });
    assert.equal(Array.from(loader, ([x]) => x.shape[0]).length, 9);
    const skipped = [...set.skipped].map(([i]) => path.basename(set.samples[i][0]));
    assert.deepEqual(skipped.sort(), ['broken.png', 'cut.jpg']);
  });
}

test('pictures of other sizes in a batch are refused with both sizes', async () => {
  const folder = await withDamage();
  const set = new ImageFolder(folder, { onError: 'skip', resize: 9 });
  const size = new DataLoader(set, { batchSize: 11 }).first()[0].shape;
  assert.deepEqual(size, [9, 9, 12, 3]);
  cpSync(path.join(here, '..', '..', 'docs', 'tutorial.png'), path.join(folder, 'grey', 'z.png'));
  const mixed = new DataLoader(new ImageFolder(folder, { onError: 'skip' }), { batchSize: 20 });
  assert.throws(() => mixed.first(), /Part 0 of sample 11 has the shape \[.*\], that of the first/);
});

test('a folder that is not there, has no folders or no pictures is refused by name', async () => {
  const folder = await newFolder();
  const make = (root: string) => () => new ImageFolder(root);
  assert.throws(make(path.join(folder, 'nowhere')), DatasetError);
  assert.throws(make(folder), /no folder in .*It takes a folder of pictures for each class/);
  assert.throws(make(path.join(here, '..')), /found no picture in/);
});
