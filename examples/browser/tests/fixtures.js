/**
 * What the tests of the page have: an emulator with a scenario of the test's
 * choice, and the page, opened against it.
 */

import { test as base } from '@playwright/test';

import { servePage } from '../serve.js';
import { startEmulator } from './emulator.js';

export { expect } from '@playwright/test';

const projectId = 'p1';

export const test = base.extend({
  /** What the emulator serves: test.use({ scenario: 'empty' }) */
  scenario: ['default', { option: true }],
  /** More arguments for it. */
  emulatorArgs: [[], { option: true }],

  /** The page's server: one for all tests of a worker. */
  site: [
    async ({}, use) => {
      const site = await servePage(0);
      await use(site);
      await site.stop();
    },
    { scope: 'worker' },
  ],

  /** An emulator of the test's own; strict, so that a misspelt filter is a 400. */
  emulator: async ({ scenario, emulatorArgs }, use) => {
    const emulator = await startEmulator(scenario, { args: ['--strict', ...emulatorArgs] });
    await use(emulator);
    await emulator.stop();
  },

  /** The emulator's project that the page shows. */
  project: async ({ emulator }, use) => {
    await use(emulator.project(projectId));
  },

  /**
   * The page under test. Its own time stands still, so that it refreshes itself
   * only when a test lets page.clock run.
   */
  page: async ({ page, site, emulator }, use) => {
    await page.clock.install({ time: '2018-12-17T12:55:00Z' });
    await page.clock.pauseAt('2018-12-17T12:55:01Z');
    const settings = new URLSearchParams({ endpoint: emulator.url, project: projectId });
    await page.goto(`${site.url}/?${settings}`);
    await use(page);
  },
});
