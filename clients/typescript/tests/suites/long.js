import { writeFileSync } from 'node:fs';

import { start } from 'ges-emulator';

writeFileSync(process.env.LONG, String((await start()).pid));
setInterval(() => {}, 1000);
