import { test } from 'ges-emulator/vitest';

import { cases } from './cases.js';

for (const [name, run] of Object.entries(cases)) test.concurrent(name, ({ ges }) => run(ges));
