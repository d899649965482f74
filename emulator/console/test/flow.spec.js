/** What a user does from the first look to the scenario that is taken home. */
import { startEmulator, bar, drag, expect, middle, show, test, watch } from './fixtures.js';

test('see an import end, fail it, undo, break calls, watch a poller, take the YAML home', async ({ page, emulator, open }) => {
	await open();
	// drag now past the end of the import, see it end
	const now = await middle(page.getByRole('slider', { name: 'Virtual now' }));
	const { box } = await middle(bar(page, 'ImportGraph'));
	await drag(page, now, { x: box.x + box.width + 12, y: now.y });
	await expect(bar(page, 'ImportGraph')).toHaveAccessibleName(/, success,/);
	await page.getByRole('button', { name: 'To the start' }).click();
	await expect(bar(page, 'ImportGraph')).toHaveAccessibleName(/waiting/);
	// fail it, undo, fail it again in the second minute
	await bar(page, 'ImportGraph').click();
	const panel = page.getByRole('region', { name: 'Job' });
	await panel.getByRole('button', { name: 'Fail', exact: true }).click();
	await expect(panel).toContainText('failed');
	await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
	await expect(panel.locator('dd', { hasText: /^success$/ })).toBeVisible();
	await panel.getByRole('button', { name: 'Fail', exact: true }).click();
	await expect(panel.locator('dd', { hasText: /^failed$/ })).toBeVisible();
	await panel.getByLabel('endAt').fill('+1m30s');
	await panel.getByRole('button', { name: 'Set' }).click();
	await expect(panel).toContainText('2018-12-17T12:56:30');
	// a 503 for a minute, which the user's own poller meets
	await show(page, 'Faults');
	await page.getByRole('article', { name: '503 for a minute' }).getByRole('button', { name: 'Add' }).click();
	await expect(page.getByRole('heading', { name: 'Active faults: 1' })).toBeVisible();
	const statuses = [];
	for (let i = 0; i < 10; i++)
		statuses.push((await emulator.call('/v1.0/p1/graphs/jobs', { headers: { 'User-Agent': 'own-poller' } })).status);
	expect(statuses).toEqual([503, 503, 503, 503, 503, 503, 200, 200, 200, 200]);
	await expect(page.getByText('applied to 6 of')).toBeVisible();
	// why verify complains
	await show(page, 'Calls');
	await expect(page.getByText('10 of 10 calls')).toBeVisible();
	await page.getByLabel('minGap').fill('30s');
	await page.getByRole('button', { name: 'Verify' }).click();
	await expect(page.getByText('it is too eager')).toBeVisible();
	// the YAML, with a mistake, mended, applied
	await show(page, 'Scenario');
	const editor = page.getByLabel('Scenario, YAML');
	await expect(editor).toHaveValue(/outcome: failed/);
	await expect(editor).toHaveValue(/status: 503/);
	const text = await editor.inputValue();
	await editor.fill(text.replace('outcome: failed', 'outcome: fail'));
	await expect(page.getByText(/"fail" is not an outcome/)).toBeVisible();
	await editor.fill(text);
	await expect(page.getByText(/^✓ import-lifecycle/)).toBeVisible();
	await page.getByRole('button', { name: 'Apply to this project' }).click();
	await expect(page.getByText('Applied the scenario')).toBeVisible();
	expect((await emulator.call('/v1.0/p1/graphs/jobs')).status).toBe(503);
});

test('a world of clicks alone, served by a second emulator, answers the same', async ({ page, emulator, open }) => {
	await open();
	await bar(page, 'ImportGraph').click();
	const job = page.getByRole('region', { name: 'Job' });
	await job.getByLabel('failReason').fill('the second file is broken');
	await job.getByRole('button', { name: 'Fail', exact: true }).click();
	await expect(job).toContainText('the second file is broken');
	await page.getByRole('button', { name: 'To the next change' }).click();
	await page.getByRole('button', { name: 'Add job' }).click();
	const form = page.getByRole('region', { name: 'Form' });
	await form.getByLabel('jobName').selectOption('ExportGraph');
	await form.getByLabel('relatedGraph').fill('clicked');
	await form.getByLabel('waiting').fill('30s');
	await form.getByRole('button', { name: 'Add job' }).click();
	await expect(page.getByRole('button', { name: /^ExportGraph on clicked/ })).toBeVisible();
	await page.getByRole('button', { name: 'To the next change' }).click();
	await page.getByRole('button', { name: /^Graph test1217/ }).click();
	const graph = page.getByRole('region', { name: 'Graph' });
	await graph.getByLabel('status from now on').selectOption('faulty');
	await graph.getByRole('button', { name: 'Set' }).click();
	await expect(page.getByText('test1217 is faulty')).toBeVisible();
	await page.getByRole('button', { name: /^StopGraph on/ }).click();
	await job.getByRole('button', { name: 'Remove' }).click();
	await expect(page.getByRole('button', { name: /^StopGraph on/ })).toHaveCount(0);
	await show(page, 'Scenario');
	await expect(page.getByText(/^✓ import-lifecycle/)).toBeVisible();
	const text = await page.getByLabel('Scenario, YAML').inputValue();

	const second = await startEmulator('empty');
	try {
		const put = await fetch(`${second.url}/_emulator/projects/p1/scenario`, { method: 'PUT', body: text });
		expect(put.status, await put.text()).toBe(200);
		const start = Date.parse('2018-12-17T12:20:00Z');
		let seed = 42; // of the instants, the same in each run
		for (const emulators = [emulator, second], n = { left: 200 }; n.left > 0; n.left--) {
			seed = (seed * 48271) % 2147483647;
			const to = new Date(start + (seed % 3_600_000)).toISOString().slice(0, 23);
			const path = ['/v1.0/p1/graphs/jobs?limit=100', '/v2/p1/graphs/jobs?limit=100', '/v1.0/p1/graphs', '/v2/p1/graphs'][
				n.left % 4
			];
			const [a, b] = await Promise.all(
				emulators.map(async (e) => {
					await e.control('POST', 'projects/p1/clock/advance', { to });
					return (await e.control('GET', `projects/p1/preview?uri=${encodeURIComponent(path)}`)).body;
				}),
			);
			expect(b, `${path} at ${to}`).toBe(a);
		}
	} finally {
		await second.stop();
	}
});

test('a permalink shows the same and changes nothing', async ({ page, emulator, open, context }) => {
	await emulator.call('/v1.0/p1/graphs/jobs?limt=3');
	await open();
	await page.getByRole('searchbox', { name: 'Filter jobs and graphs' }).fill('Import');
	await bar(page, 'ImportGraph').click();
	await expect(page).toHaveURL(/q=Import.*job=|job=.*q=Import/);
	const before = await emulator.control('GET', 'projects/p1/snapshot');
	const other = await context.newPage();
	const complaints = [];
	watch(other, emulator, complaints);
	await other.goto(page.url());
	await expect(other.getByRole('region', { name: 'Job' })).toContainText('ImportGraph on test1217');
	await expect(bar(other, 'ExportGraph')).toHaveCount(0);
	expect(await emulator.control('GET', 'projects/p1/snapshot')).toEqual(before);
	// a project that nobody has called begins no life by being looked at
	await other.goto(`${emulator.url}/_emulator/#p=untouched&tab=client`);
	await other.reload();
	await expect(other.getByText('1 to 3 of 3')).toBeVisible();
	const { projects } = await emulator.control('GET', 'projects');
	expect(projects.map((p) => p.id)).toEqual(['p1']);
	expect(complaints).toEqual([]);
});

test('all of a small flow by the keyboard alone', async ({ page, emulator, open }) => {
	await open();
	await expect(bar(page, 'ImportGraph')).toBeVisible();
	await page.getByRole('slider', { name: 'Virtual now' }).focus();
	const at = (time) =>
		expect.poll(async () => (await emulator.control('GET', 'projects/p1/clock')).now).toBe(`2018-12-17T12:${time}`);
	await page.keyboard.press('ArrowRight');
	await at('55:15');
	await page.keyboard.press('End');
	await at('56:07');
	await page.keyboard.press('ArrowLeft');
	await at('55:54.441'); // the end of the export
	await page.keyboard.press('Home');
	await at('55:00');
	await bar(page, 'ImportGraph').focus();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('region', { name: 'Job' })).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('region', { name: 'Job' })).toHaveCount(0);
	await expect(bar(page, 'ImportGraph')).toBeFocused();
	await page.getByRole('tab', { selected: true }).focus();
	for (const name of ['Client’s view', 'Calls', 'Faults']) {
		await page.keyboard.press('ArrowRight');
		await expect(page.getByRole('tab', { name })).toBeFocused();
	}
	await page.getByRole('article', { name: '401 now' }).getByRole('button', { name: 'Add' }).focus();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Active faults: 1' })).toBeVisible();
	await page.getByRole('button', { name: 'Undo', exact: true }).first().focus();
	await page.keyboard.press('Space');
	await expect(page.getByRole('heading', { name: 'Active faults: 0' })).toBeVisible();
	await show(page, 'Scenario');
	const editor = page.getByLabel('Scenario, YAML');
	await editor.focus();
	await page.keyboard.press('Tab');
	await expect(editor).toBeFocused(); // it indents
	await page.keyboard.press('Escape');
	await page.keyboard.press('Tab');
	await expect(editor).not.toBeFocused();
});
