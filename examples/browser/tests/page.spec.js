import path from 'node:path';

import { expect, test } from './fixtures.js';

const importScenario = path.join(import.meta.dirname, 'import.yaml');

const rows = (page) => page.locator('tbody tr');
const badges = (page) => page.locator('.badge');
const range = (page) => page.getByRole('status');
const failure = (page) => page.getByRole('alert');
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** Does what makes the page list jobs, and waits for the answer. */
async function answer(page, act) {
  const response = page.waitForResponse(/\/graphs\/jobs\?/);
  await act();
  return response;
}

test.describe('another origin', () => {
  test.use({ scenario: importScenario });

  test('the page may call the emulator, with a header of its own', async ({ page, emulator }) => {
    await expect(badges(page)).toHaveText(['waiting']);
    expect(new URL(page.url()).origin).not.toBe(emulator.url);

    const response = await answer(page, () => press(page, 'Refresh'));

    expect(response.url()).toContain(emulator.url);
    expect(await response.headerValue('Access-Control-Allow-Origin')).toBe('*');
    expect(await response.request().headerValue('X-Auth-Token')).toBe('any');
  });

  test('a page may move time, too', async ({ page, emulator }) => {
    const url = `${emulator.url}/_emulator/projects/p1/clock/advance`;
    const { now } = await page.evaluate(async (url) => {
      const headers = { 'Content-Type': 'application/json' };
      const response = await fetch(url, { method: 'POST', headers, body: '{"to": "end"}' });
      return response.json();
    }, url);

    expect(now).toBe('2018-12-17T12:56:02');
  });

  test('a page may wait for a job, without polling', async ({ page, emulator, project }) => {
    const url = `${emulator.url}/_emulator/projects/p1/events`;
    await page.evaluate(async (url) => {
      const events = new EventSource(url);
      await new Promise((resolve) => events.addEventListener('open', resolve));
      window.ended = new Promise((resolve) => {
        events.addEventListener('job', ({ data }) => {
          const change = JSON.parse(data);
          if (change.to === 'success') resolve(change.at);
        });
      }).finally(() => events.close());
    }, url);

    await project.advance({ to: 'end' });

    expect(await page.evaluate(() => window.ended)).toBe('2018-12-17T12:56:02');
  });
});

test.describe('an origin that the emulator does not let in', () => {
  test.use({ scenario: importScenario, emulatorArgs: ['--cors-origin', 'https://other.example'] });

  test('the browser keeps the answer from the page', async ({ page }) => {
    await expect(failure(page)).toHaveText('The service cannot be reached.');
    await expect(rows(page)).toHaveCount(0);
  });
});

test.describe('a long list', () => {
  test.use({ scenario: 'busy-month' });

  test('it is read page by page', async ({ page }) => {
    await expect(range(page)).toHaveText('1–10 of 5,000');
    await expect(rows(page)).toHaveCount(10);
    await expect(page.getByRole('button', { name: 'Previous' })).toBeDisabled();
    const first = await rows(page).first().getAttribute('data-job-id');

    await press(page, 'Next');
    await expect(range(page)).toHaveText('11–20 of 5,000');
    await expect(rows(page)).toHaveCount(10);
    await expect(page.locator(`[data-job-id="${first}"]`)).toHaveCount(0);

    await press(page, 'Last');
    await expect(range(page)).toHaveText('4,991–5,000 of 5,000');
    await expect(page.getByRole('button', { name: 'Next' })).toBeDisabled();

    await press(page, 'Previous');
    await expect(range(page)).toHaveText('4,981–4,990 of 5,000');

    await press(page, 'First');
    await expect(rows(page).first()).toHaveAttribute('data-job-id', first);
  });

  test('a filter begins at its first page', async ({ page }) => {
    await expect(range(page)).toHaveText('1–10 of 5,000');
    await press(page, 'Last');
    await expect(range(page)).toHaveText('4,991–5,000 of 5,000');

    await page.getByLabel('Status').selectOption('failed');

    await expect(range(page)).toHaveText(/^1–10 of \d{3}$/);
    await expect(badges(page)).toHaveText(Array(10).fill('failed'));
  });
});

test.describe('an import', () => {
  test.use({ scenario: importScenario });

  test('it turns to success as time is advanced', async ({ page, project }) => {
    await expect(badges(page)).toHaveText(['waiting']);

    await project.advance({ to: 'next' });
    await press(page, 'Refresh');
    await expect(badges(page)).toHaveText(['running']);
    await expect(rows(page).locator('time').last()).toBeEmpty();

    await project.advance({ to: 'next' });
    await press(page, 'Refresh');
    await expect(badges(page)).toHaveText(['success']);
    await expect(rows(page).locator('time').last()).toHaveText('2018-12-17 12:56:02');
  });

  test('it is followed by the page itself, every five seconds', async ({ page, project }) => {
    await expect(badges(page)).toHaveText(['waiting']);
    const calls = [];
    page.on('request', (request) => calls.push(request.url()));

    await project.advance({ to: 'next' });
    await answer(page, () => page.clock.runFor(5_000));
    await expect(badges(page)).toHaveText(['running']);

    await project.advance({ to: 'next' });
    await page.clock.runFor(4_999);
    await answer(page, () => page.clock.runFor(1));
    await expect(badges(page)).toHaveText(['success']);
    expect(calls).toHaveLength(2);
  });
});

test.describe('a failed call', () => {
  test.use({ scenario: 'third-poll-fails' });

  test('it is told in a banner, until a call goes well', async ({ page }) => {
    await expect(badges(page)).toHaveText(['running']);
    await answer(page, () => press(page, 'Refresh'));
    await expect(failure(page)).toBeHidden();

    await answer(page, () => page.clock.runFor(5_000));
    await expect(failure(page)).toHaveText(/^GES\.9999: failed \(request [0-9a-f]{32}\)$/);
    await expect(badges(page), 'the old rows stay').toHaveText(['running']);

    await press(page, 'Refresh');
    await expect(failure(page)).toBeHidden();
  });
});

test.describe('a service that is gone', () => {
  test.use({ scenario: importScenario });

  test('it is told in a banner', async ({ page, emulator }) => {
    await expect(badges(page)).toHaveText(['waiting']);

    await emulator.stop();
    await press(page, 'Refresh');

    await expect(failure(page)).toHaveText('The service cannot be reached.');
  });
});

test.describe('every status', () => {
  test.use({ scenario: 'every-status' });

  test('it has its badge, and a failure its reason', async ({ page }) => {
    for (const status of ['waiting', 'running', 'success', 'partiallyFailed', 'failed']) {
      await expect(badges(page).filter({ hasText: new RegExp(`^${status}$`) })).not.toHaveCount(0);
    }
    const failed = rows(page).filter({ has: page.getByText('failed', { exact: true }) });
    await expect(failed.first().locator('small')).not.toBeEmpty();
  });
});

test.describe('no jobs', () => {
  test.use({ scenario: 'empty' });

  test('it is no error', async ({ page }) => {
    await expect(range(page)).toHaveText('No jobs');
    await expect(rows(page)).toHaveCount(0);
    await expect(failure(page)).toBeHidden();
  });
});
