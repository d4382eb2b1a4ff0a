/**
 * The widgets that are open, by their ids, as ipywidgets keeps them: what a page that is loaded again
 * asks for over the target `jupyter.widget.control`.
 */
import { type Comms, currentNotebook, type NotebookComm } from '../current-notebook.js';
import { splitState, type WireState } from './wire-state.js';

const CONTROL_TARGET = 'jupyter.widget.control';

/** What the front end needs to make a widget anew. */
export interface LiveWidget {
  wireState(): WireState;
  close(): void;
}

const widgets = new Map<string, LiveWidget>();
/** The comms that answer for the widgets. */
let answering: Comms | undefined;

/** The comms of the notebook; undefined in a plain program, where widgets are only objects. */
export function widgetComms(): Comms | undefined {
  const comms = currentNotebook()?.comms;
  if (comms && comms !== answering) {
    answering = comms;
    comms.registerTarget(CONTROL_TARGET, answerRequests);
  }
  return comms;
}

export function addLive(id: string, widget: LiveWidget): void {
  widgets.set(id, widget);
}

export function removeLive(id: string): void {
  widgets.delete(id);
}

export function liveWidget(id: string): LiveWidget | undefined {
  return widgets.get(id);
}

/** Closes all widgets; their views disappear. */
export function closeAll(): void {
  for (const widget of [...widgets.values()]) widget.close();
}

function answerRequests(comm: NotebookComm): void {
  comm.onMessage = ({ data }) => {
    if (data.method !== 'request_states') return;
    const all = [...widgets].map(([id, widget]) => [id, described(widget.wireState())]);
    const { state: states, buffer_paths, buffers } = splitState(Object.fromEntries(all));
    comm.send({ method: 'update_states', states, buffer_paths }, { buffers });
  };
}

function described(state: WireState): WireState {
  const { _model_name, _model_module, _model_module_version } = state;
  return {
    model_name: _model_name,
    model_module: _model_module,
    model_module_version: _model_module_version,
    state,
  };
}
