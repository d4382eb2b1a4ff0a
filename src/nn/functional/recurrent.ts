/** One step of a recurrent network, from its gates' inputs. */
import { asOneOperation, stack, type Tensor } from '../../tensor/index.js';

export type CellKind = 'tanh' | 'relu' | 'lstm' | 'gru';

/** How many gates' weights lie above each other. */
export const GATES: Record<CellKind, number> = { tanh: 1, relu: 1, lstm: 4, gru: 3 };

/**
 * The next states.
 * @param input W x + b, `[batch, gates x size]`
 * @param hidden U h + c, `[batch, gates x size]`
 * @param states the hidden one `[batch, size]`, and the cell's for LSTM
 */
export function recurrentStep(
  kind: CellKind,
  input: Tensor,
  hidden: Tensor,
  states: readonly Tensor[],
): Tensor[] {
  switch (kind) {
    case 'tanh':
      return [asOneOperation(() => input.add(hidden).tanh())];
    case 'relu':
      return [asOneOperation(() => input.add(hidden).relu())];
    case 'gru':
      return [asOneOperation(() => gru(input, hidden, states[0]))];
    case 'lstm': {
      // Both states at once, since an operation has one result.
      const both = asOneOperation(() => lstm(input, hidden, states[1]));
      return [both.select(0, 0), both.select(0, 1)];
    }
    default:
      return kind satisfies never;
  }
}

/** r and z are the gates of reset and update, n the new content: h' = n + z (h - n). */
function gru(input: Tensor, hidden: Tensor, h: Tensor): Tensor {
  const [inputReset, inputUpdate, inputNew] = input.chunk(3, -1);
  const [hiddenReset, hiddenUpdate, hiddenNew] = hidden.chunk(3, -1);
  const reset = inputReset.add(hiddenReset).sigmoid();
  const update = inputUpdate.add(hiddenUpdate).sigmoid();
  const content = inputNew.add(reset.mul(hiddenNew)).tanh();
  return content.add(update.mul(h.sub(content)));
}

/** c' = f c + i g, h' = o tanh(c'), as `[2, batch, size]`: h', c'. */
function lstm(input: Tensor, hidden: Tensor, cell: Tensor): Tensor {
  const [i, f, g, o] = input.add(hidden).chunk(4, -1);
  const next = f.sigmoid().mul(cell).add(i.sigmoid().mul(g.tanh()));
  return stack([o.sigmoid().mul(next.tanh()), next]);
}
