/** Time and jobs: the bar at the top, the timeline, the panel. */
import { bar, drag, expect, follow, middle, show, test } from './fixtures.js';

const now = (page) => page.getByRole('slider', { name: 'Virtual now' });

test('a browser that opens the printed address sees the jobs', async ({ page, emulator }) => {
	let requests = 0;
	page.on('request', () => requests++);
	await page.goto(emulator.url);
	await expect(bar(page, 'ImportGraph')).toBeVisible();
	await expect(page).toHaveURL(/\/_emulator\//);
	await page.waitForLoadState('load');
	expect(requests - 1).toBeLessThanOrEqual(12); // without the address itself, which only points there
});

test('now is dragged past the end of the import, with one move of the clock', async ({ page, emulator, open }) => {
	await open();
	await expect(bar(page, 'ImportGraph')).toHaveAccessibleName(/waiting/);
	const events = await follow(emulator, 'p1');
	const from = await middle(now(page));
	const end = await middle(bar(page, 'ImportGraph'));
	await drag(page, from, { x: end.box.x + end.box.width + 15, y: from.y }, { drop: false });
	await expect(page.locator('.tl-status')).toContainText('Preview of');
	await expect(bar(page, 'ImportGraph')).toHaveAccessibleName(/success/); // of the preview
	expect(events.events).toEqual([]);
	await page.mouse.up();
	await expect(page.getByText('Time moved to')).toBeVisible();
	await expect(bar(page, 'ImportGraph')).toHaveAccessibleName(/success/);
	await events.stop();
	expect(events.events.filter((kind) => kind === 'clock')).toHaveLength(1);
	const { now: moved } = await emulator.control('GET', 'projects/p1/clock');
	expect(moved > '2018-12-17T12:56:07').toBe(true);
	// back again, as far as before
	await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
	await expect(bar(page, 'ImportGraph')).toHaveAccessibleName(/waiting/);
});

test('Escape ends a drag without effect', async ({ page, emulator, open }) => {
	await open();
	await expect(bar(page, 'ImportGraph')).toBeVisible();
	const from = await middle(now(page));
	await drag(page, from, { x: from.x + 80, y: from.y }, { drop: false });
	await page.keyboard.press('Escape');
	await page.mouse.up();
	await expect(page.locator('.tl-status')).not.toContainText('Preview');
	expect((await emulator.control('GET', 'projects/p1/clock')).now).toBe('2018-12-17T12:55:00');
});

test('the buttons move time both ways, play and pause', async ({ page, emulator, open }) => {
	await open();
	const at = async (time) =>
		expect.poll(async () => (await emulator.control('GET', 'projects/p1/clock')).now).toBe(`2018-12-17T12:${time}`);
	await page.getByRole('button', { name: 'To the next change' }).click();
	await at('55:15');
	await page.getByRole('button', { name: 'To the next change' }).click();
	await at('55:30');
	await page.getByRole('button', { name: 'To the previous change' }).click();
	await at('55:15');
	await page.getByLabel('Advance by').fill('-15s');
	await page.getByRole('button', { name: 'Advance' }).click();
	await at('55:00');
	await page.getByLabel('Advance by').fill('soon');
	await page.getByRole('button', { name: 'Advance' }).click();
	await expect(page.getByRole('alert')).toContainText('soon is no duration');
	await page.getByRole('button', { name: 'To the end' }).click();
	await at('56:07');
	await page.getByRole('button', { name: 'To the start' }).click();
	await at('55:00');
	await expect(page.getByTitle('How virtual time moves')).toHaveText('stepped: each call moves time by 10s');
	await page.getByLabel('Rate of time').selectOption('60');
	await page.getByRole('button', { name: 'Play' }).click();
	await expect(bar(page, 'ImportGraph')).toHaveAccessibleName(/running|success/);
	await page.getByRole('button', { name: 'Pause' }).click();
	await expect(page.getByTitle('How virtual time moves')).toHaveText('manual');
});

test('a job is failed, undone, ended elsewhere and removed', async ({ page, emulator, open }) => {
	await open();
	await bar(page, 'ImportGraph').click();
	const panel = page.getByRole('region', { name: 'Job' });
	await expect(panel).toContainText('ImportGraph on test1217');
	await expect(panel).toContainText('"jobName": "ImportGraph"');
	await panel.getByLabel('failReason').fill('the disk is full');
	await panel.getByRole('button', { name: 'Fail now' }).click();
	await expect(bar(page, 'ImportGraph')).toHaveAccessibleName(/failed/);
	await expect(panel).toContainText('the disk is full');
	const toast = page.locator('.toast', { hasText: 'failed now' });
	await toast.getByText('as curl').click();
	await expect(toast).toContainText(/curl -X PATCH 'http:.*\/projects\/p1\/jobs\/.*' -d '.*"endAt":"now"/);
	await toast.getByRole('button', { name: 'Undo' }).click();
	await expect(bar(page, 'ImportGraph')).toHaveAccessibleName(/waiting/);
	await panel.getByRole('button', { name: 'Partially failed' }).click();
	await expect(panel).toContainText('partiallyFailed');
	await panel.getByLabel('endAt').fill('+20s');
	await panel.getByRole('button', { name: 'Set' }).click();
	await expect(panel).toContainText('2018-12-17T12:55:20');
	await panel.getByLabel('endAt').fill('yesterday');
	await panel.getByRole('button', { name: 'Set' }).click();
	await expect(page.getByRole('alert').last()).toContainText('yesterday');
	await panel.getByRole('button', { name: 'Remove' }).click();
	await expect(bar(page, 'ImportGraph')).toHaveCount(0);
	await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
	await expect(bar(page, 'ImportGraph')).toBeVisible();
	expect((await emulator.control('GET', 'projects/p1/undo')).changes[0].what).toContain('patch job');
});

test('a click holds while what is under it is drawn anew', async ({ page, emulator, open }) => {
	await open();
	await bar(page, 'ImportGraph').hover();
	await page.mouse.down();
	const events = await follow(emulator, 'p1');
	for (let i = 0; i < 20; i++) await emulator.control('POST', 'projects/p1/clock/advance', { by: '1s' });
	await expect.poll(() => events.events.filter((kind) => kind === 'clock').length).toBe(20);
	await events.stop();
	await page.mouse.up();
	await expect(page.getByRole('region', { name: 'Job' })).toContainText('ImportGraph on test1217');
	await expect(bar(page, 'ImportGraph')).toHaveAccessibleName(/running/);
});

test("a bar's end is dragged", async ({ page, emulator, open }) => {
	await open();
	const { box } = await middle(bar(page, 'ImportGraph'));
	const y = box.y + box.height / 2;
	await drag(page, { x: box.x + box.width - 4, y }, { x: box.x + box.width + 60, y });
	await expect(page.getByText(/^ImportGraph ends at/)).toBeVisible();
	const { jobs } = await emulator.control('GET', 'projects/p1/jobs?view=timeline&q=Import');
	expect(jobs[0].end > '2018-12-17T12:56:07').toBe(true);
});

test('a job and a graph are added, and a graph is frozen', async ({ page, emulator, open }) => {
	await open();
	await page.getByRole('button', { name: 'Add job' }).click();
	const form = page.getByRole('region', { name: 'Form' });
	await form.getByLabel('relatedGraph').fill('brandnew');
	await form.getByLabel('running').fill('soon');
	await form.getByRole('button', { name: 'Add job' }).click();
	await expect(form.getByRole('alert')).toContainText('"soon" is neither forever nor a duration');
	await form.getByLabel('running').fill('forever');
	await form.getByRole('button', { name: 'Add job' }).click();
	await expect(page.getByRole('button', { name: /^ImportGraph on brandnew, running, .* never ends/ })).toBeVisible();
	await page.getByRole('button', { name: 'Add graph' }).click();
	await form.getByLabel('name', { exact: true }).fill('mine');
	await form.getByRole('button', { name: 'Add graph' }).click();
	const panel = page.getByRole('region', { name: 'Graph' });
	await expect(panel).toContainText('Graph mine');
	await panel.getByLabel('status from now on').selectOption('frozen');
	await panel.getByRole('button', { name: 'Set' }).click();
	await expect(page.getByRole('button', { name: 'Graph mine, status 800' })).toBeVisible();
	await expect(panel).toContainText('"status": "800"');
	await emulator.call('/v1.0/p1/graphs');
});

test('the table says what the drawing shows, by filter too', async ({ page, open }) => {
	await open();
	await page.getByRole('searchbox', { name: 'Filter jobs and graphs' }).fill('export');
	await expect(bar(page, 'ExportGraph')).toBeVisible();
	await expect(bar(page, 'ImportGraph')).toHaveCount(0);
	await page.getByRole('button', { name: 'Table' }).click();
	const table = page.getByRole('table');
	await expect(table.getByRole('row')).toHaveCount(2);
	await expect(table).toContainText('ExportGraph');
	await expect(page).toHaveURL(/q=export/);
});

test('calls are ticks, and a span of them is selected', async ({ page, emulator, open }) => {
	await emulator.call('/v1.0/p1/graphs/jobs');
	await emulator.call('/v1.0/p1/graphs/jobs?limt=3');
	await open();
	await expect(page.locator('.tick')).toHaveCount(2);
	await expect(page.locator('.tick.bad')).toHaveCount(1);
	const { box } = await middle(page.locator('.tick.bad rect'));
	await drag(page, { x: box.x - 8, y: box.y + 3 }, { x: box.x + 10, y: box.y + 3 });
	await page.getByRole('button', { name: 'Show them' }).click();
	await expect(page.getByText('1 of 2 calls')).toBeVisible();
	await page.getByRole('button', { name: 'Clear', exact: true }).click();
	await expect(page.getByText('2 of 2 calls')).toBeVisible();
});

test('projects are picked, and a new one is offered', async ({ page, emulator, open }) => {
	await open();
	await emulator.call('/v1.0/another/graphs/jobs');
	await page.getByRole('button', { name: 'New: another' }).click();
	await expect(page.getByRole('combobox', { name: 'Project' })).toHaveValue('another');
	await show(page, 'Calls');
	await expect(page.getByText('1 of 1 calls')).toBeVisible();
	await page.getByRole('combobox', { name: 'Project' }).fill('a b');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('alert')).toContainText('a b is no project id');
	await page.getByRole('combobox', { name: 'Project' }).fill('p7');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/p=p7/);
});
