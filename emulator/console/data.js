/**
 * The state of the page and the way to the control API: one store, one stream of events.
 * @module
 */
import { parseTime, throttle, whenReleased } from './util.js';

/** @typedef {import('./types.js').Clock} Clock */
/** @typedef {import('./types.js').Project} Project */
/** @typedef {import('./types.js').Request} Request */

/** An answer of the control API that is an error. */
export class ApiError extends Error {
	/**
	 * @param {number} status 0: there was no answer
	 * @param {string} message
	 * @param {string} hint
	 * @param {any} body
	 */
	constructor(status, message, hint, body) {
		super(message);
		this.status = status;
		this.hint = hint;
		this.body = body;
	}
}

const tokenKey = 'ges-emulator-control-token';

/** The control API, by paths relative to /_emulator/. */
export const api = {
	/** Asks the user for the control token; the shell sets it. @type {() => Promise<string>} */
	askToken: () => Promise.reject(new Error('no token')),

	/** @returns {Record<string, string>} */
	headers() {
		const token = sessionStorage.getItem(tokenKey);
		return token ? { Authorization: `Bearer ${token}` } : {};
	},

	/** @param {string} path */
	url: (path) => new URL(path, document.baseURI),

	/**
	 * Fetches, with the control token, which is asked for when it is missing or wrong.
	 * @param {string} path
	 * @param {RequestInit} [init]
	 * @returns {Promise<Response>}
	 */
	async fetch(path, init = {}) {
		for (;;) {
			const headers = {
				...this.headers(),
				.../** @type {any} */ (init.headers),
			};
			const sent = headers.Authorization;
			const answer = await fetch(this.url(path), {
				...init,
				headers,
				cache: 'no-store',
			});
			if (answer.status !== 401) return answer;
			if (this.headers().Authorization === sent) {
				sessionStorage.setItem(tokenKey, await this.askToken());
			}
		}
	},

	/**
	 * @param {string} method
	 * @param {string} path
	 * @param {unknown} [body] a string is sent as it is
	 * @param {{text?: boolean}} [options] text: the answer is no JSON
	 * @returns {Promise<any>}
	 */
	async request(method, path, body, { text = false } = {}) {
		/** @type {RequestInit} */
		const init = { method };
		if (body !== undefined) {
			init.body = typeof body === 'string' ? body : JSON.stringify(body);
			init.headers = {
				'Content-Type': typeof body === 'string' ? 'application/yaml' : 'application/json',
			};
		}
		let answer;
		let content;
		try {
			answer = await this.fetch(path, init);
			content = await answer.text();
		} catch (e) {
			throw new ApiError(0, 'the emulator does not answer', 'Is it still running?', e);
		}
		if (text && answer.ok) return content;
		/** @type {any} */
		let value;
		try {
			value = content === '' ? undefined : JSON.parse(content);
		} catch {
			throw new ApiError(answer.status, `the answer to ${method} ${path} is no JSON`, '', content);
		}
		if (!answer.ok) throw new ApiError(answer.status, value?.error ?? answer.statusText, value?.hint ?? '', value);
		return value;
	},

	/**
	 * Reads what is then drawn: it comes while nothing is pressed.
	 * @param {string} path
	 */
	get: (path) => api.request('GET', path).finally(() => new Promise((done) => whenReleased(() => done(0)))),
	/** @param {string} path @param {unknown} [body] */
	post: (path, body) => api.request('POST', path, body),
	/** @param {string} path @param {unknown} body */
	patch: (path, body) => api.request('PATCH', path, body),
	/** @param {string} path @param {unknown} body */
	put: (path, body) => api.request('PUT', path, body),
	/** @param {string} path */
	del: (path) => api.request('DELETE', path),
	/** @param {string} path @returns {Promise<string>} */
	text: (path) => api.request('GET', path, undefined, { text: true }),

	/**
	 * The curl line that does the same.
	 * @param {string} method
	 * @param {string} path
	 * @param {unknown} [body]
	 */
	curl(method, path, body) {
		const words = ['curl'];
		if (method !== 'GET' && !(method === 'POST' && body !== undefined)) words.push('-X', method);
		if (this.headers().Authorization) words.push('-H', '"Authorization: Bearer $GES_EMULATOR_CONTROL_TOKEN"');
		words.push(quote(this.url(path).href));
		if (body !== undefined) {
			const text = typeof body === 'string' ? body : JSON.stringify(body);
			words.push(text.includes('\n') ? '--data-binary @scenario.yaml' : `-d ${quote(text)}`);
		}
		return words.join(' ');
	},
};

/** @param {string} text */
const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * A path of the project that is looked at.
 * @param {string} [rest]
 */
export const projectPath = (rest = '') => `projects/${encodeURIComponent(store.project)}${rest && `/${rest}`}`;

/** How many calls the page holds. */
const maxCalls = 10_000;

/** The permalink: everything after # in the address. */
class Route {
	#params = new URLSearchParams(location.hash.slice(1));

	/** @param {string} name */
	get(name) {
		return this.#params.get(name);
	}

	/** @param {Record<string, string | number | null | undefined>} values null: none */
	set(values) {
		const before = this.#params.toString();
		for (const [name, value] of Object.entries(values)) {
			if (value === null || value === undefined || value === '') this.#params.delete(name);
			else this.#params.set(name, String(value));
		}
		if (this.#params.toString() === before) return;
		history.replaceState(null, '', `#${this.#params}`);
		store.changed('route');
	}

	/** Takes an address that the user has typed, or gone back to. */
	reload() {
		this.#params = new URLSearchParams(location.hash.slice(1));
	}
}

class Store extends EventTarget {
	project = '';
	/** @type {Project[]} */
	projects = [];
	/** Ids of projects that have appeared since. @type {string[]} */
	offered = [];
	/** @type {Clock | null} */
	clock = null;
	/** The first ones are left out beyond a bound. @type {Request[]} */
	calls = [];
	/** The report file whose calls are shown in place of those of the project. @type {string | null} */
	callsOf = null;
	/** Whether events come in. */
	connected = false;
	route = new Route();
	#clockAt = 0;
	/** @type {Promise<void> | null} */
	#loadingCalls = null;

	/** @param {...string} kinds */
	changed(...kinds) {
		this.dispatchEvent(new CustomEvent('change', { detail: new Set(kinds) }));
	}

	/** @param {string} text @param {{error?: boolean, curl?: string, undo?: boolean, hint?: string}} [options] */
	say(text, options = {}) {
		this.dispatchEvent(new CustomEvent('say', { detail: { text, ...options } }));
	}

	/** Virtual now; it goes on by itself on a realtime clock. */
	nowMs() {
		if (!this.clock) return 0;
		const passed = this.clock.mode === 'realtime' ? (performance.now() - this.#clockAt) * this.clock.rate : 0;
		return parseTime(this.clock.now) + passed;
	}

	/** @param {Clock} clock */
	takeClock(clock) {
		this.clock = clock;
		this.#clockAt = performance.now();
		this.changed('clock-read');
	}

	async loadClock() {
		const { project } = this;
		const clock = await quietly(() => api.get(projectPath('clock')));
		if (clock && project === this.project) this.takeClock(clock);
	}

	async loadProjects() {
		const answer = await quietly(() => api.get('projects'));
		if (!answer) return;
		this.projects = answer.projects;
		this.changed('projects');
	}

	/** Reads the calls since the last one that is answered. */
	async loadCalls() {
		if (this.callsOf !== null) return;
		this.#loadingCalls ??= this.#readCalls().finally(() => (this.#loadingCalls = null));
		await this.#loadingCalls;
	}

	async #readCalls() {
		const { project } = this;
		const open = this.calls.findIndex((c) => c.open);
		const known = open < 0 ? this.calls : this.calls.slice(0, open);
		const since = known.at(-1)?.number ?? 0;
		const answer = await quietly(() => api.get(projectPath(`requests?since=${since}`)));
		if (!answer || project !== this.project || this.callsOf !== null) return;
		this.calls = [...known, ...answer.requests].slice(-maxCalls);
		this.changed('calls-read');
	}

	/** Forgets what is known of the project, and reads it again. */
	reload() {
		if (this.callsOf === null) this.calls = [];
		this.changed('world');
	}

	/** @param {string} id */
	choose(id) {
		this.project = id;
		this.callsOf = null;
		this.calls = [];
		this.clock = null;
		this.offered = this.offered.filter((o) => o !== id);
		this.route.set({ p: id });
		stream.restart();
		this.reload();
	}

	/**
	 * Runs a control call, and says so with a way to undo it. An error is said, too.
	 * @param {string} label
	 * @param {string} method
	 * @param {string} path
	 * @param {unknown} [body]
	 * @param {{undo?: boolean}} [options]
	 * @returns {Promise<any>} undefined after an error
	 */
	async act(label, method, path, body, { undo = true } = {}) {
		try {
			const answer = (await api.request(method, path, body)) ?? null;
			this.say(label, { curl: api.curl(method, path, body), undo });
			this.changed('clock', 'jobs', 'graphs', 'faults', ...(undo ? [] : ['world']));
			return answer;
		} catch (e) {
			const error = /** @type {ApiError} */ (e);
			this.say(`${label}: ${error.message}`, { error: true, hint: error.hint });
			return undefined;
		}
	}

	async undo() {
		try {
			const { undone } = await api.post(projectPath('undo'));
			this.say(`Undone: ${undone.what}`, {
				curl: api.curl('POST', projectPath('undo')),
			});
			this.reload();
		} catch (e) {
			const error = /** @type {ApiError} */ (e);
			this.say(error.message, { error: true, hint: error.hint });
		}
	}

	/**
	 * Restores the project of a report, and shows the calls that it holds.
	 * @param {string} name of the file
	 * @param {string} text
	 */
	async openReport(name, text) {
		let report;
		try {
			report = JSON.parse(text);
		} catch {
			report = null;
		}
		if (report?.version !== 1 || !report.snapshot || !report.requests) {
			this.say(`${name} is no report of this version`, {
				error: true,
				hint: 'Save, or GET …/report, writes one.',
			});
			return;
		}
		const opened = await this.act(`Opened ${name}`, 'PUT', projectPath('snapshot'), report.snapshot);
		if (opened === undefined) return;
		this.callsOf = name;
		this.calls = report.requests;
		this.changed('world', 'calls-read');
	}

	/** Shows the calls of the project again. */
	closeReport() {
		this.callsOf = null;
		this.reload();
	}
}

/**
 * The result of a read that is tried again at the next change; undefined after an error.
 * @template T
 * @param {() => Promise<T>} read
 * @returns {Promise<T | undefined>}
 */
async function quietly(read) {
	try {
		return await read();
	} catch (e) {
		const error = /** @type {ApiError} */ (e);
		if (error.status !== 0) store.say(error.message, { error: true, hint: error.hint });
		return undefined;
	}
}

export const store = new Store();

/**
 * Calls a function after changes of some kinds, at most every 150 ms, while an element is
 * in the page.
 * @param {string[]} kinds
 * @param {() => void} fn
 * @param {Element} owner
 */
export function on(kinds, fn, owner) {
	const soon = throttle(() => owner.isConnected && fn(), 150);
	/** @param {Event} event */
	const listen = (event) => {
		if (!owner.isConnected) {
			store.removeEventListener('change', listen);
			soon.cancel();
			return;
		}
		const { detail } = /** @type {CustomEvent<Set<string>>} */ (event);
		if (detail.has('world') || kinds.some((k) => detail.has(k))) soon();
	};
	store.addEventListener('change', listen);
}

/** How long a lost stream rests before it is opened again, in milliseconds. */
const retryAfter = 1000;

/** The one stream of events, which is closed while nobody looks at the page. */
export const stream = {
	/** @type {AbortController | null} */
	open: null,

	restart() {
		this.open?.abort();
		this.open = null;
		if (document.hidden || store.project === '') return;
		this.open = new AbortController();
		void this.follow(this.open.signal);
	},

	/** @param {AbortSignal} signal */
	async follow(signal) {
		let first = true;
		let path = `projects/*/events?focus=${encodeURIComponent(store.project)}`;
		while (!signal.aborted) {
			try {
				let answer = await api.fetch(path, { signal });
				if (answer.status === 409) {
					// One of several emulators: the project is here, the others are not.
					path = `projects/${encodeURIComponent(store.project)}/events`;
					answer = await api.fetch(path, { signal });
					first = false;
				}
				if (!answer.ok || !answer.body) throw new Error(answer.statusText);
				this.say(true);
				// Nothing after the headers is missed, so what is read from now on is whole.
				if (!first) store.reload();
				first = false;
				await read(answer.body);
			} catch {
				// told below
			}
			if (signal.aborted) return;
			this.say(false);
			first = false;
			await new Promise((done) => window.setTimeout(done, retryAfter));
		}
	},

	/** @param {boolean} connected */
	say(connected) {
		if (store.connected === connected) return;
		store.connected = connected;
		store.changed('connection');
	},
};

/**
 * Reads server-sent events until the stream ends.
 * @param {ReadableStream<Uint8Array>} body
 */
async function read(body) {
	const reader = body.getReader();
	const decoder = new TextDecoder();
	let text = '';
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return;
		text += decoder.decode(value, { stream: true });
		const blocks = text.split('\n\n');
		text = blocks.pop() ?? '';
		for (const block of blocks) {
			const kind = /^event: (.*)$/m.exec(block)?.[1];
			const data = /^data: (.*)$/m.exec(block)?.[1];
			if (kind && data) handle(kind, JSON.parse(data));
		}
	}
}

/** What may differ after an event of a kind. @type {Record<string, string[]>} */
const kindsOf = {
	job: ['jobs', 'graphs'],
	graph: ['graphs'],
	clock: ['clock'],
	call: ['calls'],
	answer: ['calls'],
	fault: ['calls', 'faults'],
};

/**
 * @param {string} kind
 * @param {any} data
 */
function handle(kind, data) {
	if (kind === 'project') {
		if (data.project !== store.project && !store.offered.includes(data.project)) {
			store.offered = [...store.offered, data.project].slice(-5);
		}
		store.changed('projects-changed');
	} else if (kind === 'missed' || (kind === 'reset' && data.project === store.project)) {
		store.reload();
	} else if (data.project === store.project) {
		if (kind === 'clock' && store.clock) store.takeClock({ ...store.clock, now: data.to, mode: data.mode });
		store.changed(...(kindsOf[kind] ?? []));
	}
}

addEventListener('hashchange', () => {
	store.route.reload();
	const id = store.route.get('p');
	if (id && id !== store.project) store.choose(id);
	store.changed('route');
});

document.addEventListener('visibilitychange', () => {
	stream.restart();
	if (!document.hidden) store.reload();
});
