/**
 * What the tests of the console have: an emulator, the console opened on a project of it,
 * and a client of both its APIs. Whatever the browser complains of fails the test.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { test as base, expect } from '@playwright/test';

export { expect };

/** Starts an emulator; its stop is orderly. */
export async function startEmulator(scenario, args = [], address = '127.0.0.1:0') {
	const child = spawn(
		process.env.GES_EMULATOR_BIN,
		[scenario, '--addr', address, '--log-level', 'error', '--exit-on-stdin-eof', ...args],
		{
			stdio: ['pipe', 'pipe', 'inherit'],
		},
	);
	const [line] = await once(createInterface({ input: child.stdout }), 'line');
	const url = line.replace('listening on ', '');
	const headers = {};
	/** Calls the control API of a project, or of the emulator. */
	const control = async (method, path, body) => {
		const answer = await fetch(`${url}/_emulator/${path}`, { method, headers, body: body && JSON.stringify(body) });
		const text = await answer.text();
		if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
		return text.startsWith('{') ? JSON.parse(text) : text;
	};
	return {
		url,
		headers,
		control,
		/** Makes a call of a client. */
		call: (path, init) => fetch(url + path, init),
		stop: async (signal = 'SIGTERM') => {
			if (child.exitCode !== null) return;
			child.kill(signal);
			await once(child, 'exit');
		},
	};
}

export const test = base.extend({
	scenario: ['import-lifecycle', { option: true }],
	emulatorArgs: [[], { option: true }],
	/** What the browser may complain of: it logs the refusals of a user's bad input. */
	allowed: [['status of 400 (Bad Request)', 'status of 409 (Conflict)'], { option: true }],

	emulator: async ({ scenario, emulatorArgs }, use) => {
		const emulator = await startEmulator(scenario, emulatorArgs);
		await use(emulator);
		await emulator.stop();
	},

	page: async ({ page, emulator, allowed }, use) => {
		const complaints = [];
		watch(page, emulator, complaints);
		await use(page);
		expect(complaints.filter((text) => !allowed.some((a) => text.includes(a)))).toEqual([]);
	},

	/** Opens the console. */
	open: async ({ page, emulator }, use) => {
		await use(async (hash = 'p=p1') => {
			await page.goto(`${emulator.url}/_emulator/#${hash}`);
			await expect(page.getByRole('tab', { selected: true })).toBeVisible();
			await expect(page.getByLabel('Virtual now').first()).toContainText('20');
		});
	},
});

/** Notes what a page complains of, and each request to another host. */
export function watch(page, emulator, complaints) {
	page.on('console', (m) => ['error', 'warning'].includes(m.type()) && complaints.push(`console: ${m.text()}`));
	page.on('pageerror', (e) => complaints.push(`error: ${e.stack}`));
	page.on('request', (r) => {
		const { origin, protocol } = new URL(r.url());
		if (origin !== emulator.url && !['blob:', 'data:'].includes(protocol)) complaints.push(`request to ${r.url()}`);
	});
}

/** Shows a tab. */
export async function show(page, name) {
	await page.getByRole('tab', { name }).click();
	await expect(page.getByRole('tab', { name })).toHaveAttribute('aria-selected', 'true');
}

/** The bar of a job, by the begin of its name. */
export const bar = (page, name) => page.getByRole('button', { name: new RegExp(`^${name} on `) });

/** Drags from one point of the page to another, in steps. */
export async function drag(page, from, to, { drop = true } = {}) {
	await page.mouse.move(from.x, from.y);
	await page.mouse.down();
	for (let i = 1; i <= 5; i++) await page.mouse.move(from.x + ((to.x - from.x) * i) / 5, from.y + ((to.y - from.y) * i) / 5);
	if (drop) await page.mouse.up();
}

/** The middle of an element. */
export async function middle(locator) {
	const box = await locator.boundingBox();
	return { x: box.x + box.width / 2, y: box.y + box.height / 2, box };
}

/** Collects the events of a project until it is stopped. */
export async function follow(emulator, project) {
	const abort = new AbortController();
	const answer = await fetch(`${emulator.url}/_emulator/projects/${project}/events`, {
		signal: abort.signal,
		headers: emulator.headers,
	});
	const events = [];
	const done = (async () => {
		const decoder = new TextDecoder();
		try {
			for await (const piece of answer.body) {
				for (const [, kind] of decoder.decode(piece).matchAll(/^event: (.*)$/gm)) events.push(kind);
			}
		} catch {
			// it was stopped
		}
	})();
	return { events, stop: () => (abort.abort(), done) };
}
