/** What a user writes, for the compiler alone. */
import { start, type Change } from 'ges-emulator';
import { withGes } from 'ges-emulator/node';
import { test } from 'ges-emulator/vitest';
import { test as page } from 'ges-emulator/playwright';

export async function use(): Promise<void> {
  await using emulator = await start({ scenario: 'empty', flags: ['--strict'] });
  const project = await emulator.project({ scenario: { version: 1, projects: { '*': {} } } });
  const changes: Change[] = await project.advance('52s');
  await project.addFault('GES.9999', { calls: 3 });
  await project.verify({ minGap: '5s', stopsAfterEnd: true });
  // @ts-expect-error there is no such rule
  await project.verify({ mingap: '5s' });
  console.log(changes, (await project.calls())[0].status);
}

test('vitest', async ({ ges }) => void (await ges.project()));
page('playwright', async ({ ges, page: p }) => void (await p.goto((await ges.project()).url)));
export const node = withGes(async (ges) => void (await ges.project()));
