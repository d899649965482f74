/**
 * The shell of the page: the bar of time, the tabs, what the page says.
 * @module
 */
import { ApiError, api, on, projectPath, store, stream } from './data.js';
import { dateText, clockText, durationText, h, parseDuration, replace } from './util.js';

/** The tabs: their name in the permalink, and their label. The first is there at once. */
const tabs = /** @type {const} */ ([
	['timeline', 'Timeline'],
	['client', 'Client’s view'],
	['calls', 'Calls'],
	['faults', 'Faults'],
	['contract', 'Contract'],
	['scenario', 'Scenario'],
]);

/** Virtual seconds in a real one. */
const rates = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600];

/** How long the page says something, in milliseconds. */
const sayFor = 8000;

class Console extends HTMLElement {
	#tabList = h('div', {
		role: 'tablist',
		class: 'tabs',
		'aria-label': 'Views',
		onkeydown: moveTab,
	});
	#panel = h('main', { id: 'view', role: 'tabpanel', tabindex: '-1' });
	#toasts = h('div', {
		class: 'toasts',
		role: 'status',
		'aria-live': 'polite',
	});
	#connection = h('div', { class: 'connection', role: 'status', hidden: true });
	#shown = '';

	connectedCallback() {
		replace(this, new TimeBar(), this.#connection, this.#tabList, this.#panel, this.#toasts);
		api.askToken = () => askToken(this);
		store.addEventListener('say', (e) => this.#say(/** @type {CustomEvent} */ (e).detail));
		on(['route'], () => this.#show(), this);
		on(['connection'], () => this.#showConnection(), this);
		void this.#start();
	}

	async #start() {
		await store.loadProjects();
		const wanted = store.route.get('p') ?? '';
		const chosen = isProjectId(wanted) ? wanted : (store.projects[0]?.id ?? 'p1');
		this.#show();
		store.choose(chosen);
		on(['calls'], () => void store.loadCalls(), this);
		on(['projects-changed'], () => void store.loadProjects(), this);
		on(['clock', 'jobs'], () => void this.#loadClock(), this);
		void store.loadCalls();
		void this.#loadClock();
	}

	/** The timeline reads the clock with its jobs. */
	async #loadClock() {
		if (this.#shown !== 'timeline') await store.loadClock();
	}

	#show() {
		const wanted = store.route.get('tab') ?? 'timeline';
		const [name] = tabs.find(([t]) => t === wanted) ?? tabs[0];
		if (name === this.#shown) return;
		this.#shown = name;
		replace(
			this.#tabList,
			tabs.map(([tab, label]) =>
				h(
					'button',
					{
						type: 'button',
						role: 'tab',
						id: `tab-${tab}`,
						'aria-selected': String(tab === name),
						'aria-controls': 'view',
						tabindex: tab === name ? 0 : -1,
						onclick: () => store.route.set({ tab }),
					},
					label,
				),
			),
		);
		this.#panel.setAttribute('aria-labelledby', `tab-${name}`);
		void this.#load(name);
	}

	/** @param {string} name */
	async #load(name) {
		if (name !== 'timeline') await loadStyle(`console/${name}.css`);
		try {
			await import(`./${name}.js`);
		} catch (e) {
			replace(this.#panel, h('p', { class: 'empty' }, `This view cannot be loaded: ${e}. Reload the page.`));
			return;
		}
		if (name === this.#shown) replace(this.#panel, document.createElement(`ges-${name}`));
		if (name !== 'timeline') void store.loadClock();
	}

	#showConnection() {
		this.#connection.hidden = store.connected;
		this.#connection.textContent = store.connected
			? ''
			: 'The connection to the emulator is lost. What you see may be old; the page comes back by itself.';
	}

	/** @param {{text: string, error?: boolean, curl?: string, undo?: boolean, hint?: string, action?: [string, () => void]}} what */
	#say({ text, error, curl, undo, hint }) {
		const close = () => toast.remove();
		const toast = h(
			'div',
			{ class: error ? 'toast error' : 'toast', role: error ? 'alert' : null },
			h(
				'div',
				{ class: 'row' },
				h('strong', null, text),
				h(
					'button',
					{
						type: 'button',
						class: 'button small',
						'aria-label': 'Close',
						onclick: close,
					},
					'×',
				),
			),
			hint && h('p', { class: 'muted' }, hint),
			curl && h('details', null, h('summary', null, 'as curl'), h('code', { class: 'code' }, curl)),
			undo &&
				h(
					'button',
					{
						type: 'button',
						class: 'button small',
						onclick: () => (close(), void store.undo()),
					},
					'Undo',
				),
		);
		this.#toasts.append(toast);
		while (this.#toasts.children.length > 3) this.#toasts.firstElementChild?.remove();
		const later = () => {
			if (toast.matches(':hover, :focus-within')) window.setTimeout(later, sayFor);
			else close();
		};
		window.setTimeout(later, sayFor);
	}
}

/**
 * Arrow keys move between tabs.
 * @param {KeyboardEvent} event
 */
function moveTab(event) {
	const list = /** @type {HTMLElement} */ (event.currentTarget);
	const all = /** @type {HTMLElement[]} */ ([...list.children]);
	const at = all.findIndex((t) => t.getAttribute('aria-selected') === 'true');
	/** @type {Record<string, number>} */
	const to = {
		ArrowRight: at + 1,
		ArrowLeft: at - 1,
		Home: 0,
		End: all.length - 1,
	};
	if (!(event.key in to)) return;
	event.preventDefault();
	const [name] = tabs[(to[event.key] + all.length) % all.length];
	store.route.set({ tab: name });
	requestAnimationFrame(() => window.setTimeout(() => document.getElementById(`tab-${name}`)?.focus(), 160));
}

/**
 * Loads a style sheet once.
 * @param {string} href
 * @returns {Promise<void>}
 */
function loadStyle(href) {
	if (document.head.querySelector(`link[href="${href}"]`)) return Promise.resolve();
	return new Promise((done) => {
		document.head.append(
			h('link', {
				rel: 'stylesheet',
				href,
				onload: () => done(),
				onerror: () => done(),
			}),
		);
	});
}

/** @type {Promise<string> | null} */
let asking = null;

/**
 * Asks for the control token, once for all calls that wait for it.
 * @param {Element} owner
 */
function askToken(owner) {
	asking ??= new Promise((/** @type {(token: string) => void} */ done) => {
		const input = h('input', {
			class: 'input',
			type: 'password',
			name: 'token',
			required: true,
			autocomplete: 'off',
			id: 'token',
		});
		const dialog = h(
			'dialog',
			{
				'aria-labelledby': 'token-title',
				oncancel: (/** @type {Event} */ e) => e.preventDefault(),
			},
			h(
				'form',
				{
					class: 'stack',
					onsubmit: (/** @type {Event} */ e) => {
						e.preventDefault();
						dialog.remove();
						asking = null;
						done(input.value.trim());
					},
				},
				h('h2', { id: 'token-title' }, 'The control API needs its token'),
				h('label', { for: 'token' }, 'The token that the emulator was started with (--control-token)'),
				input,
				h('button', { class: 'button primary' }, 'Continue'),
				h('p', { class: 'muted' }, 'It is kept for this browser tab only. A wrong one is asked for again.'),
			),
		);
		owner.append(dialog);
		dialog.showModal();
		input.focus();
	});
	return asking;
}

/** The bar at the top: the project, virtual now, and how it moves. */
class TimeBar extends HTMLElement {
	#ids = h('datalist', { id: 'project-ids' });
	#id = h('input', {
		class: 'input project',
		list: 'project-ids',
		'aria-label': 'Project',
		spellcheck: 'false',
		autocomplete: 'off',
		maxlength: '64',
		onchange: () => this.#choose(),
	});
	#offers = h('span', { class: 'row offers', 'aria-live': 'polite' });
	#now = h('time', { class: 'now', 'aria-label': 'Virtual now' });
	#mode = h('span', { class: 'badge', title: 'How virtual time moves' });
	#play = h('button', {
		type: 'button',
		class: 'button',
		onclick: () => void this.#toggle(),
	});
	#rate = h(
		'select',
		{
			class: 'input',
			'aria-label': 'Rate of time',
			value: '1',
			onchange: () => void this.#setRate(),
		},
		rates.map((r) => h('option', { value: String(r) }, `${r}×`)),
	);
	#by = h('input', {
		class: 'input by',
		'aria-label': 'Advance by',
		value: '30s',
		placeholder: '30s, 1h30m, −1d',
		size: '8',
	});
	#timer = 0;

	connectedCallback() {
		this.className = 'bar';
		/** @param {string} label @param {string} title @param {() => void} onclick */
		const button = (label, title, onclick) =>
			h(
				'button',
				{
					type: 'button',
					class: 'button',
					title,
					'aria-label': title,
					onclick,
				},
				label,
			);
		replace(
			this,
			h('a', { class: 'brand', href: '#', 'aria-label': 'ges-emulator console' }, 'ges-emulator'),
			h('span', { class: 'row' }, this.#id, this.#ids, this.#offers),
			h('span', { class: 'row time' }, this.#now, this.#mode),
			h(
				'span',
				{ class: 'row', role: 'group', 'aria-label': 'Move time' },
				button('|◀', 'To the start', () => void this.#advance('start')),
				button('◀', 'To the previous change', () => void this.#advance('previous')),
				button('▶', 'To the next change', () => void this.#advance('next')),
				button('▶|', 'To the end', () => void this.#advance('end')),
				this.#play,
				this.#rate,
			),
			h(
				'form',
				{
					class: 'row',
					onsubmit: (/** @type {Event} */ e) => (e.preventDefault(), void this.#advanceBy()),
				},
				this.#by,
				h('button', { class: 'button' }, 'Advance'),
			),
			h(
				'span',
				{ class: 'row end' },
				button('Undo', 'Undo the last change of time, jobs, graphs or faults', () => void store.undo()),
				button('Save', 'Save a file of this project and its calls', () => void save()),
				h(
					'label',
					{
						class: 'button',
						title: 'Open a file that was saved here or by a failed test',
						tabindex: '0',
						onkeydown: openByKey,
					},
					'Open',
					h('input', {
						type: 'file',
						accept: '.json,application/json',
						class: 'hidden',
						tabindex: '-1',
						onchange: open,
					}),
				),
			),
		);
		on(['clock-read', 'projects', 'projects-changed', 'connection'], () => this.#draw(), this);
		this.#timer = window.setInterval(() => document.hidden || this.#drawNow(), 200);
	}

	disconnectedCallback() {
		window.clearInterval(this.#timer);
	}

	#draw() {
		const { clock } = store;
		if (document.activeElement !== this.#id) this.#id.value = store.project;
		replace(
			this.#ids,
			store.projects.map((p) => h('option', { value: p.id }, `${sum(p.jobs)} jobs, ${p.calls} calls, ${p.scenario}`)),
		);
		replace(
			this.#offers,
			store.offered.map((id) =>
				h(
					'button',
					{
						type: 'button',
						class: 'button small',
						onclick: () => store.choose(id),
					},
					`New: ${id}`,
				),
			),
		);
		if (!clock) return;
		const playing = clock.mode === 'realtime';
		this.#mode.textContent = playing
			? `realtime ${clock.rate}×`
			: clock.mode === 'stepped'
				? `stepped: each call moves time by ${clock.step}`
				: clock.mode;
		this.#play.textContent = playing ? 'Pause' : 'Play';
		if (document.activeElement !== this.#rate && playing) {
			const value = String(clock.rate);
			if (![...this.#rate.options].some((o) => o.value === value)) this.#rate.append(h('option', { value }, `${value}×`));
			this.#rate.value = value;
		}
		this.#drawNow();
	}

	#drawNow() {
		if (!store.clock) return;
		const now = store.clock.mode === 'realtime' ? Math.floor(store.nowMs() / 1000) * 1000 : store.nowMs();
		const text = `${dateText(now)} ${clockText(now)}`;
		if (this.#now.textContent !== text) this.#now.textContent = text;
	}

	#choose() {
		const id = this.#id.value.trim();
		if (isProjectId(id)) {
			if (id !== store.project) store.choose(id);
		} else {
			store.say(`${id || 'Nothing'} is no project id`, {
				error: true,
				hint: 'It is 1 to 64 letters, digits, - or _.',
			});
		}
		this.#id.value = store.project;
	}

	/** @param {'start' | 'previous' | 'next' | 'end'} to */
	async #advance(to) {
		await store.act(
			`To ${to === 'start' || to === 'end' ? `the ${to}` : `the ${to} change`}`,
			'POST',
			projectPath('clock/advance'),
			{ to },
		);
	}

	async #advanceBy() {
		const by = this.#by.value.trim().replace('−', '-').replace(/\s+/g, '');
		const ms = parseDuration(by);
		if (Number.isNaN(ms)) {
			store.say(`${this.#by.value} is no duration`, {
				error: true,
				hint: 'Write it as 30s, 1h30m, 2d or 250ms; -30s goes back.',
			});
			this.#by.focus();
			return;
		}
		await store.act(`${ms < 0 ? 'Back' : 'Forward'} by ${durationText(Math.abs(ms))}`, 'POST', projectPath('clock/advance'), {
			by: by.replace('+', ''),
		});
	}

	async #toggle() {
		if (store.clock?.mode === 'realtime') {
			await store.act('Paused', 'PATCH', projectPath('clock'), {
				mode: 'manual',
			});
		} else {
			await store.act('Playing', 'PATCH', projectPath('clock'), {
				mode: 'realtime',
				rate: Number(this.#rate.value),
			});
		}
	}

	async #setRate() {
		if (store.clock?.mode !== 'realtime') return;
		const rate = Number(this.#rate.value);
		await store.act(`${rate}× as fast`, 'PATCH', projectPath('clock'), {
			rate,
		});
	}
}

/** @param {string} id */
const isProjectId = (id) => /^[A-Za-z0-9_-]{1,64}$/.test(id);

/** @param {Record<string, number>} counts */
const sum = (counts) => Object.values(counts).reduce((a, b) => a + b, 0);

async function save() {
	try {
		const text = await api.text(projectPath('report'));
		const now = store.clock ? store.clock.now.slice(0, 19).replaceAll(':', '') : '';
		const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
		h('a', { href: url, download: `${store.project}-${now}.json` }).click();
		URL.revokeObjectURL(url);
		store.say('Saved the project and its calls', {
			curl: api.curl('GET', projectPath('report')),
		});
	} catch (e) {
		store.say(e instanceof ApiError ? e.message : String(e), { error: true });
	}
}

/** @param {Event} event */
async function open(event) {
	const input = /** @type {HTMLInputElement} */ (event.target);
	const file = input.files?.[0];
	input.value = '';
	if (file) await store.openReport(file.name, await file.text());
}

/** @param {KeyboardEvent} event */
function openByKey(event) {
	if (event.key !== 'Enter' && event.key !== ' ') return;
	event.preventDefault();
	/** @type {HTMLElement} */ (event.currentTarget).querySelector('input')?.click();
}

customElements.define('ges-time-bar', TimeBar);
customElements.define('ges-console', Console);
stream.restart();
