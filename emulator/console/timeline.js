/**
 * The timeline: jobs, graphs and calls over virtual time, with a now that can be dragged.
 * @module
 */
import { api, on, projectPath, store } from './data.js';
import { barsOf, drawAxis, drawBand, drawBar, drawCalls, headHeight, lineHeight, linesOf, Scale, statusAt } from './draw.js';
import { clamp, clockText, dateText, durationText, h, parseTime, replace, s, throttle, timeText } from './util.js';

/** @typedef {import('./draw.js').Bar} Bar */

/** How far around now the page looks at first, in milliseconds. */
const around = 3_600_000;

/** How many lines are drawn beyond those in view. */
const spareLines = 5;

/** How many rows a page of the table has. */
const pageRows = 100;

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
	#fold = true;
	#asTable = matchMedia('(max-width: 600px)').matches;
	#page = 0;
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
					button('Now', 'Go to now', () => this.#center()),
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
		this.#listen();
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
		let jobs, graphs;
		try {
			[jobs, graphs] = await Promise.all([api.get(projectPath(`jobs?${query}`)), api.get(projectPath(`graphs?${query}`))]);
		} catch (e) {
			this.#status.textContent = /** @type {Error} */ (e).message;
			return;
		}
		if (project !== store.project) return;
		store.takeClock(jobs.clock);
		this.#bars = barsOf(jobs.jobs);
		this.#graphs = graphs.graphs;
		this.#start = parseTime(jobs.start);
		this.#first = parseTime(jobs.first ?? '');
		this.#end = parseTime(jobs.end ?? '');
		this.#count = jobs.count;
		this.#more = jobs.more || graphs.more;
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

	#center() {
		const half = (this.#to - this.#from) / 2;
		this.#from = store.nowMs() - half;
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
			this.#drawTable();
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

	#drawTable() {
		const at = this.#at;
		const bars = this.#bars.filter((b) => b.begin <= this.#to && b.end >= this.#from);
		const pages = Math.max(1, Math.ceil(bars.length / pageRows));
		this.#page = clamp(this.#page, 0, pages - 1);
		/** @param {string} label @param {number} by */
		const turn = (label, by) =>
			h(
				'button',
				{
					type: 'button',
					class: 'button small',
					disabled: this.#page + by < 0 || this.#page + by >= pages,
					onclick: () => this.#set(() => (this.#page += by)),
				},
				label,
			);
		replace(
			this.#table,
			h(
				'table',
				{ class: 'table' },
				h(
					'caption',
					{ class: 'muted' },
					`Jobs from ${dateText(this.#from)} ${clockText(this.#from)} to ${dateText(this.#to)} ${clockText(this.#to)}`,
				),
				h(
					'thead',
					null,
					h(
						'tr',
						null,
						['jobName', 'relatedGraph', 'status', 'begin', 'start', 'end', 'outcome', 'jobId'].map((name) =>
							h('th', { scope: 'col' }, name),
						),
					),
				),
				h(
					'tbody',
					null,
					bars.slice(this.#page * pageRows, (this.#page + 1) * pageRows).map((b) =>
						h(
							'tr',
							null,
							h(
								'td',
								null,
								h(
									'button',
									{
										type: 'button',
										class: 'button small',
										onclick: () => store.route.set({ job: b.row.jobId, graph: null }),
									},
									b.row.jobName,
								),
							),
							h('td', null, b.row.relatedGraph),
							h('td', null, h('span', { class: `badge ${statusAt(b, at)}` }, statusAt(b, at) || 'not begun')),
							[b.row.begin, b.row.start, b.row.end ?? 'never', b.row.outcome, b.row.jobId].map((text) => h('td', null, text)),
						),
					),
				),
			),
			pages > 1 && h('p', { class: 'row' }, turn('Previous', -1), `page ${this.#page + 1} of ${pages}`, turn('Next', 1)),
		);
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

	#listen() {
		this.#rows.addEventListener('click', (e) => this.#choosePart(e));
		this.#rows.addEventListener('keydown', (e) => {
			if (e.key === 'Enter' || e.key === ' ') {
				e.preventDefault();
				this.#choosePart(e);
			}
		});
		this.#drawing.addEventListener('wheel', (e) => this.#wheel(e), {
			passive: false,
		});
		this.#drawing.addEventListener('keydown', (e) => this.#keys(e));
		this.#handle.addEventListener('keydown', (e) => void this.#handleKeys(e));
		this.#handle.addEventListener('pointerdown', (e) =>
			this.#drag(
				e,
				(t) => this.#dragNow(t),
				() => void this.#advance(timeText(/** @type {number} */ (this.#preview))),
			),
		);
		this.#head.addEventListener('pointerdown', (e) => this.#selectSpan(e));
		this.#rows.addEventListener('pointerdown', (e) => this.#dragRows(e));
	}

	/** @param {Event} event */
	#choosePart(event) {
		const part = /** @type {SVGElement} */ (event.target).closest('[data-job],[data-graph]');
		const data = /** @type {SVGElement | null} */ (part)?.dataset;
		if (data?.job) store.route.set({ job: data.job, graph: null });
		else if (data?.graph) store.route.set({ graph: data.graph, job: null });
	}

	/** @param {number} t */
	#dragNow(t) {
		this.#preview = t;
		this.#draw();
	}

	/**
	 * Follows a pointer until it is let go; Escape ends it without effect.
	 * @param {PointerEvent} event
	 * @param {(t: number, x: number) => void} move
	 * @param {() => void} done only after a move
	 */
	#drag(event, move, done) {
		if (event.button !== 0 || matchMedia('(max-width: 600px)').matches) return;
		event.preventDefault();
		const left = this.#drawing.getBoundingClientRect().left + this.#drawing.clientLeft;
		const abort = new AbortController();
		let moved = false;
		/** @param {boolean} effective */
		const end = (effective) => {
			abort.abort();
			if (effective && moved) done();
			this.#preview = null;
			if (!effective || !moved) this.#draw();
		};
		const { signal } = abort;
		addEventListener(
			'pointermove',
			(e) => {
				moved ||= Math.abs(e.clientX - event.clientX) > 2;
				const x = clamp(e.clientX - left, 0, this.#scale.width);
				if (moved) move(this.#scale.t(x), x);
			},
			{ signal },
		);
		addEventListener('pointerup', () => end(true), { signal });
		addEventListener('pointercancel', () => end(false), { signal });
		addEventListener('keydown', (e) => e.key === 'Escape' && end(false), {
			signal,
			capture: true,
		});
	}

	/** @param {PointerEvent} event */
	#selectSpan(event) {
		const left = this.#drawing.getBoundingClientRect().left;
		const from = this.#scale.t(clamp(event.clientX - left, 0, this.#scale.width));
		this.#drag(
			event,
			(t) =>
				store.route.set({
					from: timeText(Math.min(from, t)),
					to: timeText(Math.max(from, t)),
				}),
			() => {},
		);
	}

	/** Drags a bar's end, or the background. @param {PointerEvent} event */
	#dragRows(event) {
		const id = /** @type {SVGElement} */ (event.target).dataset?.end;
		const bar = this.#bars.find((b) => b.row.jobId === id);
		if (!bar) {
			if (/** @type {Element} */ (event.target).closest('.bar-job, .graph')) return;
			let last = event.clientX - this.#drawing.getBoundingClientRect().left;
			this.#drag(
				event,
				(_, x) => {
					this.#pan(last - x);
					last = x;
				},
				() => {},
			);
			return;
		}
		const before = bar.end;
		this.#drag(
			event,
			(t) => {
				bar.end = Math.max(t, store.nowMs(), bar.start);
				this.#status.textContent = `${bar.row.jobName} ends at ${clockText(bar.end)}, after ${durationText(bar.end - bar.start)}`;
				this.#drawLines();
			},
			() => {
				const endAt = timeText(bar.end);
				bar.end = before;
				void store.act(
					`${bar.row.jobName} ends at ${clockText(parseTime(endAt))}`,
					'PATCH',
					projectPath(`jobs/${encodeURIComponent(bar.row.jobId)}`),
					{ endAt },
				);
			},
		);
	}

	/** @param {WheelEvent} event */
	#wheel(event) {
		const x = event.clientX - this.#drawing.getBoundingClientRect().left;
		if (event.ctrlKey || event.metaKey) this.#zoom(event.deltaY > 0 ? 1.25 : 0.8, this.#scale.t(x));
		else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.#pan(event.deltaX || event.deltaY);
		else return;
		event.preventDefault();
	}

	/** @param {KeyboardEvent} event */
	#keys(event) {
		if (event.key === '+' || event.key === '=') this.#zoom(0.5);
		else if (event.key === '-') this.#zoom(2);
		else if (event.shiftKey && event.key === 'ArrowLeft') this.#pan(-this.#scale.width / 5);
		else if (event.shiftKey && event.key === 'ArrowRight') this.#pan(this.#scale.width / 5);
		else return;
		event.preventDefault();
	}

	/** @param {KeyboardEvent} event */
	async #handleKeys(event) {
		if (event.shiftKey) return;
		const jump = (this.#to - this.#from) / 10;
		/** @type {Record<string, () => string>} */
		const to = {
			ArrowRight: () => 'next',
			ArrowUp: () => 'next',
			ArrowLeft: () => 'previous',
			ArrowDown: () => 'previous',
			Home: () => 'start',
			End: () => 'end',
			PageUp: () => timeText(store.nowMs() + jump),
			PageDown: () => timeText(store.nowMs() - jump),
		};
		if (!(event.key in to)) return;
		event.preventDefault();
		await this.#advance(to[event.key]());
	}

	/** @param {string} to */
	async #advance(to) {
		const moved = await store.act(
			`Time moved to ${/^\d/.test(to) ? to.replace('T', ' ') : `the ${to}${to === 'next' || to === 'previous' ? ' change' : ''}`}`,
			'POST',
			projectPath('clock/advance'),
			{ to },
		);
		if (!moved) return;
		const now = parseTime(moved.now);
		if (now < this.#from || now > this.#to) {
			const half = (this.#to - this.#from) / 2;
			this.#from = this.#clampTime(now - half);
			this.#to = this.#from + 2 * half;
			this.#moved();
		}
	}
}

customElements.define('ges-timeline', Timeline);
