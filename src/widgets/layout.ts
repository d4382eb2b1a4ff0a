/** `Layout`: where a widget stands and how large it is, as CSS. */
import { define } from './define.js';
import { snakeCase } from './definition.js';

const css = (): string | null => null;

/** CSS properties in camelCase; ipywidgets says what each does. */
const LAYOUT = {
  alignContent: css(),
  alignItems: css(),
  alignSelf: css(),
  borderTop: css(),
  borderRight: css(),
  borderBottom: css(),
  borderLeft: css(),
  bottom: css(),
  display: css(),
  flex: css(),
  flexFlow: css(),
  gridArea: css(),
  gridAutoColumns: css(),
  gridAutoFlow: css(),
  gridAutoRows: css(),
  gridColumn: css(),
  gridGap: css(),
  gridRow: css(),
  gridTemplateAreas: css(),
  gridTemplateColumns: css(),
  gridTemplateRows: css(),
  height: css(),
  justifyContent: css(),
  justifyItems: css(),
  left: css(),
  margin: css(),
  maxHeight: css(),
  maxWidth: css(),
  minHeight: css(),
  minWidth: css(),
  objectFit: css(),
  objectPosition: css(),
  order: css(),
  overflow: css(),
  padding: css(),
  right: css(),
  top: css(),
  visibility: css(),
  width: css(),
};

/** Properties of {@link Layout}, each as in CSS. */
export type LayoutOptions = Partial<typeof LAYOUT> & {
  /** All four borders. */
  border?: string | null;
};

const BaseLayout = define({
  frontEnd: {
    module: '@jupyter-widgets/base',
    version: '2.0.0',
    model: 'LayoutModel',
    view: 'LayoutView',
  },
  state: LAYOUT,
  parts: {},
  wireName: snakeCase,
});

/**
 * Sizes, borders and places of a widget, by CSS's names.
 * @example new Layout({ width: '50%', border: '1px solid gray' })
 */
export class Layout extends BaseLayout {
  constructor({ border, ...given }: LayoutOptions = {}) {
    super({ ...(border === undefined ? {} : borders(border)), ...given });
  }

  /** All four borders; null where they differ. */
  get border(): string | null {
    const { borderTop, borderRight, borderBottom, borderLeft } = this;
    const areSame = [borderRight, borderBottom, borderLeft].every((one) => one === borderTop);
    return areSame ? borderTop : null;
  }

  set border(border: string | null) {
    this.set(borders(border));
  }
}

function borders(border: string | null) {
  return { borderTop: border, borderRight: border, borderBottom: border, borderLeft: border };
}
