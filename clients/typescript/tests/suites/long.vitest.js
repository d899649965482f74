import { writeFileSync } from 'node:fs';

import { shared } from 'ges-emulator';
import { test } from 'ges-emulator/vitest';

// Runs much longer than its runner, which is killed; tells which emulator it has.
test.runIf(process.env.LONG)(
  'long',
  async ({ ges }) => {
    await ges.project();
    writeFileSync(process.env.LONG, String((await shared()).pid));
    await new Promise((done) => setTimeout(done, 10_000));
  },
  60_000,
);
