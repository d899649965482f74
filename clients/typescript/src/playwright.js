/** For Playwright: import { test } from 'ges-emulator/playwright'; test('a page', async ({ page, ges }) => { … }). */
import { test as base } from '@playwright/test';

import { Session } from './session.js';

export const test = base.extend({
  ges: async ({}, use, info) => {
    const session = new Session(info.title);
    await use(session.ges);
    if (info.status === info.expectedStatus) {
      await session.check();
      return;
    }
    await info.attach('ges-emulator', { body: await session.describe(), contentType: 'text/plain' });
    console.error(await session.describe());
  },
});

export { expect } from '@playwright/test';
