/**
 * The timeline as a table, for those who cannot see or drag the drawing.
 * @module
 */
import { store } from './data.js';
import { statusAt } from './draw.js';
import { clamp, clockText, dateText, h, replace } from './util.js';

/** How many rows a page has. */
const pageRows = 100;

let page = 0;

/**
 * @param {Element} place
 * @param {import('./draw.js').Bar[]} bars
 * @param {{at: number, from: number, to: number}} range the instant that is looked at, and what is in view
 */
export function drawTable(place, bars, range) {
	const pages = Math.max(1, Math.ceil(bars.length / pageRows));
	page = clamp(page, 0, pages - 1);
	/** @param {number} by */
	const turn = (by) => {
		page += by;
		drawTable(place, bars, range);
	};
	/** @param {string} label @param {number} by */
	const button = (label, by) =>
		h(
			'button',
			{ type: 'button', class: 'button small', disabled: page + by < 0 || page + by >= pages, onclick: () => turn(by) },
			label,
		);
	const [from, to] = [range.from, range.to].map((t) => `${dateText(t)} ${clockText(Math.round(t / 1000) * 1000)}`);
	const names = ['jobName', 'relatedGraph', 'status', 'begin', 'start', 'end', 'outcome', 'jobId'];
	replace(
		place,
		h(
			'table',
			{ class: 'table' },
			h('caption', { class: 'muted' }, `Jobs from ${from} to ${to}`),
			h(
				'thead',
				null,
				h(
					'tr',
					null,
					names.map((name) => h('th', { scope: 'col' }, name)),
				),
			),
			h(
				'tbody',
				null,
				bars.slice(page * pageRows, (page + 1) * pageRows).map((b) => row(b, statusAt(b, range.at))),
			),
		),
		pages > 1 && h('p', { class: 'row' }, button('Previous', -1), `page ${page + 1} of ${pages}`, button('Next', 1)),
	);
}

/**
 * @param {import('./draw.js').Bar} bar
 * @param {string} status
 */
function row({ row: job }, status) {
	const open = () => store.route.set({ job: job.jobId, graph: null });
	return h(
		'tr',
		null,
		h('td', null, h('button', { type: 'button', class: 'button small', onclick: open }, job.jobName)),
		h('td', null, job.relatedGraph),
		h('td', null, h('span', { class: `badge ${status}` }, status || 'not begun')),
		[job.begin, job.start, job.end ?? 'never', job.outcome, job.jobId].map((text) => h('td', null, text)),
	);
}
