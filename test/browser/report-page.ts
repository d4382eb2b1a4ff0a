/** A report as a person opens it: from disk, here with the network off. */
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Report } from '../../src/report/index.js';
import { plotsIn, until } from './notebook-page.js';

export interface OpenReport {
  page: Page;
  /** What the page's console said, errors included. */
  said: string[];
  /** What the page asked of other places than itself. */
  elsewhere(): string[];
}

/** Opens a report without a network and waits until all its figures are drawn. */
export async function openReport(
  browser: Browser,
  report: Report,
  options: BrowserContextOptions = {},
): Promise<OpenReport> {
  const context = await browser.newContext({ offline: true, ...options });
  const page = await context.newPage();
  const said: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  const url = pathToFileURL(report.html).href;
  await page.goto(url);
  const drawn = plotsIn(page).filter({ has: page.locator('.cartesianlayer .subplot') });
  await until(async () => (await drawn.count()) >= report.figures);
  return { page, said, elsewhere: () => requests.filter((request) => !isLocal(request, url)) };
}

function isLocal(request: string, page: string): boolean {
  return request.startsWith(page) || request.startsWith('data:') || request.startsWith('blob:');
}
