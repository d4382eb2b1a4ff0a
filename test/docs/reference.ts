/** The API reference as TypeDoc made it of the sources: what is public, and what its docstring says. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What TypeDoc writes by `--json`, as far as it is read here. */
interface Reflection {
  readonly name: string;
  readonly kind: number;
  readonly comment?: Comment;
  readonly sources?: readonly { readonly fileName: string; readonly line: number }[];
  readonly signatures?: readonly Reflection[];
  readonly getSignature?: Reflection;
  readonly setSignature?: Reflection;
  readonly parameters?: readonly Reflection[];
  readonly children?: readonly Reflection[];
  readonly type?: Type;
  readonly inheritedFrom?: object;
  /** What it overrides, as `Module.forward`. */
  readonly overwrites?: { readonly name: string };
}

interface Comment {
  readonly summary?: readonly { readonly text: string }[];
  readonly blockTags?: readonly {
    readonly tag: string;
    readonly content: readonly { readonly text: string }[];
  }[];
}

interface Type {
  readonly type: string;
  readonly name?: string;
  readonly elementType?: Type;
  readonly target?: Type | number;
  readonly types?: readonly Type[];
  readonly elements?: readonly Type[];
  readonly element?: Type;
  readonly declaration?: Reflection;
}

/** TypeDoc's numbers for kinds of declarations. */
const KINDS: Readonly<Record<number, string>> = {
  32: 'variable',
  64: 'function',
  128: 'class',
  256: 'interface',
  512: 'constructor',
  1024: 'property',
  2048: 'method',
  262144: 'accessor',
  2097152: 'type',
};

/** A public declaration of this project; inherited ones stand where they were declared. */
export interface Declaration {
  /** As `nn.Linear.forward`. */
  readonly name: string;
  readonly kind: string;
  /** As `src/nn/linear.ts:20`. */
  readonly places: readonly string[];
  /** The docstring without its tags. */
  readonly summary: string;
  /** All of the docstring, and those of the parameters. */
  readonly text: string;
  /** The names of the tags, as `@throws`. */
  readonly tags: readonly string[];
  /** What constructor parameters and options documents, by name; of classes. */
  readonly explained: ReadonlySet<string>;
  /** Whether it overrides a member of a base class that has a docstring. */
  readonly overridesExplained: boolean;
  /** Whether one of its parameters is a tensor. */
  readonly takesTensors: boolean;
  /** The class or interface that it is a member of. */
  readonly owner: Declaration | undefined;
}

/** Reads a reference. `root` is the project's folder, as sources are named from it. */
export function readReference(file: string): Declaration[] {
  const project: Reflection = JSON.parse(readFileSync(file, 'utf8'));
  const context: Context = { interfaces: new Map(), explained: new Set() };
  forEach(project, (reflection) => {
    if (reflection.kind === 256) context.interfaces.set(reflection.name, reflection);
    for (const { name, signatures } of reflection.children ?? []) {
      const isExplained = signatures?.some(({ comment }) => textOf(comment?.summary) !== '');
      if (isExplained) context.explained.add(`${reflection.name}.${name}`);
    }
  });
  const found: Declaration[] = [];
  const visit = (reflection: Reflection, prefix: string, owner: Declaration | undefined) => {
    const name = prefix + reflection.name;
    const declaration = declarationOf(reflection, name, owner, context);
    if (declaration) found.push(declaration);
    const isOwner = declaration?.kind === 'class' || declaration?.kind === 'interface';
    const isAlias = declaration?.kind === 'type';
    const members = (isAlias ? reflection.type?.declaration?.children : reflection.children) ?? [];
    const isModule = reflection.kind === 1 || name === 'index';
    for (const member of members) {
      visit(member, isModule ? '' : `${name}.`, isOwner ? declaration : undefined);
    }
  };
  visit(project, '', undefined);
  return found;
}

/** What is known of all declarations while each is read. */
interface Context {
  readonly interfaces: Map<string, Reflection>;
  /** Methods with a docstring, as `Module.forward`. */
  readonly explained: Set<string>;
}

function declarationOf(
  reflection: Reflection,
  name: string,
  owner: Declaration | undefined,
  { interfaces, explained: explainedMethods }: Context,
): Declaration | undefined {
  const kind = KINDS[reflection.kind];
  const places = placesOf(reflection);
  if (kind === undefined || reflection.inheritedFrom || places.length === 0) return undefined;
  const all = [reflection, ...signaturesOf(reflection)];
  const parameters = all.flatMap((each) => each.parameters ?? []);
  const comments = all.flatMap(({ comment }) => comment ?? []);
  const explained = new Set<string>();
  for (const made of reflection.children ?? []) {
    if (made.kind !== 512) continue;
    for (const parameter of signaturesOf(made).flatMap((each) => each.parameters ?? [])) {
      if (parameter.comment) explained.add(parameter.name);
      const options = interfaces.get(parameter.type?.name ?? '');
      for (const option of options?.children ?? []) explained.add(option.name);
    }
  }
  return {
    name,
    kind,
    places,
    summary: comments
      .map((comment) => textOf(comment.summary))
      .join(' ')
      .trim(),
    text: [...comments, ...parameters.flatMap(({ comment }) => comment ?? [])]
      .map((comment) =>
        [comment.summary, ...(comment.blockTags ?? []).map(({ content }) => content)]
          .map(textOf)
          .join(' '),
      )
      .join(' '),
    tags: comments.flatMap((comment) => (comment.blockTags ?? []).map(({ tag }) => tag)),
    explained,
    overridesExplained: all.some(
      ({ overwrites }) => overwrites !== undefined && explainedMethods.has(overwrites.name),
    ),
    takesTensors: parameters.some(({ type }) => type !== undefined && isOfTensors(type)),
    owner,
  };
}

const textOf = (parts: Comment['summary'] = []) => parts.map(({ text }) => text).join('');

function signaturesOf({ signatures, getSignature, setSignature, type }: Reflection): Reflection[] {
  const called = type?.declaration?.signatures ?? [];
  return [...(signatures ?? []), ...called, getSignature, setSignature].filter(
    (signature) => signature !== undefined,
  );
}

/** Where it stands in this project's sources, overloads included. */
function placesOf(reflection: Reflection): string[] {
  return [reflection, ...signaturesOf(reflection)]
    .flatMap(({ sources }) => sources ?? [])
    .map(({ fileName, line }) => `${fileName.slice(fileName.indexOf('src/'))}:${line}`)
    .filter((place) => place.startsWith(`src${path.posix.sep}`));
}

function isOfTensors(type: Type): boolean {
  if (type.type === 'reference') return type.name === 'Tensor' || type.name === 'Operand';
  const inside = [type.elementType, type.element, ...(type.types ?? []), ...(type.elements ?? [])];
  if (typeof type.target === 'object') inside.push(type.target);
  return inside.some((part) => part !== undefined && isOfTensors(part));
}

function forEach(reflection: Reflection, action: (each: Reflection) => void): void {
  action(reflection);
  for (const child of [...(reflection.children ?? []), ...signaturesOf(reflection)]) {
    forEach(child, action);
  }
}
