/**
 * The timeline: jobs, graphs and calls over virtual time, with a now that can be dragged.
 * @module
 */
import { api, on, projectPath, store } from './data.js';
import { barsOf, drawAxis, drawBand, drawBar, drawCalls, headHeight, lineHeight, linesOf, Scale } from './draw.js';
import { attach } from './gestures.js';
import { clamp, clockText, dateText, h, parseTime, replace, s, throttle, timeText } from './util.js';

/** @typedef {import('./draw.js').Bar} Bar */

/** How far around now the page looks at first, in milliseconds. */
const around = 3_600_000;

/** How many lines are drawn beyond those in view. */
const spareLines = 5;

class Timeline extends HTMLElement {
	/** @type {Bar[]} */
	#bars = [];
	/** @type {import('./types.js').GraphRow[]} */
	#graphs = [];
	#first = NaN;
	#end = NaN;
	#start = NaN;
	#count = 0;
	#more = false;
	#from = NaN;
	#to = NaN;
	/** What was read, to tell when more is needed. */
	#read = { from: Infinity, to: -Infinity };
	/** Whose times are looked at: the project, and the start of its scenario. */
	#world = '';
	#fold = true;
	#asTable = matchMedia('(max-width: 600px)').matches;
	/** The instant that a drag looks at. @type {number | null} */
	#preview = null;
	/** @type {import('./draw.js').Line[]} */
	#lines = [];
	#scale = new Scale(0, 1, 1, []);
	#frame = 0;

	#status = h('p', { class: 'muted tl-status', role: 'status' });
	#filter = h('input', {
		class: 'input',
		type: 'search',
		placeholder: 'jobId, jobName or relatedGraph',
		'aria-label': 'Filter jobs and graphs',
		oninput: throttle(() => this.#setFilter(), 300),
	});
	#span = h('span', { class: 'row' });
	#foldButton = h(
		'button',
		{
			type: 'button',
			class: 'button',
			onclick: () => this.#set(() => (this.#fold = !this.#fold)),
		},
		'Fold idle time',
	);
	#tableButton = h(
		'button',
		{
			type: 'button',
			class: 'button',
			onclick: () => this.#set(() => (this.#asTable = !this.#asTable)),
		},
		'Table',
	);
	#head = s('svg', { class: 'tl-head', height: headHeight });
	#rows = s('svg', {
		class: 'tl-rows',
		role: 'group',
		'aria-label': 'Jobs by graph over virtual time',
	});
	#scroll = h('div', { class: 'tl-scroll', onscroll: () => this.#drawSoon() }, this.#rows);
	#handle = h('div', {
		class: 'tl-now',
		role: 'slider',
		tabindex: '0',
		'aria-label': 'Virtual now',
		'aria-valuemin': '0',
		'aria-valuemax': '100',
	});
	#line = h('div', { class: 'tl-line' });
	#drawing = h('div', { class: 'tl-drawing card' }, this.#head, this.#line, this.#handle, this.#scroll);
	#table = h('div', { class: 'tl-table' });
	#side = h('div', { class: 'tl-side' });
	#resize = new ResizeObserver(() => this.#drawSoon());

	connectedCallback() {
		this.#from = parseTime(store.route.get('vf') ?? '');
		this.#to = parseTime(store.route.get('vt') ?? '');
		this.#filter.value = store.route.get('q') ?? '';
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
			h(
				'div',
				{ class: 'row tl-tools' },
				this.#filter,
				h(
					'span',
					{ class: 'row tl-zoom' },
					button('−', 'Zoom out', () => this.#zoom(2)),
					button('+', 'Zoom in', () => this.#zoom(0.5)),
					button('Fit', 'Show all jobs', () => this.#fit()),
					button('Now', 'Go to now', () => this.#center(store.nowMs())),
				),
				this.#foldButton,
				this.#tableButton,
				h(
					'button',
					{
						type: 'button',
						class: 'button',
						onclick: () => void this.#openPanel('add-job'),
					},
					'Add job',
				),
				h(
					'button',
					{
						type: 'button',
						class: 'button',
						onclick: () => void this.#openPanel('add-graph'),
					},
					'Add graph',
				),
				this.#span,
			),
			this.#status,
			h('div', { class: 'tl-body' }, h('div', { class: 'tl-main' }, this.#drawing, this.#table), this.#side),
		);
		attach(this.#surface());
		on(['clock', 'jobs', 'graphs'], () => void this.#load(), this);
		on(['calls-read', 'route'], () => this.#drawSoon(), this);
		on(['clock-read'], () => this.#drawSoon(), this);
		on(['route'], () => void this.#openPanel(), this);
		this.#resize.observe(this.#drawing);
		void this.#load();
		void this.#openPanel();
		this.#tick();
	}

	disconnectedCallback() {
		cancelAnimationFrame(this.#frame);
		this.#resize.disconnect();
	}

	/** Moves the line of a realtime clock, and reads once a change is due. */
	#tick() {
		this.#frame = requestAnimationFrame(() => {
			if (!document.hidden && store.clock?.mode === 'realtime' && this.#preview === null) this.#drawNow();
			this.#tick();
		});
	}

	/** @returns {Promise<void>} */
	async #load() {
		const { project } = store;
		if (project === '') return;
		const fresh = Number.isNaN(this.#from);
		const span = this.#to - this.#from;
		const range = fresh
			? { from: `-${around}ms`, to: `+${around}ms` }
			: {
					from: timeText(this.#clampTime(this.#from - span / 2)),
					to: timeText(this.#clampTime(this.#to + span / 2)),
				};
		const query = new URLSearchParams({
			view: 'timeline',
			...range,
			q: this.#filter.value,
		});
		if (this.#filter.value === '') query.delete('q');
		let jobs;
		try {
			jobs = await api.get(projectPath(`jobs?${query}`));
		} catch (e) {
			this.#status.textContent = /** @type {Error} */ (e).message;
			return;
		}
		if (project !== store.project) return;
		store.takeClock(jobs.clock);
		const world = `${project} ${jobs.start}`;
		const another = this.#world !== '' && this.#world !== world;
		this.#world = world;
		if (another && !fresh) {
			this.#from = NaN; // another project, or another scenario: it has times of its own
			store.route.set({ vf: null, vt: null });
			return this.#load();
		}
		this.#bars = barsOf(jobs.jobs);
		this.#graphs = jobs.graphs;
		this.#start = parseTime(jobs.start);
		this.#first = parseTime(jobs.first ?? '');
		this.#end = parseTime(jobs.end ?? '');
		this.#count = jobs.count;
		this.#more = jobs.more || jobs.moreGraphs;
		const now = parseTime(jobs.clock.now);
		if (fresh) this.#choose(now);
		else this.#read = { from: this.#from - span / 2, to: this.#to + span / 2 };
		this.#draw();
	}

	/** @param {number} t */
	#clampTime(t) {
		return clamp(t, 0, Date.UTC(2199, 11, 31));
	}

	/**
	 * Chooses what is shown at first: all of it if it is near now.
	 * @param {number} now
	 */
	#choose(now) {
		this.#read = { from: now - around, to: now + around };
		const low = Math.min(now, Number.isNaN(this.#first) ? now : this.#first, this.#start);
		const high = Math.max(now, Number.isNaN(this.#end) ? now : this.#end);
		if (low > this.#read.from && high < this.#read.to) this.#look(low, high);
		else {
			this.#from = now - around / 2;
			this.#to = now + around / 2;
		}
	}

	/** @param {number} low @param {number} high */
	#look(low, high) {
		const margin = Math.max(5000, (high - low) * 0.06);
		this.#from = this.#clampTime(low - margin);
		this.#to = this.#clampTime(high + margin);
	}

	/** Looks at another range, and reads what is missing. */
	#moved() {
		store.route.set({ vf: timeText(this.#from), vt: timeText(this.#to) });
		this.#drawSoon();
		if (this.#from < this.#read.from || this.#to > this.#read.to || this.#more) this.#loadSoon();
	}

	#loadSoon = throttle(() => void this.#load(), 200);
	#drawSoon = throttle(() => this.#draw(), 30);

	/** @param {number} by @param {number} [at] */
	#zoom(by, at = (this.#from + this.#to) / 2) {
		const span = clamp((this.#to - this.#from) * by, 1000, 200 * 365 * 86_400_000);
		const share = (at - this.#from) / (this.#to - this.#from);
		this.#from = this.#clampTime(at - span * share);
		this.#to = this.#clampTime(this.#from + span);
		this.#moved();
	}

	/** @param {number} pixels */
	#pan(pixels) {
		const ms = (pixels / this.#scale.width) * (this.#to - this.#from);
		const span = this.#to - this.#from;
		this.#from = this.#clampTime(this.#from + ms);
		this.#to = this.#from + span;
		this.#moved();
	}

	#fit() {
		const now = store.nowMs();
		this.#look(
			Math.min(now, Number.isNaN(this.#first) ? now : this.#first),
			Math.max(now, Number.isNaN(this.#end) ? now : this.#end),
		);
		this.#moved();
	}

	/** @param {number} at */
	#center(at) {
		const half = (this.#to - this.#from) / 2;
		this.#from = this.#clampTime(at - half);
		this.#to = this.#from + 2 * half;
		this.#moved();
	}

	#setFilter() {
		store.route.set({ q: this.#filter.value });
		void this.#load();
	}

	/** @param {() => void} change */
	#set(change) {
		change();
		this.#draw();
	}

	/** The instant that is drawn. */
	get #at() {
		return this.#preview ?? store.nowMs();
	}

	#draw() {
		this.#foldButton.setAttribute('aria-pressed', String(this.#fold));
		this.#tableButton.setAttribute('aria-pressed', String(this.#asTable));
		this.#drawing.hidden = this.#asTable;
		this.#table.hidden = !this.#asTable;
		this.#drawStatus();
		this.#drawSpan();
		if (Number.isNaN(this.#from)) return;
		if (this.#asTable) {
			replace(this.#rows); // what is not in view is not there
			void this.#drawTable();
		} else {
			replace(this.#table);
			this.#drawLines();
		}
	}

	#drawStatus() {
		const shown = `${this.#bars.length} of ${this.#count} jobs`;
		if (this.#preview !== null)
			this.#status.textContent = `Preview of ${dateText(this.#preview)} ${clockText(this.#preview)}: let go to move time there, Escape to stay`;
		else if (this.#more) this.#status.textContent = `${shown} are read: zoom in or filter to see the others`;
		else
			this.#status.textContent =
				this.#count === 0 ? 'This project has no jobs yet: add one, or let your client submit one' : shown;
	}

	#drawSpan() {
		const from = store.route.get('from');
		const to = store.route.get('to');
		replace(
			this.#span,
			from &&
				to && [
					h('span', { class: 'badge' }, `Calls from ${clockText(parseTime(from))} to ${clockText(parseTime(to))}`),
					h(
						'button',
						{
							type: 'button',
							class: 'button small',
							onclick: () => store.route.set({ from: null, to: null }),
						},
						'Clear',
					),
					h(
						'button',
						{
							type: 'button',
							class: 'button small',
							onclick: () => store.route.set({ tab: 'calls' }),
						},
						'Show them',
					),
				],
		);
	}

	#drawLines() {
		const width = Math.max(200, this.#scroll.clientWidth);
		const busy = this.#fold
			? [
					store.nowMs(),
					...this.#bars.flatMap((b) => [b.begin, b.start, b.end]),
					...store.calls.slice(-2000).map((c) => parseTime(c.now)),
				]
			: [];
		if (this.#preview === null || this.#scale.width !== width) this.#scale = new Scale(this.#from, this.#to, width, busy);
		const scale = this.#scale;
		this.#head.setAttribute('width', String(width));
		const span = [store.route.get('from'), store.route.get('to')].map((t) => scale.x(parseTime(t ?? '')));
		replace(
			this.#head,
			drawAxis(scale),
			s('rect', { class: 'calls-row', x: 0, y: 30, width, height: 26 }),
			s('text', { class: 'axis', x: 4, y: 27 }, 'calls'),
			!Number.isNaN(span[0] + span[1]) &&
				s('rect', {
					class: 'span',
					x: span[0],
					y: 30,
					width: Math.max(2, span[1] - span[0]),
					height: 26,
				}),
			drawCalls(store.calls, scale),
		);
		this.#lines = linesOf(
			this.#bars.filter((b) => b.begin <= scale.to && b.end >= scale.from),
			this.#graphs,
		);
		const height = Math.max(this.#lines.length * lineHeight, 40);
		this.#rows.setAttribute('width', String(width));
		this.#rows.setAttribute('height', String(height));
		const top = Math.max(0, Math.floor(this.#scroll.scrollTop / lineHeight) - spareLines);
		const bottom = Math.ceil((this.#scroll.scrollTop + Math.max(this.#scroll.clientHeight, 200)) / lineHeight) + spareLines;
		const focused = /** @type {SVGElement | null} */ (this.#rows.contains(document.activeElement) ? document.activeElement : null)
			?.dataset;
		const [job, graph] = [store.route.get('job') ?? '', store.route.get('graph') ?? ''];
		const at = this.#at;
		replace(
			this.#rows,
			this.#lines.slice(top, bottom).map((line, i) =>
				s(
					'g',
					{ transform: `translate(0 ${(top + i) * lineHeight})` },
					line.band && drawBand(line.band, scale, graph),
					!line.band && !line.bars && s('text', { class: 'graph-name', x: 4, y: 14 }, line.graph),
					line.bars?.map((b) => drawBar(b, scale, at, job)),
				),
			),
		);
		if (focused) {
			const key = focused.job ? `[data-job="${focused.job}"]` : `[data-graph="${focused.graph}"]`;
			/** @type {SVGElement | null} */ (this.#rows.querySelector(key))?.focus({
				preventScroll: true,
			});
		}
		this.#drawNow();
	}

	#drawNow() {
		const at = this.#at;
		const x = this.#scale.x(at);
		const hidden = x < 0 || x > this.#scale.width;
		for (const part of [this.#line, this.#handle]) {
			part.style.transform = `translateX(${clamp(x, 0, this.#scale.width)}px)`;
			part.classList.toggle('outside', hidden);
		}
		this.#handle.setAttribute(
			'aria-valuenow',
			String(Math.round(clamp((100 * (at - this.#from)) / (this.#to - this.#from), 0, 100))),
		);
		this.#handle.setAttribute(
			'aria-valuetext',
			`${this.#preview === null ? '' : 'preview '}${dateText(at)} ${clockText(Math.floor(at / 1000) * 1000)}`,
		);
	}

	async #drawTable() {
		const { drawTable } = await import('./table.js');
		const bars = this.#bars.filter((b) => b.begin <= this.#to && b.end >= this.#from);
		if (this.#asTable) drawTable(this.#table, bars, { at: this.#at, from: this.#from, to: this.#to });
	}

	/** Opens the panel of the job or graph in the permalink, or a form. @param {string} [form] */
	async #openPanel(form) {
		const job = store.route.get('job');
		const graph = store.route.get('graph');
		if (form || job || graph) {
			const { open } = await import('./panel.js');
			open(this.#side, form ? { form } : { job, graph }, [...new Set(this.#bars.map((b) => b.row.relatedGraph))]);
		} else if (this.#side.dataset.form === undefined) {
			replace(this.#side);
		}
	}

	/** What the gestures work on. */
	#surface() {
		return {
			drawing: this.#drawing,
			head: this.#head,
			rows: this.#rows,
			handle: this.#handle,
			scale: () => this.#scale,
			bars: () => this.#bars,
			preview: (/** @type {number | null} */ t) => {
				this.#preview = t;
				this.#draw();
			},
			redraw: () => this.#drawLines(),
			say: (/** @type {string} */ text) => void (this.#status.textContent = text),
			zoom: (/** @type {number} */ by, /** @type {number} */ at) => this.#zoom(by, at),
			pan: (/** @type {number} */ pixels) => this.#pan(pixels),
			/** Sees to it that an instant is in view. */
			show: (/** @type {number} */ t) => {
				if (t < this.#from || t > this.#to) this.#center(t);
			},
		};
	}
}

customElements.define('ges-timeline', Timeline);
