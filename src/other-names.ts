/**
 * Names of PyTorch that are others here, as `x.view_as` and `x.cuda()`: asking for one says what to write instead.
 * They lie behind everything that a class has, so names that there are cost nothing more; types don't know them.
 */

/** A name that is another here, or that there isn't. */
export class UnknownNameError extends TypeError {
  override readonly name = 'UnknownNameError';

  constructor(
    /** What was asked for it, as `Tensor`. */
    readonly owner: string,
    /** The name. */
    readonly asked: string,
    instead: string,
  ) {
    super(`${owner} has no ${asked}: ${instead}`);
  }
}

/** The kernel leaves objects that have it out of completions and of what types may ask for. */
const UNLISTED = Symbol.for('gradbook.unlisted');

/** What is to be said of PyTorch's hooks of state dicts. */
export const NO_STATE_HOOKS =
  'there are no hooks of state dicts; change what stateDict() gives, a plain object.';

export interface OtherNames {
  /** What to do instead of what there isn't, by PyTorch's name. */
  readonly advice?: Readonly<Record<string, string>>;
  /** Names here that the class itself doesn't have, but classes and objects made of it. */
  readonly alsoHere?: readonly string[];
}

/** Makes all objects of a class answer PyTorch's names in snake_case, and those of `advice`. */
export function teachOtherNames(
  owner: { readonly prototype: object; readonly name: string },
  { advice = {}, alsoHere = [] }: OtherNames = {},
): void {
  const { prototype } = owner;
  const behind: object = Object.create(Object.getPrototypeOf(prototype), {
    [UNLISTED]: { value: true },
  });
  for (const here of [...namesOf(prototype), ...alsoHere]) {
    const asked = inSnakeCase(here);
    if (asked === here) continue;
    answer(behind, asked, (self) => (here in self ? spelledAs(self, here) : undefined));
  }
  for (const [asked, instead] of Object.entries(advice)) {
    if (asked in prototype)
      throw new Error(`${owner.name} has ${asked}, so nothing is to be said of it.`);
    answer(behind, asked, () => instead);
  }
  Object.setPrototypeOf(prototype, behind);
}

/** A property that throws what there is to say, and is an ordinary one where that is nothing. */
function answer(
  behind: object,
  asked: string,
  instead: (self: object) => string | undefined,
): void {
  const check = (self: object) => {
    const text = instead(self);
    if (text !== undefined) throw new UnknownNameError(self.constructor.name, asked, text);
  };
  Object.defineProperty(behind, asked, {
    configurable: true,
    get(this: object) {
      check(this);
      return undefined;
    },
    set(this: object, value: unknown) {
      check(this);
      Object.defineProperty(this, asked, {
        value,
        writable: true,
        configurable: true,
        enumerable: true,
      });
    },
  });
}

/** What to write for a name that only has another spelling. */
function spelledAs(self: object, here: string): string {
  return `it is ${here}${isMethod(self, here) ? '(...)' : ''} here, for names are PyTorch's in camelCase.`;
}

function isMethod(self: object, name: string): boolean {
  for (let at: object | null = self; at; at = Object.getPrototypeOf(at)) {
    const property = Object.getOwnPropertyDescriptor(at, name);
    // A module that is a field can be called too, but is no method.
    if (property) return typeof property.value === 'function' && at !== self;
  }
  return false;
}

/** The names of a class and those that it extends. */
function namesOf(prototype: object): string[] {
  const names = new Set<string>();
  for (let at = prototype; at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  return [...names];
}

const inSnakeCase = (name: string): string =>
  name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
