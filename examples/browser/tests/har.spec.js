/**
 * What the browser's network panel saves of a page's calls becomes a scenario that
 * answers them as they were answered.
 */

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from './fixtures.js';

const binary = process.env.GES_EMULATOR_BIN ?? 'ges-emulator';
const run = (...args) => promisify(execFile)(binary, args);

test.use({ scenario: path.join(import.meta.dirname, 'import.yaml') });

test('a HAR file becomes a scenario', async ({ browser, site, emulator, project }, testInfo) => {
  const har = testInfo.outputPath('calls.har');
  const context = await browser.newContext({ recordHar: { path: har } });
  const page = await context.newPage();
  const settings = new URLSearchParams({ endpoint: emulator.url, project: 'p1' });
  await page.goto(`${site.url}/?${settings}`);
  const badges = page.locator('.badge');
  await expect(badges).toHaveText(['waiting']);
  await project.advance({ to: 'next' });
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await expect(badges).toHaveText(['running']);
  await project.advance({ to: 'end' });
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await expect(badges).toHaveText(['success']);
  await context.close();
  expect(await readFile(har, 'utf8')).toMatch(/x-auth-token/i);

  const { stdout } = await run('scenarios', 'from', har);

  expect(stdout).toContain('jobName: ImportGraph');
  expect(stdout).toContain('# ran from an instant after 2018-12-17T12:55:');
  expect(stdout).not.toContain('faults:');
  const scenario = testInfo.outputPath('derived.yaml');
  await writeFile(scenario, stdout);
  expect((await run('diff', har, scenario)).stdout).toMatch(/replayed against .*: 0 differences/);
});
