import { test } from 'node:test';

import { withGes } from 'ges-emulator/node';

import { cases } from './cases.js';

for (const [name, run] of Object.entries(cases)) test(name, { concurrency: true }, withGes(run));
