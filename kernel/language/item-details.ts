/** What the language server says of a completion when it is asked for more. */
import { isRecord, type JsonObject, stringField } from '../wire/json.js';
import { withoutFileLinks } from './markdown.js';

export interface ItemDetails {
  readonly signature?: string;
  /** Markdown. */
  readonly documentation?: string;
}

/** Names of kinds, by the protocol's number, as Jupyter's front ends know them. */
const KINDS: Readonly<Record<number, string>> = {
  2: 'method',
  3: 'function',
  4: 'constructor',
  5: 'property',
  6: 'variable',
  7: 'class',
  8: 'interface',
  9: 'module',
  10: 'property',
  13: 'enum',
  14: 'keyword',
  17: 'file',
  19: 'folder',
  20: 'enumMember',
  21: 'constant',
  25: 'type-parameter',
};

const DECLARED =
  /^(?:(?:export|declare|abstract|const(?= enum)) )*(class|function|interface|enum|type|namespace|module) /;

/** What an item is, in a word, by the server's own account. */
export function itemType(item: JsonObject): string {
  return KINDS[Number(item.kind)] ?? 'instance';
}

export function readDetails(resolved: unknown): ItemDetails {
  if (!isRecord(resolved)) return {};
  // To the person a name of an earlier cell is that thing, not an import of it.
  const signature = stringField(resolved, 'detail').replace(/^\(alias\) /, '');
  const { documentation } = resolved;
  const text = isRecord(documentation) ? withoutFileLinks(stringField(documentation, 'value')) : '';
  return { ...(signature ? { signature } : {}), ...(text ? { documentation: text } : {}) };
}

/** What a signature declares, in a word; the server itself calls all that is imported a variable. */
export function declaredType({ signature = '' }: ItemDetails): string | undefined {
  const type = DECLARED.exec(signature)?.[1];
  return type === 'namespace' ? 'module' : type;
}
