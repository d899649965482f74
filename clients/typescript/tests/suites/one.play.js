import { test } from 'ges-emulator/playwright';

import { cases } from './cases.js';

for (const [name, run] of Object.entries(cases)) test(name, ({ ges }) => run(ges));
