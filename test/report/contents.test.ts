/** The table of contents of a page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentsNav, listHeadings } from '../../src/report/contents.js';

/** As nbconvert writes a heading. */
function heading(level: number, text: string): string {
  const id = text.replace(/ /g, '-');
  return `<h${level} id="${id}">${text}<a class="anchor-link" href="#${id}">¶</a></h${level}>`;
}

test('equal headings get ids of their own, and links to themselves go away', () => {
  const { html, headings } = listHeadings(`${heading(1, 'Train')}<p>${heading(2, 'Train')}`);
  assert.equal(html, '<h1 id="Train">Train</h1><p><h2 id="Train-2">Train</h2>');
  assert.deepEqual(headings, [
    { level: 1, id: 'Train', label: 'Train' },
    { level: 2, id: 'Train-2', label: 'Train' },
  ]);
});

test('headings inside outputs and the small ones are left alone', () => {
  const html = '<h2 id="mine">Output</h2><h4 id="x">x<a class="anchor-link" href="#x">¶</a></h4>';
  assert.deepEqual(listHeadings(html), { html, headings: [] });
});

test('links in headings become text in the contents', () => {
  const linked = heading(2, 'See').replace('See<', 'See <a href="x"><code>it</code></a><');
  const { headings } = listHeadings(linked + heading(2, 'More'));
  assert.match(contentsNav(headings), /<a href="#See">See <code>it<\/code><\/a>/);
});

test('a page with one heading has no contents', () => {
  assert.equal(contentsNav(listHeadings(heading(1, 'Only')).headings), '');
});
