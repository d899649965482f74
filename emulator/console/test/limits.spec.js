/** Who may use it, how much it takes, and what happens when the emulator goes away. */
import { createServer, request } from 'node:http';
import { once } from 'node:events';

import AxeBuilder from '@axe-core/playwright';

import { servePage } from '../../../examples/browser/serve.js';
import { startEmulator, bar, expect, follow, show, test, watch } from './fixtures.js';

test.describe('with a control token', () => {
	test.use({ emulatorArgs: ['--control-token', 's3cret'], allowed: ['status of 401 (Unauthorized)'] });

	test('it is asked for once a tab', async ({ page, emulator, context }) => {
		await page.goto(`${emulator.url}/_emulator/`);
		await page.getByLabel(/^The token/).fill('wrong');
		await page.getByRole('button', { name: 'Continue' }).click();
		await page.getByLabel(/^The token/).fill('s3cret');
		await page.getByRole('button', { name: 'Continue' }).click();
		await expect(bar(page, 'ImportGraph')).toBeVisible();
		await page.reload();
		await expect(bar(page, 'ImportGraph')).toBeVisible(); // without asking
		await page.getByRole('button', { name: 'To the next change' }).click();
		await page.getByText('as curl').first().click();
		await expect(page.locator('.toast')).toContainText('"Authorization: Bearer $GES_EMULATOR_CONTROL_TOKEN"');
		expect(await page.evaluate(() => [JSON.stringify(localStorage), document.cookie])).toEqual(['{}', '']);
		const other = await context.newPage();
		await other.goto(`${emulator.url}/_emulator/`);
		await expect(other.getByLabel(/^The token/)).toBeVisible();
	});
});

test('a page of another origin cannot frame it, nor call what it calls', async ({ emulator, browser }) => {
	const site = createServer((_, res) => {
		res.setHeader('Content-Type', 'text/html');
		res.end(`<iframe src="${emulator.url}/_emulator/"></iframe>`);
	}).listen(0, '127.0.0.1');
	await once(site, 'listening');
	const page = await browser.newPage();
	await page.goto(`http://evil.example:${site.address().port}/`);
	const frame = page.frames()[1];
	expect(await frame?.evaluate(() => document.querySelector('ges-console')).catch(() => null)).toBeNull();
	const status = await page.evaluate(
		(url) => fetch(`${url}/_emulator/projects/p1/reset`, { method: 'POST', mode: 'no-cors' }).then((r) => r.type),
		emulator.url,
	);
	expect(status).toBe('opaque');
	expect((await emulator.control('GET', 'projects')).count).toBe(0); // it was refused
	await page.close();
	site.close();
});

test('an emulator that is killed and started again', async ({ browser }) => {
	const first = await startEmulator('import-lifecycle');
	const page = await browser.newPage();
	await page.goto(`${first.url}/_emulator/#p=p1`);
	await expect(bar(page, 'ImportGraph')).toBeVisible();
	await first.control('POST', 'projects/p1/clock/advance', { by: '20s' });
	await expect(bar(page, 'ImportGraph')).toHaveAccessibleName(/running/);
	await first.stop('SIGKILL');
	await expect(page.getByText('The connection to the emulator is lost')).toBeVisible();
	const second = await startEmulator('import-lifecycle', [], new URL(first.url).host);
	await expect(page.getByText('The connection to the emulator is lost')).toBeHidden();
	await expect(bar(page, 'ImportGraph')).toHaveAccessibleName(/waiting/); // its world is another
	await second.control('POST', 'projects/p1/clock/advance', { by: '20s' });
	await expect(bar(page, 'ImportGraph')).toHaveAccessibleName(/running/);
	await page.close();
	await second.stop();
});

test('eight tabs at once leave the browser room to call', async ({ context, emulator }) => {
	const pages = await Promise.all(Array.from({ length: 8 }, () => context.newPage()));
	for (const page of pages) {
		// In this browser no tab is ever hidden, so that is told to the page.
		await page.addInitScript(() => {
			let hidden = false;
			Object.defineProperty(document, 'hidden', { get: () => hidden });
			window.hide = (is) => {
				hidden = is;
				document.dispatchEvent(new Event('visibilitychange'));
			};
		});
		await page.goto(`${emulator.url}/_emulator/#p=p1`);
		await expect(bar(page, 'ImportGraph')).toBeVisible();
		if (page !== pages[7]) await page.evaluate(() => window.hide(true));
	}
	await pages[7].getByRole('button', { name: 'To the next change' }).click();
	await expect(bar(pages[7], 'ImportGraph')).toHaveAccessibleName(/running/);
	await expect(bar(pages[0], 'ImportGraph')).toHaveAccessibleName(/waiting/); // nobody looks at it
	await pages[0].evaluate(() => window.hide(false));
	await expect(bar(pages[0], 'ImportGraph')).toHaveAccessibleName(/running/);
});

test.describe('with 10,000 jobs and 10,000 calls', () => {
	test.use({ scenario: 'empty' });

	test('only what is in view is in the page', async ({ page, emulator, open }) => {
		const scenario = {
			version: 1,
			projects: {
				'*': { generate: [{ count: 10_000, begin: { from: '-50d', to: '+50d' }, running: { from: '1m', to: '5h' } }] },
			},
		};
		await emulator.control('PUT', 'projects/p1/scenario', scenario);
		for (let i = 0; i < 100; i++)
			await Promise.all(Array.from({ length: 100 }, () => emulator.call('/v1.0/p1/graphs/jobs?limit=1').then((r) => r.text())));
		await open();
		const nodes = () => page.evaluate(() => document.querySelectorAll('*').length);
		await expect(page.getByText(/of 10000 jobs/)).toBeVisible();
		expect(await nodes()).toBeLessThan(3000);
		await page.getByRole('button', { name: 'Show all jobs' }).click();
		await expect(page.getByText(/1000 of 10000 jobs are read: zoom in or filter/)).toBeVisible();
		expect(await nodes()).toBeLessThan(3000);
		await page.getByRole('button', { name: 'Table' }).click();
		await expect(page.getByText('page 1 of 10')).toBeVisible();
		expect(await nodes()).toBeLessThan(3000);
		await show(page, 'Calls');
		await expect(page.getByText('10000 of 10000 calls')).toBeVisible();
		expect(await nodes()).toBeLessThan(3000);
		await expect(page.getByRole('cell', { name: '10000', exact: true }).first()).toBeVisible();
		await page.getByRole('table').focus();
		await page.keyboard.press('Home');
		await expect(page.getByRole('region', { name: 'Call 1', exact: true })).toBeVisible();
	});
});

test.describe('one of several emulators', () => {
	test.use({ emulatorArgs: ['--replica', 'r1'] });

	test('the project is followed without the others', async ({ page, emulator, open }) => {
		await open();
		await show(page, 'Calls');
		for (const count of ['1', '2']) {
			await emulator.call('/v1.0/p1/graphs/jobs?limit=1');
			await expect(page.getByRole('cell', { name: count, exact: true }).first()).toBeVisible();
		}
		await expect(page.getByText('The connection to the emulator is lost')).toBeHidden();
	});
});

test('two consoles and a client look at one project, and see the same', async ({ page, emulator, open, context }) => {
	await open();
	const other = await context.newPage();
	const complaints = [];
	watch(other, emulator, complaints);
	await other.goto(page.url());
	await expect(bar(other, 'ImportGraph')).toHaveAccessibleName(/waiting/);
	await page.getByRole('button', { name: 'To the next change' }).click();
	await expect(bar(other, 'ImportGraph')).toHaveAccessibleName(/running/);
	const events = await follow(emulator, 'p1');
	await emulator.call('/v1.0/p1/graphs/jobs'); // of a stepped clock
	await expect(other.locator('.tick')).toHaveCount(1);
	await expect(page.locator('.tick')).toHaveCount(1);
	await events.stop();
	expect(complaints).toEqual([]);
});

test.describe('beside a front end', () => {
	test.use({ scenario: 'graph-lifecycle' });

	test('the console drives its project, and both show the same', async ({ page, emulator, open, context }) => {
		await emulator.control('POST', 'projects/p1/jobs', {
			jobName: 'ImportGraph',
			relatedGraph: 'shared',
			waiting: '10s',
			running: '52s',
			jobId: 'shared-import',
		});
		const site = await servePage(0);
		const front = await context.newPage();
		await front.goto(`${site.url}/?${new URLSearchParams({ endpoint: emulator.url, project: 'p1' })}`);
		const row = front.getByRole('row', { name: /ImportGraph shared/ });
		await expect(row).toContainText('waiting');
		await open();
		await expect(bar(page, 'ImportGraph')).toHaveAccessibleName(/shared, waiting/);
		await page.getByRole('button', { name: 'To the end' }).click();
		await expect(bar(page, 'ImportGraph')).toHaveAccessibleName(/shared, success/);
		await front.getByRole('button', { name: 'Refresh' }).click();
		await expect(row).toContainText('success');
		await show(page, 'Faults');
		await page.getByRole('article', { name: 'Next call GES.9999' }).getByRole('button', { name: 'Add' }).click();
		await front.getByRole('button', { name: 'Refresh' }).click();
		await expect(front.getByRole('alert')).toContainText('GES.9999');
		await expect(page.getByText('applied to 1 of 1 calls')).toBeVisible();
		await site.stop();
	});
});

test('behind a prefix of another server', async ({ emulator, browser }) => {
	const proxy = createServer((req, res) => {
		const to = request(
			emulator.url + req.url.replace('/deep/inside', ''),
			{ method: req.method, headers: { ...req.headers, host: new URL(emulator.url).host } },
			(from) => {
				res.writeHead(from.statusCode, from.headers);
				from.pipe(res);
			},
		);
		to.on('error', () => res.destroy());
		req.pipe(to);
	}).listen(0, '127.0.0.1');
	await once(proxy, 'listening');
	const page = await browser.newPage();
	await page.goto(`http://127.0.0.1:${proxy.address().port}/deep/inside/`);
	await expect(bar(page, 'ImportGraph')).toHaveAccessibleName(/waiting/);
	await page.getByRole('button', { name: 'To the next change' }).click();
	await expect(bar(page, 'ImportGraph')).toHaveAccessibleName(/running/);
	expect(new URL(page.url()).pathname).toBe('/deep/inside/_emulator/');
	await page.close();
	proxy.closeAllConnections();
	proxy.close();
});

for (const colorScheme of ['light', 'dark']) {
	test.describe(`in ${colorScheme} colours`, () => {
		test.use({ colorScheme });

		test('axe finds nothing serious in any tab', async ({ page, emulator, open }) => {
			await emulator.call('/v1.0/p1/graphs/jobs?limt=3');
			await emulator.control('POST', 'projects/p1/faults', { name: 'one', when: { calls: 2 }, connection: 'reset' });
			await open();
			const check = async (where) => {
				const { violations } = await new AxeBuilder({ page }).analyze();
				const bad = violations.filter((v) => ['serious', 'critical'].includes(v.impact));
				expect(bad.map((v) => `${where}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(' | ')}`)).toEqual([]);
			};
			await bar(page, 'ImportGraph').click();
			await expect(page.getByRole('region', { name: 'Job' })).toContainText('What ShowJob answers');
			await check('Timeline');
			await page.getByRole('button', { name: 'Table' }).click();
			await check('Table');
			for (const name of ['Client’s view', 'Calls', 'Faults', 'Contract', 'Scenario']) {
				await show(page, name);
				await expect(page.getByRole('tabpanel')).not.toBeEmpty();
				await check(name);
			}
		});
	});
}

test('on a phone nothing scrolls sideways', async ({ page, open, emulator }) => {
	await page.setViewportSize({ width: 390, height: 800 });
	await emulator.call('/v1.0/p1/graphs/jobs?limt=3');
	await open();
	for (const name of ['Timeline', 'Client’s view', 'Calls', 'Faults', 'Contract', 'Scenario']) {
		await show(page, name);
		await expect(page.getByRole('tabpanel')).not.toBeEmpty();
		expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(390);
	}
	await show(page, 'Timeline');
	await expect(page.getByRole('table')).toContainText('ImportGraph');
});
