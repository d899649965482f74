/**
 * Mouse and keys on the timeline: now and ends of bars are dragged, spans of calls selected,
 * the view is moved.
 * @module
 */
import { projectPath, store } from './data.js';
import { clamp, clockText, durationText, parseTime, timeText } from './util.js';

/**
 * What the gestures work on.
 * @typedef {object} Surface
 * @property {HTMLElement} drawing
 * @property {SVGElement} head
 * @property {SVGElement} rows
 * @property {HTMLElement} handle of now
 * @property {() => import('./draw.js').Scale} scale
 * @property {() => import('./draw.js').Bar[]} bars
 * @property {(t: number | null) => void} preview draws an instant; null: now
 * @property {() => void} redraw
 * @property {(text: string) => void} say
 * @property {(by: number, at: number) => void} zoom
 * @property {(pixels: number) => void} pan
 * @property {(t: number) => void} show
 */

/** @param {Surface} on */
export function attach(on) {
	on.rows.addEventListener('click', choose);
	on.rows.addEventListener('keydown', (e) => {
		if (e.key !== 'Enter' && e.key !== ' ') return;
		e.preventDefault();
		choose(e);
	});
	on.drawing.addEventListener('wheel', (e) => wheel(on, e), { passive: false });
	on.drawing.addEventListener('keydown', (e) => keys(on, e));
	on.handle.addEventListener('keydown', (e) => void handleKeys(on, e));
	on.handle.addEventListener('pointerdown', (e) => drag(on, e, on.preview, (t) => void advance(on, timeText(t))));
	on.head.addEventListener('pointerdown', (e) => selectSpan(on, e));
	on.rows.addEventListener('pointerdown', (e) => dragRows(on, e));
}

/**
 * Opens the job or graph that an event is on.
 * @param {Event} event
 */
function choose(event) {
	const part = /** @type {SVGElement | null} */ (/** @type {Element} */ (event.target).closest('[data-job],[data-graph]'));
	if (part?.dataset.job) store.route.set({ job: part.dataset.job, graph: null });
	else if (part?.dataset.graph) store.route.set({ graph: part.dataset.graph, job: null });
}

/**
 * Follows a pointer until it is let go; Escape ends it without effect.
 * @param {Surface} on
 * @param {PointerEvent} event
 * @param {(t: number, x: number) => void} move
 * @param {(t: number) => void} done only after a move
 */
function drag(on, event, move, done) {
	if (event.button !== 0 || matchMedia('(max-width: 600px)').matches) return;
	event.preventDefault();
	const left = on.drawing.getBoundingClientRect().left + on.drawing.clientLeft;
	const abort = new AbortController();
	const { signal } = abort;
	let t = NaN; // of the last move
	/** @param {boolean} effective */
	const end = (effective) => {
		abort.abort();
		if (effective && !Number.isNaN(t)) done(t);
		on.preview(null);
	};
	/** @param {PointerEvent} e */
	const follow = (e) => {
		if (Number.isNaN(t) && Math.abs(e.clientX - event.clientX) <= 2) return;
		const x = clamp(e.clientX - left, 0, on.scale().width);
		t = on.scale().t(x);
		move(t, x);
	};
	addEventListener('pointermove', follow, { signal });
	addEventListener('pointerup', () => end(true), { signal });
	addEventListener('pointercancel', () => end(false), { signal });
	addEventListener('keydown', (e) => e.key === 'Escape' && end(false), { signal, capture: true });
}

/** @param {Surface} on @param {PointerEvent} event */
function selectSpan(on, event) {
	const left = on.drawing.getBoundingClientRect().left;
	const from = on.scale().t(clamp(event.clientX - left, 0, on.scale().width));
	const select = (/** @type {number} */ t) =>
		store.route.set({ from: timeText(Math.min(from, t)), to: timeText(Math.max(from, t)) });
	drag(on, event, select, () => {});
}

/**
 * Drags a bar's end, or the background.
 * @param {Surface} on
 * @param {PointerEvent} event
 */
function dragRows(on, event) {
	const target = /** @type {SVGElement} */ (event.target);
	const bar = on.bars().find((b) => b.row.jobId === target.dataset?.end);
	if (bar) dragEnd(on, event, bar);
	else if (!target.closest('.bar-job, .graph')) {
		let last = event.clientX - on.drawing.getBoundingClientRect().left;
		const pan = (/** @type {number} */ _, /** @type {number} */ x) => {
			on.pan(last - x);
			last = x;
		};
		drag(on, event, pan, () => {});
	}
}

/** @param {Surface} on @param {PointerEvent} event @param {import('./draw.js').Bar} bar */
function dragEnd(on, event, bar) {
	const { jobName, jobId } = bar.row;
	const before = bar.end;
	const move = (/** @type {number} */ t) => {
		bar.end = Math.max(t, store.nowMs(), bar.start);
		on.say(`${jobName} ends at ${clockText(bar.end)}, after ${durationText(bar.end - bar.start)}`);
		on.redraw();
	};
	drag(on, event, move, () => {
		const endAt = timeText(bar.end);
		const path = projectPath(`jobs/${encodeURIComponent(jobId)}`);
		bar.end = before;
		void store.act(`${jobName} ends at ${clockText(parseTime(endAt))}`, 'PATCH', path, { endAt });
	});
}

/** @param {Surface} on @param {WheelEvent} event */
function wheel(on, event) {
	const x = event.clientX - on.drawing.getBoundingClientRect().left;
	if (event.ctrlKey || event.metaKey) on.zoom(event.deltaY > 0 ? 1.25 : 0.8, on.scale().t(x));
	else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) on.pan(event.deltaX || event.deltaY);
	else return;
	event.preventDefault();
}

/** @param {Surface} on @param {KeyboardEvent} event */
function keys(on, event) {
	const { from, to, width } = on.scale();
	const middle = (from + to) / 2;
	if (event.key === '+' || event.key === '=') on.zoom(0.5, middle);
	else if (event.key === '-') on.zoom(2, middle);
	else if (event.shiftKey && event.key === 'ArrowLeft') on.pan(-width / 5);
	else if (event.shiftKey && event.key === 'ArrowRight') on.pan(width / 5);
	else return;
	event.preventDefault();
}

/** @param {Surface} on @param {KeyboardEvent} event */
async function handleKeys(on, event) {
	if (event.shiftKey) return;
	const jump = (on.scale().to - on.scale().from) / 10;
	/** @type {Record<string, string>} */
	const to = {
		ArrowRight: 'next',
		ArrowUp: 'next',
		ArrowLeft: 'previous',
		ArrowDown: 'previous',
		Home: 'start',
		End: 'end',
		PageUp: timeText(store.nowMs() + jump),
		PageDown: timeText(store.nowMs() - jump),
	};
	if (!(event.key in to)) return;
	event.preventDefault();
	await advance(on, to[event.key]);
}

/** @param {Surface} on @param {string} to */
async function advance(on, to) {
	const where = /^\d/.test(to) ? to.replace('T', ' ') : `the ${to}${to === 'next' || to === 'previous' ? ' change' : ''}`;
	const moved = await store.act(`Time moved to ${where}`, 'POST', projectPath('clock/advance'), { to });
	if (moved) on.show(parseTime(moved.now));
}
