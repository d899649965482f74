/**
 * The live calls, what was wrong about them, and what the pollers do.
 * @module
 */
import { api, ApiError, on, projectPath, store } from './data.js';
import { clamp, clockText, copyButton, durationText, h, parseTime, replace, s, throttle } from './util.js';

/** @typedef {import('./types.js').Request} Call */

const rowHeight = 26;

class Calls extends HTMLElement {
	/** @type {Call[]} */
	#shown = [];
	#selected = Number(store.route.get('call') ?? 0);
	#stick = true;
	#paused = false;
	/** The gap to the call of the same poller before, by number. @type {Map<number, number>} */
	#gaps = new Map();

	#filter = h('input', {
		class: 'input',
		type: 'search',
		placeholder: 'method, path, status, fault …',
		'aria-label': 'Filter calls',
		value: store.route.get('cq') ?? '',
		oninput: throttle(() => store.route.set({ cq: this.#filter.value }), 200),
	});
	#bad = h('input', {
		type: 'checkbox',
		id: 'calls-bad',
		onchange: () => this.#draw(),
	});
	#bar = h('div', { class: 'row' });
	#status = h('span', { class: 'muted', role: 'status' });
	#body = h('div', { class: 'calls-rows', role: 'rowgroup' });
	#scroll = h('div', { class: 'calls-scroll', onscroll: () => this.#scrolled() }, this.#body);
	#detail = h('div', { class: 'calls-detail' });
	#pollers = h('section', { class: 'stack card', 'aria-label': 'Pollers' });

	connectedCallback() {
		const head = h(
			'div',
			{ class: 'calls-row calls-head', role: 'row' },
			['#', 'time', 'method', 'path', 'status', 'fault', 'gap', 'violations', 'bytes', 'ms'].map((name) =>
				h('span', { role: 'columnheader' }, name),
			),
		);
		replace(
			this,
			h(
				'div',
				{ class: 'row calls-tools' },
				this.#filter,
				this.#bad,
				h('label', { for: 'calls-bad' }, 'violations only'),
				h(
					'button',
					{
						type: 'button',
						class: 'button',
						'aria-pressed': 'false',
						onclick: (/** @type {Event} */ e) => this.#pause(/** @type {HTMLElement} */ (e.currentTarget)),
					},
					'Pause',
				),
				h(
					'button',
					{
						type: 'button',
						class: 'button',
						title: 'Forgets the calls alone; it cannot be undone',
						onclick: () => void this.#clear(),
					},
					'Clear calls',
				),
				this.#bar,
				this.#status,
			),
			h(
				'div',
				{ class: 'calls-body' },
				h(
					'div',
					{
						class: 'calls-table card',
						role: 'table',
						'aria-label': 'Calls',
						tabindex: '0',
						onkeydown: (/** @type {KeyboardEvent} */ e) => this.#keys(e),
					},
					h('div', { role: 'rowgroup' }, head),
					this.#scroll,
				),
				this.#detail,
			),
			this.#pollers,
		);
		on(['calls-read', 'route'], () => this.#paused || this.#draw(), this);
		on(['calls-read'], () => void this.#loadPollers(), this);
		void store.loadCalls();
		this.#draw();
		void this.#loadPollers();
	}

	/** @param {HTMLElement} button */
	#pause(button) {
		this.#paused = !this.#paused;
		button.setAttribute('aria-pressed', String(this.#paused));
		if (!this.#paused) this.#draw();
	}

	async #clear() {
		if ((await store.act('Forgot the calls', 'DELETE', projectPath('requests'), undefined, { undo: false })) === undefined)
			return;
		store.calls = [];
		store.changed('calls-read');
	}

	#select() {
		const words = this.#filter.value.toLowerCase().split(/\s+/).filter(Boolean);
		const [from, to] = [store.route.get('from'), store.route.get('to')].map((t) => parseTime(t ?? ''));
		/** @type {Map<string, number>} */
		const last = new Map();
		this.#gaps.clear();
		this.#shown = store.calls.filter((c) => {
			const now = parseTime(c.now);
			const poller = `${c.operation} ${c.path} ${client(c)}`;
			const before = last.get(poller);
			if (before !== undefined) this.#gaps.set(c.number, now - before);
			last.set(poller, now);
			if (this.#bad.checked && c.violations.length === 0) return false;
			if (!Number.isNaN(from + to) && (now < from || now > to)) return false;
			const text =
				`${c.method} ${c.path}?${c.query} ${c.status ?? 'no answer'} ${c.errorCode ?? ''} ${c.fault ?? ''} ${c.operation ?? ''}`.toLowerCase();
			return words.every((w) => text.includes(w));
		});
	}

	#draw() {
		this.#select();
		const [from, to] = [store.route.get('from'), store.route.get('to')];
		replace(
			this.#bar,
			from &&
				to && [
					h('span', { class: 'badge' }, `from ${clockText(parseTime(from))} to ${clockText(parseTime(to))}`),
					h(
						'button',
						{
							type: 'button',
							class: 'button small',
							onclick: () => store.route.set({ from: null, to: null }),
						},
						'Clear',
					),
				],
			store.callsOf !== null && [
				h('span', { class: 'badge warn' }, `calls of ${store.callsOf}`),
				h(
					'button',
					{
						type: 'button',
						class: 'button small',
						onclick: () => store.closeReport(),
					},
					'Back to the live ones',
				),
			],
		);
		this.#status.textContent = `${this.#shown.length} of ${store.calls.length} calls`;
		this.#body.style.height = `${Math.max(1, this.#shown.length) * rowHeight}px`;
		this.#body.parentElement?.parentElement?.setAttribute('aria-rowcount', String(this.#shown.length + 1));
		if (this.#stick) this.#scroll.scrollTop = this.#scroll.scrollHeight;
		this.#drawRows();
		this.#drawDetail();
	}

	#scrolled() {
		this.#stick = this.#scroll.scrollTop + this.#scroll.clientHeight >= this.#scroll.scrollHeight - rowHeight;
		this.#drawRows();
	}

	#drawRows() {
		const first = Math.max(0, Math.floor(this.#scroll.scrollTop / rowHeight) - 5);
		const count = Math.ceil(Math.max(200, this.#scroll.clientHeight) / rowHeight) + 10;
		replace(
			this.#body,
			this.#shown.length === 0 &&
				h(
					'p',
					{ class: 'empty' },
					store.calls.length === 0
						? `No calls yet. Point your client at ${base()} with the project id ${store.project}.`
						: 'No call fits the filter.',
				),
			this.#shown.slice(first, first + count).map((c, i) => this.#row(c, first + i)),
		);
	}

	/** @param {Call} c @param {number} i */
	#row(c, i) {
		const gap = this.#gaps.get(c.number);
		const row = h(
			'div',
			{
				class: `calls-row${c.number === this.#selected ? ' selected' : ''}${c.status === null || c.status >= 400 ? ' error' : ''}`,
				role: 'row',
				'aria-rowindex': String(i + 2),
				'aria-selected': String(c.number === this.#selected),
				onclick: () => this.#open(c.number),
			},
			[
				String(c.number),
				clockText(parseTime(c.now)).slice(0, 12),
				c.method,
				h(
					'span',
					{
						role: 'cell',
						class: 'calls-path',
						title: `${c.path}${c.query && `?${c.query}`}`,
					},
					`${c.path.replace(`/${store.project}/`, '/…/')}${c.query && `?${c.query}`}`,
				),
				c.open ? '…' : c.status === null ? 'broken' : `${c.status}${c.errorCode ? ` ${c.errorCode}` : ''}`,
				c.fault ?? '',
				gap === undefined ? '' : durationText(gap),
				c.violations.length > 0 ? String(c.violations.length) : '',
				String(c.bytes),
				c.ms.toFixed(1),
			].map((cell) => (cell instanceof Node ? cell : h('span', { role: 'cell' }, cell))),
		);
		row.style.top = `${i * rowHeight}px`;
		return row;
	}

	/** @param {KeyboardEvent} event */
	#keys(event) {
		const at = this.#shown.findIndex((c) => c.number === this.#selected);
		/** @type {Record<string, number>} */
		const to = {
			ArrowDown: at + 1,
			ArrowUp: at - 1,
			Home: 0,
			End: this.#shown.length - 1,
			PageDown: at + 15,
			PageUp: at - 15,
		};
		if (!(event.key in to) || this.#shown.length === 0) return;
		event.preventDefault();
		const index = clamp(to[event.key], 0, this.#shown.length - 1);
		this.#scroll.scrollTop = clamp(
			this.#scroll.scrollTop,
			(index + 1) * rowHeight - this.#scroll.clientHeight,
			index * rowHeight,
		);
		this.#open(this.#shown[index].number);
	}

	/** @param {number} number */
	#open(number) {
		this.#selected = number;
		store.route.set({ call: number });
		this.#drawRows();
		this.#drawDetail();
	}

	#drawDetail() {
		const c = store.calls.find((call) => call.number === this.#selected);
		if (!c) {
			replace(this.#detail);
			return;
		}
		const close = () => {
			this.#selected = 0;
			store.route.set({ call: null });
			this.#draw();
		};
		replace(
			this.#detail,
			h(
				'section',
				{ class: 'card stack', 'aria-label': `Call ${c.number}` },
				h(
					'div',
					{ class: 'row' },
					h('h2', null, `Call ${c.call ?? c.number}`),
					h(
						'button',
						{
							type: 'button',
							class: 'button small end',
							'aria-label': 'Close the call',
							onclick: close,
						},
						'×',
					),
				),
				h('p', { class: 'code' }, `${c.method} ${c.path}${c.query && `?${c.query}`}`),
				h(
					'p',
					null,
					c.open
						? 'not answered yet'
						: c.status === null
							? 'no answer: the connection was broken'
							: `answered ${c.status}${c.errorCode ? ` ${c.errorCode}` : ''}, ${c.bytes} bytes in ${c.ms} ms`,
				),
				c.fault &&
					h(
						'p',
						null,
						'by the fault ',
						h(
							'button',
							{
								type: 'button',
								class: 'button small',
								onclick: () => store.route.set({ tab: 'faults', fault: c.fault }),
							},
							c.fault,
						),
					),
				c.jobId &&
					h(
						'p',
						null,
						'it submitted ',
						h(
							'button',
							{
								type: 'button',
								class: 'button small',
								onclick: () =>
									store.route.set({
										tab: 'timeline',
										job: c.jobId,
										graph: null,
									}),
							},
							c.jobId,
						),
					),
				c.retryAfter && h('p', null, `Retry-After ${c.retryAfter}`),
				c.violations.length > 0 && [
					h('h3', null, 'What the contract does not allow'),
					h(
						'ul',
						{ class: 'calls-violations' },
						c.violations.map((v) => h('li', null, `${v.message} (${v.rule})`)),
					),
				],
				h('p', { class: 'muted' }, `${c.operation ?? 'no operation of the API'}, at ${c.now} virtual, ${c.real} real`),
				h(
					'div',
					{ class: 'row' },
					copyButton(() => curlOf(c), 'Copy as curl'),
				),
				h('h3', null, 'Headers'),
				h('pre', { class: 'code', tabindex: '0' }, c.headers.map((line) => `${line.name}: ${line.value}`).join('\n')),
				c.body && [h('h3', null, 'Body'), h('pre', { class: 'code', tabindex: '0' }, c.body)],
				c.truncated && h('p', { class: 'muted' }, 'It was too long for the journal and is cut.'),
			),
		);
	}

	/** @type {Record<string, string>} */
	#rules = {};
	#verdict = h('div', { class: 'stack', role: 'status' });

	async #loadPollers() {
		if (store.callsOf !== null) {
			replace(this.#pollers);
			return;
		}
		let pollers;
		try {
			({ pollers } = await api.get(projectPath('polling')));
		} catch (e) {
			replace(this.#pollers, h('p', null, /** @type {Error} */ (e).message));
			return;
		}
		if (this.#pollers.contains(document.activeElement)) {
			const list = this.#pollers.querySelector('.calls-pollers');
			if (list) replace(list, pollers.map(drawPoller));
			return;
		}
		replace(
			this.#pollers,
			h('h2', null, 'Pollers'),
			h(
				'div',
				{ class: 'calls-pollers stack' },
				pollers.length === 0 ? h('p', { class: 'muted' }, 'Nobody has made the same call twice yet.') : pollers.map(drawPoller),
			),
			this.#verifyForm(),
			this.#verdict,
		);
	}

	#verifyForm() {
		/** @param {string} name @param {string} hint */
		const text = (name, hint) => [
			h('label', { for: `rule-${name}` }, name),
			h('input', {
				class: 'input',
				id: `rule-${name}`,
				size: '6',
				placeholder: hint,
				value: this.#rules[name] ?? '',
				oninput: (/** @type {Event} */ e) => (this.#rules[name] = /** @type {HTMLInputElement} */ (e.target).value.trim()),
			}),
		];
		/** @param {string} name */
		const check = (name) =>
			h(
				'span',
				{ class: 'row' },
				h('input', {
					type: 'checkbox',
					id: `rule-${name}`,
					checked: this.#rules[name] === 'true',
					onchange: (/** @type {Event} */ e) =>
						(this.#rules[name] = /** @type {HTMLInputElement} */ (e.target).checked ? 'true' : ''),
				}),
				h('label', { for: `rule-${name}` }, name),
			);
		return h(
			'form',
			{
				class: 'row',
				'aria-label': 'Verify',
				onsubmit: (/** @type {Event} */ e) => (e.preventDefault(), void this.#verify()),
			},
			text('minGap', '5s'),
			text('maxGap', '1m'),
			text('maxAtOnce', '1'),
			text('minCalls', '1'),
			['stopsAfterEnd', 'keepsRetryAfter', 'fetchesAllPages', 'retriesFailures'].map(check),
			h('button', { class: 'button primary' }, 'Verify'),
		);
	}

	async #verify() {
		const query = new URLSearchParams(Object.entries(this.#rules).filter(([, value]) => value !== ''));
		const path = projectPath(`verify${query.size > 0 ? `?${query}` : ''}`);
		/** @type {any[]} */
		let problems = [];
		let failure = '';
		try {
			await api.get(path);
		} catch (e) {
			const error = /** @type {ApiError} */ (e);
			if (error.status === 409) problems = error.body.problems;
			else failure = `${error.message}. ${error.hint}`;
		}
		replace(
			this.#verdict,
			h(
				'p',
				null,
				failure || (problems.length === 0 ? '✓ All is well: a test would pass.' : `✗ verify complains of ${problems.length}:`),
			),
			problems.length > 0 &&
				h(
					'ul',
					{ class: 'calls-violations' },
					problems.map((p) => h('li', null, p.message ?? JSON.stringify(p))),
				),
			h('details', null, h('summary', null, 'as curl'), h('code', { class: 'code' }, api.curl('GET', path))),
		);
	}
}

/** @param {any} p a poller of GET …/polling */
function drawPoller(p) {
	const calls = store.calls.filter((c) => c.operation === p.operation && client(c) === (p.client.userAgent ?? ''));
	const times = calls.map((c) => parseTime(c.now));
	const [low, high] = [Math.min(...times), Math.max(...times)];
	/** @param {string} name @param {any} gaps */
	const gapsOf = (name, gaps) =>
		gaps && gaps.count > 0 && `${name} gaps ${gaps.shortest} to ${gaps.longest}, median ${gaps.median}`;
	/** @param {number} n @param {string} what */
	const some = (n, what) => n > 0 && `${n} ${what}`;
	const facts = [
		`${p.calls} calls`,
		gapsOf('virtual', p.virtual),
		gapsOf('real', p.real),
		p.endedAt && `all it asked for had ended at ${p.endedAt}`,
		some(p.callsAfterEnd, 'calls after that'),
		some(p.callsInRetryAfter, 'calls inside a Retry-After'),
		some(p.pagesNeverFetched, 'pages never fetched'),
		p.mostAtOnce > 1 && `${p.mostAtOnce} at once`,
	].filter(Boolean);
	return h(
		'article',
		{ class: 'calls-poller' },
		h('strong', null, `${p.operation} by ${p.client.userAgent ?? p.client.address}${p.filters && ` (${p.filters})`}`),
		calls.length > 1 &&
			high > low &&
			s(
				'svg',
				{
					class: 'calls-strip',
					viewBox: '0 0 400 14',
					preserveAspectRatio: 'none',
					role: 'img',
					'aria-label': `${calls.length} calls from ${clockText(low)} to ${clockText(high)}`,
				},
				times.slice(-400).map((t) =>
					s('rect', {
						x: (396 * (t - low)) / (high - low),
						y: 1,
						width: 2,
						height: 12,
					}),
				),
			),
		h('p', { class: 'muted' }, facts.join(' · ')),
		p.findings.length > 0 &&
			h(
				'ul',
				{ class: 'calls-violations' },
				p.findings.map((/** @type {any} */ f) => h('li', null, f.message ?? String(f))),
			),
	);
}

/** @param {Call} c */
const client = (c) => c.headers.find((line) => line.name === 'User-Agent')?.value ?? '';

/** Where the emulated API is. */
const base = () => new URL('..', document.baseURI).href.replace(/\/$/, '');

/** @param {Call} c */
function curlOf(c) {
	const own = /^(Accept|Accept-Encoding|Accept-Language|Host|User-Agent|Content-Length|Connection)$/i;
	const quote = (/** @type {string} */ text) => `'${text.replaceAll("'", `'\\''`)}'`;
	return [
		'curl',
		c.method !== 'GET' && `-X ${c.method}`,
		...c.headers
			.filter((line) => !own.test(line.name) && !/^(Sec-|Origin|Referer)/i.test(line.name))
			.map((line) => `-H ${quote(`${line.name}: ${line.value}`)}`),
		c.body && `-d ${quote(c.body)}`,
		quote(`${base()}${c.path}${c.query && `?${c.query}`}`),
	]
		.filter(Boolean)
		.join(' ');
}

customElements.define('ges-calls', Calls);
