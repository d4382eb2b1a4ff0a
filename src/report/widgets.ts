/**
 * Widgets on a page that has no kernel: what they hold, in their place. The notebook keeps their
 * states in its metadata, where whoever ran it saved them.
 *
 * https://ipywidgets.readthedocs.io/en/stable/embedding.html
 */

import { isRecord } from '../is-record.js';
import type { NotebookFile, NotebookOutput } from './notebook-file.js';

const VIEW_MIME = 'application/vnd.jupyter.widget-view+json';
const STATE_MIME = 'application/vnd.jupyter.widget-state+json';
const REFERENCE = 'IPY_MODEL_';

type State = Record<string, unknown>;

/**
 * A copy of the notebook without widgets: outputs for `Output`, `name: value` for a control, the
 * children for a box, and text for what was not saved.
 */
export function widgetsAsOutputs(notebook: NotebookFile): NotebookFile {
  const { widgets, ...metadata } = notebook.metadata;
  const states = field(field(widgets, STATE_MIME), 'state');
  const stateOf = (id: unknown) => field(field(states, id), 'state');
  const replace = (output: NotebookOutput): NotebookOutput[] => {
    const view = output.data?.[VIEW_MIME];
    if (view === undefined) return [output];
    const state = stateOf(field(view, 'model_id'));
    if (isRecord(state)) return outputsOf(state, stateOf);
    const { [VIEW_MIME]: _, ...data } = output.data ?? {};
    return [{ ...output, data }];
  };
  const cells = notebook.cells.map((cell) =>
    cell.outputs ? { ...cell, outputs: cell.outputs.flatMap(replace) } : cell,
  );
  return { ...notebook, metadata, cells };
}

function outputsOf(state: State, stateOf: (id: unknown) => unknown): NotebookOutput[] {
  const { children, outputs, value, description, _model_name: model } = state;
  if (Array.isArray(outputs)) return outputs.filter(isOutput);
  if (Array.isArray(children)) {
    return children.flatMap((child) => {
      const inner = stateOf(String(child).slice(REFERENCE.length));
      return isRecord(inner) ? outputsOf(inner, stateOf) : [];
    });
  }
  if (model === 'HTMLModel' || model === 'HTMLMathModel') {
    return [shown({ 'text/html': String(value) })];
  }
  const text = labelOf(state) ?? (value === undefined ? '' : textOf(value));
  const line = [description, text].filter((part) => part !== undefined && part !== '').join(': ');
  return line === '' ? [] : [shown({ 'text/plain': line })];
}

/** What is chosen, in a selection: its values are not saved, its labels are. */
function labelOf({ _options_labels: labels, index }: State): string | undefined {
  if (!Array.isArray(labels)) return undefined;
  const chosen = Array.isArray(index) ? index : [index];
  return chosen.map((i) => labels[Number(i)] ?? '').join(', ');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function shown(data: Record<string, unknown>): NotebookOutput {
  return { output_type: 'display_data', data, metadata: {} };
}

function field(value: unknown, name: unknown): unknown {
  return isRecord(value) && typeof name === 'string' ? value[name] : undefined;
}

function isOutput(value: unknown): value is NotebookOutput {
  return isRecord(value) && typeof value.output_type === 'string';
}
