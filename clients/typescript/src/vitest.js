/** For Vitest: import { test } from 'ges-emulator/vitest'; test('an import', async ({ ges }) => { … }). */
import { test as base } from 'vitest';

import { Session } from './session.js';

export const test = base.extend({
  ges: async ({ task, onTestFailed }, use) => {
    const session = new Session(task.name);
    onTestFailed(async () => console.error(await session.describe()));
    await use(session.ges);
    if (task.result?.state !== 'fail') await session.check();
  },
});
