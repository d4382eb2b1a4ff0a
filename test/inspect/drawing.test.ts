/** `drawGraph` follows tensors through layers and what lies between them, and draws what it found. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawGraph, nn, type Tensor } from '../../src/index.js';
import { layOut } from '../../src/inspect/drawing/layout.js';

class Block extends nn.Module {
  conv = new nn.Conv2d(2, 2, 3, { padding: 1 });
  drop = new nn.Dropout();

  forward(x: Tensor): Tensor {
    return this.drop(this.conv(x)).add(x);
  }
}

class Net extends nn.Module {
  first = new Block();
  twice = new nn.ReLU();

  forward(x: Tensor): Tensor {
    return this.twice(this.twice(this.first(x)).flatten(1));
  }
}

test('calls of layers are nodes, and operations where tensors pass through them', () => {
  const { nodes, edges } = drawGraph(new Net(), [1, 2, 4, 4]);
  const named = nodes.map(({ type, path, shape }) => [type, path, shape]);
  assert.deepEqual(named, [
    ['input', '', [1, 2, 4, 4]],
    ['Conv2d', 'first.conv', [1, 2, 4, 4]],
    ['Dropout', 'first.drop', [1, 2, 4, 4]],
    ['Add', '', [1, 2, 4, 4]],
    ['ReLU', 'twice', [1, 2, 4, 4]],
    ['Reshape', '', [1, 32]],
    ['ReLU', 'twice', [1, 32]],
    ['output', '', [1, 32]],
  ]);
  assert.deepEqual(edges, [
    [0, 1],
    [1, 2],
    [2, 3],
    [0, 3],
    [3, 4],
    [4, 5],
    [5, 6],
    [6, 7],
  ]);
});

test('what is deeper than asked for is one node', () => {
  const { nodes } = drawGraph(new Net(), [1, 2, 4, 4], { depth: 1 });
  assert.deepEqual(
    nodes.map(({ type }) => type),
    ['input', 'Block', 'ReLU', 'Reshape', 'ReLU', 'output'],
  );
  assert.equal(nodes[1].parameters, 38);
  assert.throws(() => drawGraph(new Net(), [1, 2, 4, 4], { depth: -1 }), { name: 'OptionError' });
});

test('a model of several inputs and results has them all', () => {
  const attention = new nn.MultiheadAttention(4, 2);
  const found = drawGraph(attention, [
    [3, 1, 4],
    [5, 1, 4],
    [5, 1, 4],
  ]);
  assert.deepEqual(
    found.nodes.map(({ type }) => type),
    ['input', 'input', 'input', 'MultiheadAttention', 'output', 'output'],
  );
  assert.match(String(found), /4 MultiheadAttention \[3, 1, 4\], 80 parameters <- 1, 2, 3/);
});

test('the picture has a box for each node and an arrow for each edge', () => {
  const drawing = drawGraph(new Net(), [1, 2, 4, 4]);
  const bundle = Object(Reflect.get(drawing, Symbol.for('Jupyter.display')).call(drawing));
  const svg: string = bundle['image/svg+xml'];
  assert.equal(svg.match(/<rect /g)?.length, drawing.nodes.length);
  assert.equal(svg.match(/marker-end/g)?.length, drawing.edges.length);
  assert.match(svg, />Conv2d \(first\.conv\)<.*>\[1, 2, 4, 4\], 38 parameters</);
});

test('no box lies on another, and edges go down', () => {
  const boxes = Array.from({ length: 6 }, (_, i) => ({ width: 40 + 10 * i, height: 20 }));
  const edges = [
    [0, 1],
    [0, 2],
    [0, 3],
    [1, 4],
    [2, 4],
    [0, 5],
    [4, 5],
  ] as const;
  const { places, ways, width, height } = layOut(boxes, edges);
  places.forEach((a, i) => {
    assert.ok(a.x - boxes[i].width / 2 >= 0 && a.x + boxes[i].width / 2 <= width);
    assert.ok(a.y > 0 && a.y < height);
    places.slice(0, i).forEach((b, k) => {
      const apart = Math.abs(a.x - b.x) >= (boxes[i].width + boxes[k].width) / 2;
      assert.ok(apart || Math.abs(a.y - b.y) >= 20, `${i} lies on ${k}`);
    });
  });
  for (const way of ways) {
    way.slice(1).forEach((point, i) => {
      assert.ok(point.y > way[i].y);
    });
  }
});
