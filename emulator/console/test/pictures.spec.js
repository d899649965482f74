/** The pictures of README and docs, made anew by `make screenshots`; as tests they only look right. */
import path from 'node:path';

import { bar, expect, show, test } from './fixtures.js';

const folder = process.env.SCREENSHOTS;

const picture = async (page, name) => {
	await page.mouse.move(0, 0);
	if (folder) await page.screenshot({ path: path.join(folder, `console-${name}.png`), animations: 'disabled' });
};

test('the timeline', async ({ page, emulator, open }) => {
	for (let i = 0; i < 4; i++) await emulator.call(`/v1.0/p1/graphs/jobs?${i === 2 ? 'limt' : 'limit'}=10`);
	await emulator.control('PATCH', 'projects/p1/clock', { mode: 'manual' });
	await open();
	await bar(page, 'ImportGraph').click();
	await expect(page.getByRole('region', { name: 'Job' })).toContainText('What ShowJob answers');
	await expect(page.locator('.tick')).toHaveCount(4);
	await picture(page, 'timeline');
});

test('the calls', async ({ page, emulator, open }) => {
	await emulator.control('POST', 'projects/p1/faults', {
		name: '503',
		when: { from: '+20s', until: '+50s' },
		reply: { status: 503 },
	});
	for (let i = 0; i < 8; i++)
		await emulator.call(`/v1.0/p1/graphs/jobs?${i === 2 ? 'limt' : 'limit'}=10`, { headers: { 'User-Agent': 'my-poller/1.0' } });
	await open('p=p1&tab=calls');
	await page.getByRole('cell', { name: /limt=10/ }).click();
	await expect(page.getByRole('region', { name: 'Call 3' })).toContainText('did you mean limit?');
	await expect(page.getByText('ListJobs by my-poller/1.0')).toBeVisible();
	await picture(page, 'calls');
});

test.describe('at night', () => {
	test.use({ colorScheme: 'dark', scenario: 'graph-lifecycle' });

	test('faults', async ({ page, emulator, open }) => {
		await emulator.control('POST', 'projects/p1/faults', {
			name: 'next-fails',
			when: { calls: 1 },
			reply: { errorCode: 'GES.9999' },
		});
		await open();
		await show(page, 'Faults');
		await expect(page.getByRole('heading', { name: 'Active faults: 1' })).toBeVisible();
		await picture(page, 'faults-dark');
	});
});
