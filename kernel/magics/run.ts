/** Runs magics, for the calls that stand in a cell in their place. */
import { type MagicContext, MagicError } from './magic.js';
import { MAGICS } from './table.js';

export class MagicRunner {
  /** The objects that the code of `%time` and its like calls, by name. */
  readonly objects: Readonly<Record<string, object>>;

  constructor(private readonly context: MagicContext) {
    this.objects = Object.fromEntries(
      [...MAGICS.values()].flatMap((magic) =>
        magic.takes === 'code' ? [[magic.name, magic.create(context)]] : [],
      ),
    );
  }

  /** @throws MagicError */
  async run(name: string, args: string, body?: string): Promise<void> {
    const magic = MAGICS.get(name);
    if (magic?.takes !== 'text') throw new MagicError(name, `There is no magic %${name}.`);
    await magic.run({ args, body }, this.context);
  }
}
