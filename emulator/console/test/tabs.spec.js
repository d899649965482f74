/** The other tabs: the client's view, calls, faults, the contract, the scenario. */
import { readFile } from 'node:fs/promises';

import { expect, show, test } from './fixtures.js';

test("the client's view is what a client gets", async ({ page, emulator, open }) => {
	await open('p=p1&tab=client');
	await expect(page.getByText('1 to 3 of 3')).toBeVisible();
	await page.getByLabel('limit').fill('2');
	await expect(page.getByText('1 to 2 of 3')).toBeVisible();
	await page.getByRole('button', { name: 'Next page' }).click();
	await expect(page.getByText('3 to 3 of 3')).toBeVisible();
	await page.getByLabel('status').fill('broken');
	await expect(page.getByRole('region', { name: 'Raw answer' })).toContainText('GES.0001');
	await page.getByLabel('status').fill('');
	await page.getByLabel('offset').fill('');
	await page.getByLabel('limit').fill('1');
	await expect(page.getByText('1 to 1 of 3')).toBeVisible();
	const raw = await page.getByRole('region', { name: 'Raw answer' }).locator('pre').last().textContent();
	expect((await emulator.control('GET', 'projects/p1/requests')).count).toBe(0);
	expect(await (await emulator.call('/v1.0/p1/graphs/jobs?limit=1')).text()).toBe(raw);
	for (const call of ['ListJobs v2', 'ListGraphs v1', 'ListGraphs v2', 'ListBackups v1', 'ListBackups v2']) {
		await page.getByLabel('Call', { exact: true }).selectOption(call);
		await expect(page.getByRole('heading', { name: call })).toBeVisible();
		await expect(page.getByRole('region', { name: 'Raw answer' }).locator('pre').first()).toContainText('200');
	}
});

test('calls come in live, with what was wrong about them', async ({ page, emulator, open }) => {
	await open('p=p1&tab=calls');
	await expect(page.getByText('No calls yet')).toBeVisible();
	await emulator.call('/v1.0/p1/graphs/jobs?limt=3');
	await emulator.call('/v1.0/p1/graphs/jobs?status=running', { headers: { 'X-Auth-Token': 'secret', 'User-Agent': 'poller' } });
	await expect(page.getByText('2 of 2 calls')).toBeVisible();
	await page.getByRole('cell', { name: /limt=3/ }).click();
	const detail = page.getByRole('region', { name: 'Call 1' });
	await expect(detail).toContainText('did you mean limit?');
	await page.getByRole('cell', { name: /status=running/ }).click();
	await expect(page.getByRole('region', { name: 'Call 2' })).toContainText('X-Auth-Token: ***');
	await page.getByRole('button', { name: 'Copy as curl' }).click();
	expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
		`curl -H 'X-Auth-Token: ***' '${emulator.url}/v1.0/p1/graphs/jobs?status=running'`,
	);
	await page.getByLabel('violations only').check();
	await expect(page.getByText('1 of 2 calls')).toBeVisible();
	await page.getByRole('button', { name: 'Clear calls' }).click();
	await expect(page.getByText('0 of 0 calls')).toBeVisible();
	expect((await emulator.control('GET', 'projects/p1/requests')).count).toBe(0);
});

test('pollers are judged by verify', async ({ page, emulator, open }) => {
	for (let i = 0; i < 4; i++) await emulator.call('/v1.0/p1/graphs/jobs', { headers: { 'User-Agent': 'poller' } });
	await open('p=p1&tab=calls');
	await expect(page.getByText('ListJobs by poller')).toBeVisible();
	await expect(page.getByText('virtual gaps 10s to 10s, median 10s')).toBeVisible();
	await page.getByRole('button', { name: 'Verify' }).click();
	await expect(page.getByText('All is well')).toBeVisible();
	await page.getByLabel('minGap').fill('1m');
	await page.getByRole('button', { name: 'Verify' }).click();
	await expect(page.getByText('it is too eager')).toBeVisible();
	await page.getByLabel('minGap').fill('x');
	await page.getByRole('button', { name: 'Verify' }).click();
	await expect(page.getByText('"x" is no such duration')).toBeVisible();
});

test.describe('on a clock that stands', () => {
	test.use({ scenario: 'empty' });

	test('every fault of the catalogue is one click, and applies', async ({ page, emulator, open }) => {
		await emulator.control('POST', 'projects/p1/graphs', { name: 'mine', id: 'mine' });
		await open('p=p1&tab=faults');
		const cards = page.locator('.faults-cards').first().getByRole('article');
		for (let i = 0; i < (await cards.count()); i++) {
			const card = cards.nth(i);
			const title = await card.getByRole('heading').textContent();
			await card.getByText('YAML').click();
			const yaml = await card.locator('pre').textContent();
			await card.getByRole('button', { name: 'Add' }).click();
			await expect(page.getByRole('heading', { name: 'Active faults: 1' }), title).toBeVisible();
			const { faults } = await emulator.control('GET', 'projects/p1/faults');
			expect(yaml, title).toContain(
				`name: ${JSON.stringify(faults[0].name).replaceAll('"', /^\d+$/.test(faults[0].name) ? '"' : '')}`,
			);
			const submit = title.includes('Accepted');
			for (let n = 0; n < (title.startsWith('429') ? 4 : 1); n++) {
				await emulator
					.call(
						submit ? '/v1.0/p1/graphs/mine/action?action_id=stop' : '/v1.0/p1/graphs/jobs',
						submit ? { method: 'POST', body: '{}' } : undefined,
					)
					.then((answer) => answer.text())
					.catch(() => 'a broken connection');
			}
			await expect(page.getByText(/applied to 1 of/), title).toBeVisible();
			await page.getByRole('button', { name: `Remove ${faults[0].name}` }).click();
			await expect(page.getByRole('heading', { name: 'Active faults: 0' })).toBeVisible();
		}
		await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
		await expect(page.getByRole('heading', { name: 'Active faults: 1' })).toBeVisible();
	});
});

test('rules for submitted jobs are added and removed', async ({ page, emulator, open }) => {
	await open('p=p1&tab=faults');
	for (const title of ['Next import fails', 'Next job never ends', 'Jobs wait 2 minutes']) {
		await page.getByRole('article', { name: title }).getByRole('button', { name: 'Add' }).click();
	}
	await expect(page.getByRole('heading', { name: 'Active rules: 3' })).toBeVisible();
	await page.getByRole('button', { name: 'Remove all' }).click();
	await expect(page.getByRole('heading', { name: 'Active rules: 0' })).toBeVisible();
	expect((await emulator.control('GET', 'projects/p1/submit-rules')).count).toBe(0);
});

test('violations lead to their call, and coverage is a list', async ({ page, emulator, open }) => {
	await emulator.call('/v1.0/p1/graphs/jobs?limt=3');
	await open('p=p1&tab=contract');
	await expect(page.getByRole('heading', { name: 'Violations: 1' })).toBeVisible();
	await expect(page.getByText('did you mean limit?')).toBeVisible();
	await page.getByText(/^parameters: 0 of/).click();
	await expect(page.getByText('○ limit').first()).toBeVisible();
	await emulator.call('/v1.0/p1/graphs/jobs?limit=3');
	await expect(page.getByText(/^parameters: 1 of/)).toBeVisible();
	await page.getByRole('button', { name: 'call 1' }).click();
	await expect(page.getByRole('region', { name: 'Call 1' })).toBeVisible();
});

test('the scenario is taken, broken, mended and applied', async ({ page, emulator, open }) => {
	await open('p=p1&tab=scenario');
	const editor = page.getByLabel('Scenario, YAML');
	await expect(editor).toHaveValue(/name: import-lifecycle/);
	const text = await editor.inputValue();
	await editor.fill(text.replace('running: 52s', 'runing: 52s'));
	await expect(page.getByText('"runing" is not a key of a job; did you mean running?')).toBeVisible();
	await expect(page.getByRole('button', { name: 'Apply to this project' })).toBeDisabled();
	await page.getByRole('button', { name: /^line \d+, column \d+$/ }).click();
	const at = await editor.evaluate((e) => e.value.slice(e.selectionStart, e.selectionStart + 6));
	expect(at).toBe('runing');
	await editor.fill(text.replace('running: 52s', 'running: 7s'));
	await expect(page.getByText(/^✓ import-lifecycle/)).toBeVisible();
	await show(page, 'Faults');
	await show(page, 'Scenario');
	await expect(editor).toHaveValue(/running: 7s/); // edits survive a look elsewhere
	await page.getByRole('button', { name: 'Apply to this project' }).click();
	await expect(page.getByText('Applied the scenario')).toBeVisible();
	const { jobs } = await emulator.control('GET', 'projects/p1/jobs?view=timeline&q=ImportGraph');
	expect(jobs[0].end).toBe('2018-12-17T12:55:22');
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Download' }).click();
	expect((await download).suggestedFilename()).toBe('import-lifecycle.yaml');
	await page.getByLabel('Built-in scenario').selectOption('busy-month');
	await expect(editor).toHaveValue(/name: busy-month/);
	await page.getByRole('button', { name: 'Bring back my text' }).click();
	await expect(editor).toHaveValue(/running: 7s/);
});

test('a report is saved, and opened it shows the same', async ({ page, emulator, open }) => {
	await emulator.call('/v1.0/p1/graphs/jobs?limt=3');
	await emulator.control('POST', 'projects/p1/clock/advance', { by: '40s' });
	await open('p=p1&tab=calls');
	await expect(page.getByText('1 of 1 calls')).toBeVisible();
	const saved = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Save' }).click();
	const path = await (await saved).path();
	const report = JSON.parse(await readFile(path, 'utf8'));
	expect(report).toMatchObject({ version: 1, project: 'p1', count: 1, verify: { ok: false } });
	await emulator.control('POST', 'projects/p1/reset');
	await expect(page.getByText('0 of 0 calls')).toBeVisible();
	await page
		.locator('input[type=file]')
		.setInputFiles({ name: 'failed.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(report)) });
	await expect(page.getByText('calls of failed.json')).toBeVisible();
	await expect(page.getByRole('cell', { name: /limt=3/ })).toBeVisible();
	expect((await emulator.control('GET', 'projects/p1/clock')).now).toBe('2018-12-17T12:55:40');
	await page.getByRole('button', { name: 'Back to the live ones' }).click();
	await expect(page.getByText('0 of 0 calls')).toBeVisible();
	await page
		.locator('input[type=file]')
		.setInputFiles({ name: 'other.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
	await expect(page.getByRole('alert')).toContainText('other.json is no report');
});
