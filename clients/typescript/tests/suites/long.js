import { start } from 'ges-emulator';

console.log((await start()).pid);
setInterval(() => {}, 1000);
