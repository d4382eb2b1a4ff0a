/** The table of contents: the headings of a page, as links. */

export interface Heading {
  /** 1 to 3. */
  level: number;
  id: string;
  /** HTML, without links. */
  label: string;
}

/** As nbconvert writes them: with a link to itself at the end. */
const HEADING =
  /<h([1-3]) id="([^"]*)">([\s\S]*?)<a class="anchor-link" href="[^"]*">[^<]*<\/a><\/h\1>/g;

/**
 * Gives each heading an id of its own (nbconvert makes equal ones for equal texts) and lists them in
 * order.
 */
export function listHeadings(html: string): { html: string; headings: Heading[] } {
  const headings: Heading[] = [];
  const used = new Set<string>();
  const numbered = html.replace(HEADING, (_, level: string, id: string, label: string) => {
    const own = unused(id, used);
    used.add(own);
    headings.push({ level: Number(level), id: own, label: label.replace(/<\/?a\b[^>]*>/g, '') });
    return `<h${level} id="${own}">${label}</h${level}>`;
  });
  return { html: numbered, headings };
}

/** A `nav` of links; empty where a page has less than two headings. */
export function contentsNav(headings: readonly Heading[]): string {
  if (headings.length < 2) return '';
  const items = headings.map(
    ({ level, id, label }) => `<li class="level-${level}"><a href="#${id}">${label}</a></li>`,
  );
  return `<nav class="contents" aria-label="Contents"><details open><summary>Contents</summary>
<ol>${items.join('\n')}</ol></details></nav>`;
}

function unused(id: string, used: ReadonlySet<string>): string {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? id : `${id}-${n}`;
    if (!used.has(candidate)) return candidate;
  }
}
