/**
 * The Markdown that the language server writes -> HTML and plain text: code blocks, code, emphasis,
 * links and lists. No more than that: documentation of libraries may hold anything, and comes out
 * as text where it is not one of these.
 */

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm;
const LINK = /\[([^\]]+)\]\(([^)\s]+)\)/g;

/** Safe HTML: whatever is not ours is escaped, links go to the web only. */
export function markdownToHtml(markdown: string): string {
  const parts: string[] = [];
  let end = 0;
  for (const match of markdown.matchAll(FENCE)) {
    parts.push(textToHtml(markdown.slice(end, match.index)));
    parts.push(`<pre><code>${escaped((match[2] ?? '').trimEnd())}</code></pre>`);
    end = match.index + match[0].length;
  }
  parts.push(textToHtml(markdown.slice(end)));
  return parts.filter(Boolean).join('\n');
}

/** Links to files lead nowhere from a browser. */
export function withoutFileLinks(markdown: string): string {
  return markdown.replace(/\[([^\]]+)\]\(file:[^)]*\)/g, '$1');
}

/** As one reads it on a terminal. */
export function markdownToPlain(markdown: string): string {
  return markdown
    .replace(FENCE, (_all, _language, code: string) => code.trimEnd())
    .replace(LINK, '$1')
    .replace(/\*@(\w+)\*/g, '@$1')
    .replace(/(?<!\w)`([^`\n]+)`/g, '$1')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function textToHtml(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean)
    .map((paragraph) => {
      const lines = paragraph.split('\n');
      const isList = lines.every((line) => /^[-*] /.test(line));
      if (!isList) return `<p>${inline(paragraph)}</p>`;
      return `<ul>${lines.map((line) => `<li>${inline(line.slice(2))}</li>`).join('')}</ul>`;
    })
    .join('\n');
}

function inline(text: string): string {
  const parts = text.split(/`([^`\n]+)`/);
  return parts
    .map((part, at) => (at % 2 ? `<code>${escaped(part)}</code>` : marked(part)))
    .join('');
}

function marked(text: string): string {
  return escaped(text)
    .replace(LINK, (_all, label: string, target: string) =>
      /^https?:/.test(target) ? `<a href="${target}">${label}</a>` : label,
    )
    .replace(/\*\*([^*\n]+)\*\*/g, '<strong>$1</strong>')
    .replace(/(?<![*\w])\*([^*\s][^*\n]*)\*(?!\w)/g, '<em>$1</em>');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
