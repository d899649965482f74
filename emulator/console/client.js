/**
 * The task center and the graphs as a client sees them now.
 * @module
 */
import { api, ApiError, on, projectPath, store } from './data.js';
import { copyButton, h, replace, throttle } from './util.js';

/**
 * The lists and single views, by version: what the path needs beside the project, and the
 * query's parameters.
 * @type {Record<string, {path: string, ids?: string[], params?: string[], list?: string, count?: string}>}
 */
const calls = {
	'ListJobs v1': {
		path: '/v1.0/{p}/graphs/jobs',
		params: ['status', 'graphName', 'startTime', 'endTime', 'offset', 'limit'],
		list: 'jobList',
		count: 'jobCount',
	},
	'ListJobs v2': {
		path: '/v2/{p}/graphs/jobs',
		params: ['status', 'graph_name', 'start_time', 'end_time', 'offset', 'limit'],
		list: 'job_list',
		count: 'job_count',
	},
	'ShowJob v1': {
		path: '/v1.0/{p}/graphs/{graphId}/jobs/{jobId}/status',
		ids: ['graphId', 'jobId'],
	},
	'ShowJob v2': {
		path: '/v2/{p}/graphs/{graphId}/jobs/{jobId}/status',
		ids: ['graphId', 'jobId'],
	},
	'ListGraphs v1': {
		path: '/v1.0/{p}/graphs',
		params: ['offset', 'limit'],
		list: 'graphs',
		count: 'graphCount',
	},
	'ListGraphs v2': {
		path: '/v2/{p}/graphs',
		params: ['offset', 'limit'],
		list: 'graphs',
		count: 'graph_count',
	},
	'ShowGraph v1': { path: '/v1.0/{p}/graphs/{graphId}', ids: ['graphId'] },
	'ShowGraph v2': { path: '/v2/{p}/graphs/{graphId}', ids: ['graphId'] },
	'ListBackups v1': {
		path: '/v1.0/{p}/graphs/backups',
		params: ['offset', 'limit'],
		list: 'backupList',
		count: 'backupCount',
	},
	'ListBackups v2': {
		path: '/v2/{p}/graphs/backups',
		params: ['offset', 'limit'],
		list: 'backup_list',
		count: 'backup_count',
	},
};

/** The columns of a table, of those that the records have. */
const columns =
	'jobName job_name name status relatedGraph related_graph beginTime begin_time endTime end_time failReason fail_reason jobProgress job_progress created createdTime created_time backupMethod backup_method jobId job_id id'.split(
		' ',
	);

/** What is asked for, kept while the page is open. @type {Record<string, string>} */
const asked = { limit: '10' };

class Client extends HTMLElement {
	#call = store.route.get('call-of') ?? 'ListJobs v1';
	#choice = h(
		'select',
		{
			class: 'input',
			id: 'client-call',
			value: this.#call,
			onchange: () => this.#choose(),
		},
		Object.keys(calls).map((name) => h('option', null, name)),
	);
	#params = h('div', { class: 'row' });
	#line = h('p', { class: 'code' });
	#pages = h('div', { class: 'row' });
	#table = h('div', {
		class: 'client-table',
		tabindex: '0',
		role: 'region',
		'aria-label': 'Records',
	});
	#headers = h('pre', { class: 'code', tabindex: '0' });
	#raw = h('pre', { class: 'code', tabindex: '0' });
	#pretty = h('input', {
		type: 'checkbox',
		id: 'client-pretty',
		onchange: () => this.#drawRaw(),
	});
	#body = '';
	#total = 0;

	connectedCallback() {
		replace(
			this,
			h('div', { class: 'row' }, h('label', { for: 'client-call' }, 'Call'), this.#choice, this.#params),
			h(
				'div',
				{ class: 'row' },
				this.#line,
				copyButton(() => this.#curl(), 'Copy as curl'),
			),
			h(
				'p',
				{ class: 'muted' },
				'What a client would be answered now. It counts as no call: no clock moves, no fault applies, no credentials are needed.',
			),
			h(
				'div',
				{ class: 'client-body' },
				h('section', { class: 'card stack', 'aria-label': 'Table' }, this.#pages, this.#table),
				h(
					'section',
					{ class: 'card stack', 'aria-label': 'Raw answer' },
					h('h2', null, 'Answer'),
					this.#headers,
					h(
						'div',
						{ class: 'row' },
						this.#pretty,
						h('label', { for: 'client-pretty' }, 'pretty'),
						copyButton(() => this.#body),
					),
					this.#raw,
				),
			),
		);
		on(['clock', 'jobs', 'graphs'], () => void this.#load(), this);
		this.#choose();
	}

	#choose() {
		this.#call = this.#choice.value in calls ? this.#choice.value : 'ListJobs v1';
		this.#choice.value = this.#call;
		store.route.set({ 'call-of': this.#call });
		const { ids = [], params = [] } = calls[this.#call];
		const soon = throttle(() => void this.#load(), 250);
		replace(
			this.#params,
			[...ids, ...params].map((name) => [
				h('label', { for: `client-${name}` }, name),
				h('input', {
					class: 'input',
					id: `client-${name}`,
					size: /offset|limit|status/.test(name) ? '7' : '14',
					value: asked[name] ?? '',
					oninput: (/** @type {Event} */ e) => ((asked[name] = /** @type {HTMLInputElement} */ (e.target).value), soon()),
				}),
			]),
		);
		void this.#load();
	}

	/** The path and query of the call; parameters without a value are left out. */
	#uri() {
		const { path, ids = [], params = [] } = calls[this.#call];
		const filled = ids.reduce(
			(text, id) => text.replace(`{${id}}`, encodeURIComponent(asked[id] || '-')),
			path.replace('{p}', store.project),
		);
		const query = new URLSearchParams(params.flatMap((name) => (asked[name] ? [[name, asked[name]]] : [])));
		return query.size > 0 ? `${filled}?${query}` : filled;
	}

	#curl() {
		return `curl '${new URL('..', document.baseURI).href.replace(/\/$/, '')}${this.#uri()}'`;
	}

	async #load() {
		const uri = this.#uri();
		this.#line.textContent = `GET ${uri}`;
		let answer;
		try {
			answer = await api.get(projectPath(`preview?uri=${encodeURIComponent(uri)}`));
		} catch (e) {
			const failure = /** @type {ApiError} */ (e);
			replace(this.#table, h('p', { class: 'empty' }, `${failure.message}. ${failure.hint}`));
			return;
		}
		if (uri !== this.#uri()) return;
		this.#body = answer.body;
		this.#headers.textContent = [
			`${answer.status}`,
			...Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`),
		].join('\n');
		this.#drawRaw();
		this.#drawTable();
	}

	#drawRaw() {
		this.#raw.textContent = this.#pretty.checked ? JSON.stringify(JSON.parse(this.#body), null, 2) : this.#body;
	}

	#drawTable() {
		const { list, count } = calls[this.#call];
		const body = JSON.parse(this.#body);
		/** @type {any[]} */
		const records = (list && body[list]) ?? [];
		this.#total = count ? (body[count] ?? records.length) : 0;
		this.#drawPages(records.length);
		if (!list || records.length === 0) {
			replace(this.#table, h('p', { class: 'empty' }, list && body[list] ? 'The list is empty.' : 'The answer is beside.'));
			return;
		}
		const names = columns.filter((name) => records.some((r) => name in r));
		replace(
			this.#table,
			h(
				'table',
				{ class: 'table' },
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
					records.map((r) =>
						h(
							'tr',
							null,
							names.map((name) => h('td', null, cell(name, r[name]))),
						),
					),
				),
			),
		);
	}

	/** @param {number} shown */
	#drawPages(shown) {
		const offset = Number(asked.offset ?? 0) || 0;
		const limit = Number(asked.limit ?? 0) || shown;
		/** @param {string} label @param {number} to @param {boolean} possible */
		const turn = (label, to, possible) =>
			h(
				'button',
				{
					type: 'button',
					class: 'button small',
					disabled: !possible,
					onclick: () => ((asked.offset = String(Math.max(0, to))), this.#choose()),
				},
				label,
			);
		replace(
			this.#pages,
			h('h2', null, this.#call),
			calls[this.#call].list && [
				turn('Previous page', offset - limit, offset > 0),
				`${shown === 0 ? 0 : offset + 1} to ${offset + shown} of ${this.#total}`,
				turn('Next page', offset + limit, offset + shown < this.#total),
			],
		);
	}
}

/**
 * @param {string} name
 * @param {any} value
 */
function cell(name, value) {
	if (value === undefined) return '';
	if (name === 'status') return h('span', { class: `badge ${value}` }, String(value));
	if (name === 'jobId' || name === 'job_id')
		return h(
			'button',
			{
				type: 'button',
				class: 'button small',
				onclick: () => store.route.set({ tab: 'timeline', job: value, graph: null }),
			},
			value,
		);
	if (name === 'id')
		return h(
			'button',
			{
				type: 'button',
				class: 'button small',
				onclick: () => store.route.set({ tab: 'timeline', graph: value, job: null }),
			},
			value,
		);
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

customElements.define('ges-client', Client);
