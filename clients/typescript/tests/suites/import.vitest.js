// import.test.js
import { expect } from 'vitest';
import { test } from 'ges-emulator/vitest';

test('an import is followed', async ({ ges }) => {
  const project = await ges.project({ scenario: 'import-lifecycle' });
  const running = () =>
    fetch(`${project.url}/graphs/jobs?graphName=test1217&status=running`).then((r) => r.json());
  await project.advance('20s');
  expect((await running()).jobCount).toBe(1);
});
