/**
 * How jobs, graphs and calls are laid out over virtual time: the scale with its folds, the
 * lanes, and the shapes.
 * @module
 */
import { clockText, dateText, durationText, parseTime, s } from './util.js';

/** @typedef {import('./types.js').JobRow} JobRow */
/** @typedef {import('./types.js').GraphRow} GraphRow */

/**
 * A job with its times in milliseconds; an end of Infinity: it never ends.
 * @typedef {{row: JobRow, begin: number, start: number, end: number}} Bar
 */

/**
 * A line of the drawing: the band of a graph, or a lane of bars.
 * @typedef {{graph: string, band: GraphRow | null, bars: Bar[] | null}} Line
 */

export const lineHeight = 24;
export const headHeight = 58;

const foldWidth = 40; // pixels
const foldFrom = 0.15; // of the view

/** From virtual time to pixels and back, with long idle times folded. */
export class Scale {
	/** @type {{t: number, to: number, x: number, xTo: number, fold: boolean}[]} */
	pieces = [];

	/**
	 * @param {number} from in ms
	 * @param {number} to
	 * @param {number} width in pixels
	 * @param {number[]} busy instants that must not be folded away; null: nothing is folded
	 */
	constructor(from, to, width, busy) {
		this.from = from;
		this.to = to;
		this.width = width;
		const span = to - from;
		const at = [from, ...busy.filter((t) => t > from && t < to).sort((a, b) => a - b), to];
		/** @type {[number, number][]} */
		const folds = [];
		const margin = span * 0.02;
		for (let i = 1; i < at.length; i++) {
			if (busy.length > 0 && at[i] - at[i - 1] > span * foldFrom) folds.push([at[i - 1] + margin, at[i] - margin]);
		}
		const folded = folds.reduce((sum, [a, b]) => sum + b - a, 0);
		const perMs = Math.max(1, width - folds.length * foldWidth) / Math.max(1e-6, span - folded);
		let x = 0;
		let t = from;
		/** @param {number} until @param {number} w @param {boolean} fold */
		const add = (until, w, fold) => {
			this.pieces.push({ t, to: until, x, xTo: x + w, fold });
			t = until;
			x += w;
		};
		for (const [a, b] of folds) {
			add(a, (a - t) * perMs, false);
			add(b, foldWidth, true);
		}
		add(to, (to - t) * perMs, false);
		this.perMs = perMs;
	}

	/** @param {number} t */
	x(t) {
		const p = this.pieces.find((piece) => t <= piece.to) ?? this.pieces[this.pieces.length - 1];
		if (t < this.from) return (t - this.from) * this.perMs;
		if (t > this.to) return this.width + (t - this.to) * this.perMs;
		return p.x + ((t - p.t) / Math.max(1e-6, p.to - p.t)) * (p.xTo - p.x);
	}

	/** @param {number} x */
	t(x) {
		const p = this.pieces.find((piece) => x <= piece.xTo) ?? this.pieces[this.pieces.length - 1];
		return p.t + ((x - p.x) / Math.max(1e-6, p.xTo - p.x)) * (p.to - p.t);
	}
}

/**
 * The jobs as bars.
 * @param {JobRow[]} rows
 * @returns {Bar[]}
 */
export const barsOf = (rows) =>
	rows.map((row) => ({
		row,
		begin: parseTime(row.begin),
		start: parseTime(row.start),
		end: row.end === null ? Infinity : parseTime(row.end),
	}));

/**
 * The lines of the drawing: graphs by name, each with its band and as many lanes as its
 * jobs need side by side.
 * @param {Bar[]} bars
 * @param {GraphRow[]} graphs
 * @returns {Line[]}
 */
export function linesOf(bars, graphs) {
	/** @type {Map<string, {bands: GraphRow[], lanes: Bar[][], ends: number[]}>} */
	const groups = new Map();
	/** @param {string} name */
	const group = (name) => {
		const known = groups.get(name);
		if (known) return known;
		const made = {
			bands: /** @type {GraphRow[]} */ ([]),
			lanes: /** @type {Bar[][]} */ ([]),
			ends: /** @type {number[]} */ ([]),
		};
		groups.set(name, made);
		return made;
	};
	for (const bar of bars) {
		const { lanes, ends } = group(bar.row.relatedGraph);
		let lane = ends.findIndex((end) => end <= bar.begin);
		if (lane < 0) lane = lanes.push([]) - 1;
		lanes[lane].push(bar);
		ends[lane] = bar.end;
	}
	for (const band of graphs) {
		if (bars.length === 0 || groups.has(band.name) || graphs.length <= 50) group(band.name).bands.push(band);
	}
	return [...groups]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.flatMap(([graph, { bands, lanes }]) => [
			...(bands.length > 0 ? bands : [null]).map((band) => ({
				graph,
				band,
				bars: null,
			})),
			...lanes.map((lane) => ({ graph, band: null, bars: lane })),
		]);
}

/**
 * The status of a job at an instant; '': it has not begun.
 * @param {Bar} bar
 * @param {number} at
 */
export function statusAt(bar, at) {
	if (at < bar.begin) return '';
	if (at < bar.start) return 'waiting';
	return at < bar.end ? 'running' : bar.row.outcome;
}

/** What tells statuses apart beside colour. @type {Record<string, string>} */
const glyphs = {
	'': '○',
	waiting: '…',
	running: '▸',
	success: '✓',
	failed: '✗',
	partiallyFailed: '◐',
};

/**
 * One job.
 * @param {Bar} bar
 * @param {Scale} scale
 * @param {number} at the instant that is looked at
 * @param {string} selected the id of the selected job
 */
export function drawBar(bar, scale, at, selected) {
	const { row } = bar;
	const status = statusAt(bar, at);
	const x = Math.max(-20, scale.x(bar.begin));
	const xStart = Math.max(x, scale.x(bar.start));
	const xEnd = Math.min(scale.width + 20, bar.end === Infinity ? Infinity : scale.x(bar.end));
	const width = Math.max(3, xEnd - x);
	const xAt = scale.x(at);
	const label = `${glyphs[status]} ${row.jobName}`;
	return s(
		'g',
		{
			class: `bar-job ${status || 'future'}${row.jobId === selected ? ' selected' : ''}`,
			role: 'button',
			tabindex: '0',
			'aria-label': describe(bar, status),
			dataset: { job: row.jobId },
		},
		s('rect', {
			class: 'whole',
			x,
			y: 3,
			width,
			height: lineHeight - 7,
			rx: 3,
		}),
		xStart > x &&
			s('rect', {
				class: 'wait',
				x,
				y: 3,
				width: Math.min(width, xStart - x),
				height: lineHeight - 7,
				rx: 3,
			}),
		xAt > xStart &&
			s('rect', {
				class: 'done',
				x: xStart,
				y: 3,
				width: Math.max(2, Math.min(xEnd, xAt) - xStart),
				height: lineHeight - 7,
				rx: 3,
			}),
		bar.end === Infinity && s('text', { class: 'goes-on', x: Math.min(scale.width - 14, xEnd), y: 16 }, '⋯'),
		width > 16 &&
			s(
				'text',
				{ x: Math.max(4, x + 5), y: 16 },
				label.slice(0, Math.max(1, Math.floor((Math.min(xEnd, scale.width) - Math.max(0, x) - 8) / 6.7))),
			),
		bar.end !== Infinity &&
			at < bar.end &&
			s('rect', {
				class: 'end',
				x: xEnd - 4,
				y: 2,
				width: 8,
				height: lineHeight - 5,
				dataset: { end: row.jobId },
			}),
		s('title', null, describe(bar, status)),
	);
}

/**
 * @param {Bar} bar
 * @param {string} status
 */
function describe(bar, status) {
	const { row } = bar;
	const end =
		bar.end === Infinity ? 'it never ends' : `${clockText(bar.end)}, ${status === row.outcome ? '' : 'ends '}${row.outcome}`;
	return `${row.jobName} on ${row.relatedGraph}, ${status || 'not begun'}, ${clockText(bar.begin)} to ${end}`;
}

/**
 * The statuses of a graph over time.
 * @param {GraphRow} band
 * @param {Scale} scale
 * @param {string} selected
 */
export function drawBand(band, scale, selected) {
	const gone = band.gone === null ? Infinity : parseTime(band.gone);
	const parts = band.statuses.flatMap((status, i) => {
		const from = parseTime(status.from);
		const to = i + 1 < band.statuses.length ? parseTime(band.statuses[i + 1].from) : gone;
		const x = Math.max(0, scale.x(from));
		const width = Math.max(1, Math.min(scale.width, to === Infinity ? Infinity : scale.x(to)) - x);
		if (x > scale.width || (to !== Infinity && scale.x(to) < 0)) return [];
		const word = status.state ? `${status.status} ${status.state}` : status.status;
		return [
			s(
				'rect',
				{ class: `band s${status.status}`, x, y: 15, width, height: 6 },
				s('title', null, `${word} from ${clockText(from)}`),
			),
			Math.min(scale.width, x + width) - Math.max(x, 150) > word.length * 6.5
				? s('text', { class: 'band-text', x: Math.max(x + 2, 150), y: 12 }, word) // beside the graph's name
				: null,
		];
	});
	const last = band.statuses[band.statuses.length - 1];
	return s(
		'g',
		{
			class: `graph${band.graphId === selected ? ' selected' : ''}`,
			role: 'button',
			tabindex: '0',
			'aria-label': `Graph ${band.name}${last ? `, status ${last.status}` : ''}`,
			dataset: { graph: band.graphId },
		},
		s('rect', {
			class: 'hit',
			x: 0,
			y: 0,
			width: scale.width,
			height: lineHeight,
		}),
		parts,
		s('text', { class: 'graph-name', x: 4, y: 12 }, band.name.length > 20 ? `${band.name.slice(0, 19)}…` : band.name),
		s('title', null, `${band.name}${last ? `, ${last.status}` : ''}`),
	);
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400, 172800, 604800, 2592000].map(
	(n) => n * 1000,
);

/**
 * The axis: labels of time, and the folds.
 * @param {Scale} scale
 */
export function drawAxis(scale) {
	const wanted = 110 / scale.perMs;
	const step = steps.find((n) => n >= wanted) ?? Math.ceil(wanted / 31_536_000_000) * 31_536_000_000;
	const marks = [];
	let lastDate = '';
	let lastX = -Infinity;
	for (let t = Math.ceil(scale.from / step) * step, n = 0; t <= scale.to && n < 400; t += step, n++) {
		const piece = scale.pieces.find((p) => t >= p.t && t <= p.to);
		const x = scale.x(t);
		if (piece?.fold || x - lastX < 60) continue;
		lastX = x;
		const date = dateText(t);
		const text =
			date === lastDate && step < 86_400_000 ? clockText(t) : step < 86_400_000 ? `${date.slice(5)} ${clockText(t)}` : date;
		lastDate = date;
		marks.push(
			s('line', { class: 'mark', x1: x, x2: x, y1: 16, y2: headHeight }),
			s('text', { class: 'axis', x: x + 3, y: 13 }, text),
		);
	}
	const folds = scale.pieces
		.filter((p) => p.fold)
		.map((p) =>
			s(
				'g',
				{ class: 'fold' },
				s('rect', { x: p.x, y: 0, width: p.xTo - p.x, height: headHeight }),
				s('text', { x: (p.x + p.xTo) / 2, y: 27, 'text-anchor': 'middle' }, durationText(p.to - p.t).split(' ')[0]),
				s('title', null, `nothing happens for ${durationText(p.to - p.t)}`),
			),
		);
	return [...marks, ...folds];
}

/**
 * Calls as ticks, those of one pixel as one.
 * @param {import('./types.js').Request[]} calls
 * @param {Scale} scale
 */
export function drawCalls(calls, scale) {
	/** @type {Map<number, {n: number, kind: string, bad: boolean}>} */
	const ticks = new Map();
	for (const call of calls) {
		const x = Math.round(scale.x(parseTime(call.now)) / 3) * 3;
		if (x < 0 || x > scale.width) continue;
		const tick = ticks.get(x) ?? { n: 0, kind: 'ok', bad: false };
		tick.n++;
		tick.bad ||= call.violations.length > 0;
		if (call.status === null || call.status >= 400) tick.kind = 'error';
		ticks.set(x, tick);
	}
	return [...ticks].map(([x, { n, kind, bad }]) =>
		s(
			'g',
			{ class: `tick ${kind}${bad ? ' bad' : ''}` },
			s('rect', {
				x: x - 1,
				y: 50 - Math.min(18, 8 + n),
				width: 3,
				height: Math.min(18, 8 + n),
			}),
			bad && s('circle', { cx: x, cy: 53, r: 2.5 }),
			s(
				'title',
				null,
				`${n} ${n === 1 ? 'call' : 'calls'}${kind === 'error' ? ', with errors' : ''}${bad ? ', with violations' : ''}`,
			),
		),
	);
}
