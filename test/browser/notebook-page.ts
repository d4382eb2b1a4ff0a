/** JupyterLab as a person uses it: cells run by clicking, outputs looked at. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';

/** How long JupyterLab and the kernel may take to be there, or what they show, in ms. */
const START_LIMIT = 90_000;
/** How long a cell may take, in ms: the tutorial's longest trains five epochs. */
const CELL_LIMIT = 180_000;
/** How long a cell may show no sign of running, in ms. */
const CLICK_AGAIN = 3000;

export class NotebookPage {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  /**
   * Opens a notebook and waits until its kernel has answered. JupyterLab looks ready earlier, but
   * a cell that is run then meets a dialog that asks for a kernel.
   */
  static async open(page: Page, url: string): Promise<NotebookPage> {
    page.setDefaultTimeout(START_LIMIT);
    const connected = page.waitForEvent('websocket', {
      predicate: (socket) => socket.url().includes('/api/kernels/'),
      timeout: START_LIMIT,
    });
    const answered = connected.then((socket) =>
      socket.waitForEvent('framereceived', {
        predicate: ({ payload }) => payload.includes('kernel_info_reply'),
        timeout: START_LIMIT,
      }),
    );
    await Promise.all([page.goto(url, { timeout: START_LIMIT }), answered]);
    await page.locator('.jp-NotebookPanel .jp-CodeCell').first().waitFor({ timeout: START_LIMIT });
    return new NotebookPage(page);
  }

  get codeCells(): Locator {
    return this.#page.locator('.jp-NotebookPanel .jp-CodeCell');
  }

  /**
   * Selects a cell and clicks the toolbar's run button.
   * @param watch is called again and again while the cell runs.
   */
  async run(index: number, watch?: (cell: Locator) => Promise<void>): Promise<void> {
    const cell = this.codeCells.nth(index);
    const prompt = cell.locator('.jp-InputArea-prompt');
    const before = await prompt.textContent();
    const end = Date.now() + CELL_LIMIT;
    let clicked = 0;
    for (;;) {
      const text = (await prompt.textContent()) ?? '';
      if (/\[\d+\]/.test(text) && text !== before) return;
      // While the page still lays itself out, a click may select the cell above; a person clicks again.
      if (text === before && Date.now() - clicked > CLICK_AGAIN) {
        await this.#clickRun(cell);
        clicked = Date.now();
      }
      if (Date.now() > end) throw new Error(`cell ${index + 1} still runs: ${text}`);
      await watch?.(cell);
      await sleep(100);
    }
  }

  async #clickRun(cell: Locator): Promise<void> {
    await cell.locator('.jp-InputArea-editor').click();
    await this.#page
      .locator('.jp-NotebookPanel-toolbar [data-command="notebook:run-cell-and-select-next"]')
      .first()
      .click();
  }

  /** Saves the notebook by the toolbar's button and waits until it is on disk. */
  async save(): Promise<void> {
    await this.#page.locator('.jp-NotebookPanel-toolbar [data-command="docmanager:save"]').click();
    await this.#page.locator('.lm-DockPanel-tabBar .jp-mod-dirty').waitFor({ state: 'detached' });
  }

  /** The text of a cell's error, if it failed. */
  async error(index: number): Promise<string | undefined> {
    // JupyterLab shows warnings and errors alike.
    const errors = this.codeCells
      .nth(index)
      .locator('[data-mime-type*="stderr"]')
      .filter({ hasText: /Error:/ });
    return (await errors.count()) > 0 ? ((await errors.first().textContent()) ?? '') : undefined;
  }
}

/** The drawn plots below an element. */
export function plotsIn(element: Locator | Page): Locator {
  return element.locator('.js-plotly-plot');
}

/** The first curve of a plot as SVG draws it; empty where there is none yet. */
export async function curveOf(element: Locator): Promise<string> {
  const path = element.locator('.scatterlayer path.js-line').first();
  return (await path.count()) > 0 ? ((await path.getAttribute('d')) ?? '') : '';
}

/** Waits for what a page does in its own time. */
export async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + START_LIMIT; !(await isTrue()); await sleep(50)) {
    assert.ok(Date.now() < end, `the page did not get there in ${START_LIMIT / 1000} seconds`);
  }
}
