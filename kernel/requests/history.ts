/** `history_request`: earlier inputs, by range, tail or search. */
import { booleanField, integerField, stringField } from '../wire/json.js';
import type { HistoryEntry } from '../wire/outgoing.js';
import { type Handler, RequestError } from './handler.js';

/** How many entries a request for the tail gets that doesn't say so. */
const DEFAULT_N = 1000;

export const history: Handler = ({ content }, { history: store }) => {
  const shape = { output: booleanField(content, 'output', false) };
  let found: HistoryEntry[];
  switch (stringField(content, 'hist_access_type', 'tail')) {
    case 'range': {
      const session = integerField(content, 'session', 0);
      const stop = integerField(content, 'stop', Number.MAX_SAFE_INTEGER);
      found = store.range(session, integerField(content, 'start', 0), stop, shape);
      break;
    }
    case 'search': {
      const n = integerField(content, 'n', Number.MAX_SAFE_INTEGER);
      const unique = booleanField(content, 'unique', false);
      found = store.search(stringField(content, 'pattern', '*'), n, unique, shape);
      break;
    }
    case 'tail':
      found = store.tail(integerField(content, 'n', DEFAULT_N), shape);
      break;
    default:
      throw new RequestError('history_request', 'hist_access_type', 'range, tail or search');
  }
  return { msg_type: 'history_reply', content: { status: 'ok', history: found } };
};
