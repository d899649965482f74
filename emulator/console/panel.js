/**
 * The panel of one job or graph, and the forms that add them.
 * @module
 */
import { api, ApiError, on, projectPath, store } from './data.js';
import { clockText, copyButton, durationText, h, parseTime, replace } from './util.js';

/** The names of jobs, as the API has them. */
const jobNames =
	'ImportGraph ExportGraph CreateGraph DeleteGraph StartGraph StopGraph RestartGraph ClearGraph UpgradeGraph ResizeGraph ExpandGraph CreateBackup RestoreGraph ImportBackup ExportBackup'.split(
		' ',
	);

/** The words for statuses of graphs. */
const graphStates = ['running', 'stopped', 'faulty', 'frozen', 'creationFailed'];

/**
 * Shows a job, a graph or a form in a place of the page.
 * @param {HTMLElement} side
 * @param {{job?: string | null, graph?: string | null, form?: string}} what
 * @param {string[]} graphNames for the form
 */
export function open(side, what, graphNames) {
	const key = JSON.stringify([store.project, what]);
	if (side.firstElementChild instanceof Panel && side.firstElementChild.key === key) return;
	if (what.form) side.dataset.form = what.form;
	else delete side.dataset.form;
	const panel = new Panel(key, what, graphNames);
	panel.opener = /** @type {HTMLElement | null} */ (document.activeElement);
	replace(side, panel);
	panel.focus();
}

class Panel extends HTMLElement {
	/** @type {HTMLElement | null} */
	opener = null;
	#title = h('h2', null);
	#content = h('div', { class: 'stack' });
	/** What was drawn, so that a form in use is not drawn anew. */
	#drawn = '';

	/**
	 * @param {string} key
	 * @param {{job?: string | null, graph?: string | null, form?: string}} what
	 * @param {string[]} graphNames
	 */
	constructor(key, what, graphNames) {
		super();
		this.key = key;
		this.what = what;
		this.graphNames = graphNames;
	}

	connectedCallback() {
		this.className = 'card stack';
		this.setAttribute('role', 'region');
		this.setAttribute('aria-label', this.what.job ? 'Job' : this.what.graph ? 'Graph' : 'Form');
		this.tabIndex = -1;
		replace(
			this,
			h(
				'div',
				{ class: 'row' },
				this.#title,
				h(
					'button',
					{
						type: 'button',
						class: 'button small end',
						'aria-label': 'Close the panel',
						onclick: () => this.#close(),
					},
					'×',
				),
			),
			this.#content,
		);
		this.addEventListener('keydown', (e) => e.key === 'Escape' && this.#close());
		if (this.what.form) this.#drawForm();
		else {
			on(['clock', 'jobs', 'graphs'], () => void this.#load(), this);
			void this.#load();
		}
	}

	#close() {
		const side = this.parentElement;
		this.remove();
		if (side) delete side.dataset.form;
		store.route.set({ job: null, graph: null });
		// The drawing makes its parts anew: what opened the panel may be another element now.
		const { job, graph } = this.opener?.dataset ?? {};
		const key = job ? `[data-job="${CSS.escape(job)}"]` : graph ? `[data-graph="${CSS.escape(graph)}"]` : '';
		const opener = this.opener?.isConnected || !key ? this.opener : document.querySelector(key);
		if (opener?.isConnected) /** @type {HTMLElement} */ (opener).focus();
	}

	async #load() {
		try {
			if (this.what.job) await this.#loadJob(this.what.job);
			else if (this.what.graph) await this.#loadGraph(this.what.graph);
		} catch (e) {
			this.#title.textContent = this.what.job ? 'Job' : 'Graph';
			this.#drawn = '';
			replace(
				this.#content,
				h('p', null, /** @type {Error} */ (e).message),
				h('p', { class: 'muted' }, e instanceof ApiError ? e.hint : ''),
			);
		}
	}

	/** @param {string} id */
	async #loadJob(id) {
		const job = await api.get(projectPath(`jobs/${encodeURIComponent(id)}`));
		const rows = await api.get(projectPath(`jobs?view=timeline&q=${encodeURIComponent(id)}&limit=1`));
		const graphId = rows.jobs[0]?.graphId;
		const uri = graphId
			? `/v1.0/${store.project}/graphs/${graphId}/jobs/${encodeURIComponent(id)}/status`
			: `/v1.0/${store.project}/graphs/jobs?limit=1`;
		const answer = await api.get(projectPath(`preview?uri=${encodeURIComponent(uri)}`));
		this.#title.textContent = `${job.jobName} on ${job.relatedGraph}`;
		const key = JSON.stringify(job);
		if (
			key === this.#drawn ||
			(this.#content.contains(document.activeElement) && document.activeElement instanceof HTMLInputElement)
		)
			return;
		this.#drawn = key;
		const waits = parseTime(job.begin);
		replace(
			this.#content,
			facts({
				status: h('span', { class: `badge ${job.status ?? ''}` }, job.status ?? 'not begun'),
				begin: job.begin,
				waiting: job.waiting,
				running: job.running,
				end: job.end ?? 'never',
				'takes in all': job.end ? durationText(parseTime(job.end) - waits) : 'for ever',
				outcome: job.outcome,
				failReason: job.failReason,
				jobId: h('span', { class: 'code' }, job.jobId),
			}),
			this.#jobActions(job),
			json(graphId ? 'What ShowJob answers' : 'The first of what ListJobs answers', answer, uri),
		);
	}

	/** @param {any} job */
	#jobActions(job) {
		const path = projectPath(`jobs/${encodeURIComponent(job.jobId)}`);
		const remove = h(
			'button',
			{
				type: 'button',
				class: 'button',
				onclick: () =>
					void store.act(`Removed ${job.jobName}`, 'DELETE', path).then((done) => done !== undefined && this.#close()),
			},
			'Remove',
		);
		if (job.end !== null && parseTime(job.end) <= store.nowMs()) {
			return h(
				'div',
				{ class: 'stack' },
				h('p', { class: 'muted' }, 'It has ended: go back in time to change it.'),
				h('div', { class: 'row' }, remove),
			);
		}
		const reason = h('input', {
			class: 'input',
			id: 'panel-reason',
			placeholder: 'a realistic one',
		});
		const endAt = h('input', {
			class: 'input',
			id: 'panel-end',
			value: job.end ?? '',
			placeholder: '2018-12-17T12:56:00 or +30s',
		});
		/** @param {string} label @param {string} said @param {() => object} body @param {string} [title] */
		const patch = (label, said, body, title) =>
			h(
				'button',
				{
					type: 'button',
					class: 'button',
					title,
					onclick: () => void store.act(`${job.jobName}: ${said}`, 'PATCH', path, body()),
				},
				label,
			);
		/** @param {string} outcome */
		const ends = (outcome) => () => ({
			outcome,
			...(reason.value && { failReason: reason.value }),
		});
		return h(
			'div',
			{ class: 'stack' },
			h(
				'div',
				{ class: 'row' },
				patch('End now', 'ended now', () => ({ endAt: 'now' }), 'It ends at virtual now, with its outcome'),
				job.outcome !== 'success' && patch('Succeed', 'will succeed', () => ({ outcome: 'success' })),
				patch('Fail', 'will fail', ends('failed'), 'At its end it is failed'),
				patch('Fail now', 'failed now', () => ({
					...ends('failed')(),
					endAt: 'now',
				})),
				job.jobName === 'ImportGraph' && patch('Partially failed', 'will be partiallyFailed', ends('partiallyFailed')),
				remove,
			),
			h('div', { class: 'row' }, h('label', { for: 'panel-reason' }, 'failReason'), reason),
			h(
				'form',
				{
					class: 'row',
					onsubmit: (/** @type {Event} */ e) => (
						e.preventDefault(),
						void store.act(`${job.jobName} ends at ${endAt.value}`, 'PATCH', path, { endAt: endAt.value })
					),
				},
				h('label', { for: 'panel-end' }, 'endAt'),
				endAt,
				h('button', { class: 'button' }, 'Set'),
			),
			h(
				'details',
				null,
				h('summary', null, 'as curl'),
				h('code', { class: 'code' }, api.curl('PATCH', path, { outcome: 'failed', endAt: 'now' })),
			),
		);
	}

	/** @param {string} id */
	async #loadGraph(id) {
		const { graph, operations, backups } = await api.get(projectPath(`graphs/${encodeURIComponent(id)}`));
		const uri = `/v1.0/${store.project}/graphs/${id}`;
		const answer = await api.get(projectPath(`preview?uri=${encodeURIComponent(uri)}`));
		this.#title.textContent = `Graph ${graph.name}`;
		const key = JSON.stringify([graph, operations, backups]);
		if (key === this.#drawn) return;
		this.#drawn = key;
		const path = projectPath(`graphs/${encodeURIComponent(id)}`);
		const state = h(
			'select',
			{ class: 'input', id: 'panel-state', value: graph.state ?? 'running' },
			graphStates.map((name) => h('option', null, name)),
		);
		replace(
			this.#content,
			facts({
				status: h('span', { class: 'badge' }, graph.status ? `${graph.status} ${graph.state ?? ''}` : 'not there now'),
				created: graph.created,
				gone: graph.gone,
				graphId: h('span', { class: 'code' }, graph.graphId),
			}),
			graph.status &&
				h(
					'div',
					{ class: 'row' },
					h('label', { for: 'panel-state' }, 'status from now on'),
					state,
					h(
						'button',
						{
							type: 'button',
							class: 'button',
							onclick: () => void store.act(`${graph.name} is ${state.value}`, 'PATCH', path, { status: state.value }),
						},
						'Set',
					),
					h(
						'button',
						{
							type: 'button',
							class: 'button',
							onclick: () => void store.act(`Removed graph ${graph.name}`, 'DELETE', path),
						},
						'Remove',
					),
				),
			h(
				'details',
				null,
				h('summary', null, 'as curl'),
				h('code', { class: 'code' }, api.curl('PATCH', path, { status: 'frozen' })),
			),
			h('h3', null, `Under way: ${operations.length}`),
			operations.length > 0 &&
				h(
					'ul',
					null,
					operations.map((/** @type {any} */ o) =>
						h(
							'li',
							null,
							h(
								'button',
								{
									type: 'button',
									class: 'button small',
									onclick: () => store.route.set({ job: o.jobId, graph: null }),
								},
								o.jobName,
							),
							` ${o.status}, ${o.end ? `ends ${clockText(parseTime(o.end))}` : 'never ends'}`,
						),
					),
				),
			h('h3', null, `Backups: ${backups.length}`),
			backups.length > 0 &&
				h(
					'ul',
					null,
					backups.map((/** @type {any} */ b) =>
						h('li', null, `${b.name}, ${b.backupMethod}, ${b.status}, `, h('span', { class: 'code' }, b.backupId)),
					),
				),
			json('What ShowGraph answers', answer, uri),
		);
	}

	#drawForm() {
		const isJob = this.what.form === 'add-job';
		this.#title.textContent = isJob ? 'Add a job' : 'Add a graph';
		const error = h('p', { role: 'alert' });
		const names = h(
			'datalist',
			{ id: 'panel-graphs' },
			[...new Set(this.graphNames)].map((name) => h('option', { value: name })),
		);
		/** @param {string} name @param {string} label @param {any} control */
		const field = (name, label, control) => {
			control.name = name;
			control.id = `panel-${name}`;
			control.classList.add('input');
			return h('div', { class: 'row' }, h('label', { for: `panel-${name}` }, label), control);
		};
		const fields = isJob
			? [
					field(
						'jobName',
						'jobName',
						h(
							'select',
							null,
							jobNames.map((name) => h('option', null, name)),
						),
					),
					field(
						'relatedGraph',
						'relatedGraph',
						h('input', {
							required: true,
							list: 'panel-graphs',
							value: this.graphNames[0] ?? '',
						}),
					),
					field('begin', 'begin', h('input', { placeholder: 'now, or +1m, or a time' })),
					field('waiting', 'waiting', h('input', { placeholder: '0s' })),
					field('running', 'running', h('input', { placeholder: 'typical for it; or 52s, or forever' })),
					field(
						'outcome',
						'outcome',
						h(
							'select',
							null,
							['success', 'failed', 'partiallyFailed'].map((name) => h('option', null, name)),
						),
					),
					field('failReason', 'failReason', h('input', { placeholder: 'a realistic one, if it fails' })),
					field('jobId', 'jobId', h('input', { placeholder: 'invented' })),
				]
			: [
					field('name', 'name', h('input', { required: true })),
					field(
						'status',
						'status',
						h(
							'select',
							null,
							graphStates.map((name) => h('option', null, name)),
						),
					),
				];
		const form = h(
			'form',
			{
				class: 'stack',
				onsubmit: (/** @type {Event} */ e) => (e.preventDefault(), void add()),
			},
			fields,
			names,
			error,
			h('div', { class: 'row' }, h('button', { class: 'button primary' }, isJob ? 'Add job' : 'Add graph')),
		);
		replace(this.#content, form);
		const add = async () => {
			const body = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''));
			const path = projectPath(isJob ? 'jobs' : 'graphs');
			try {
				const made = await api.post(path, body);
				store.say(isJob ? `Added ${made.jobName} on ${made.relatedGraph}` : `Added graph ${made.name}`, {
					curl: api.curl('POST', path, body),
					undo: true,
				});
				store.changed('clock', 'jobs', 'graphs');
				store.route.set(isJob ? { job: made.jobId, graph: null } : { graph: made.graphId, job: null });
			} catch (e) {
				const failure = /** @type {ApiError} */ (e);
				error.textContent = `${failure.message}. ${failure.hint}`;
			}
		};
	}
}

/** @param {Record<string, string | Node | null>} list */
function facts(list) {
	return h(
		'dl',
		{ class: 'facts' },
		Object.entries(list).flatMap(([name, value]) => (value === null ? [] : [h('dt', null, name), h('dd', null, value)])),
	);
}

/**
 * An answer of the emulated API.
 * @param {string} title
 * @param {{status: number, body: string}} answer
 * @param {string} uri
 */
function json(title, answer, uri) {
	let text = answer.body;
	try {
		text = JSON.stringify(JSON.parse(text), null, 2);
	} catch {
		// it is shown as it is
	}
	return h(
		'div',
		{ class: 'stack' },
		h('div', { class: 'row' }, h('h3', null, title), copyButton(answer.body)),
		h('p', { class: 'code muted' }, `GET ${uri} → ${answer.status}`),
		h('pre', { class: 'code', tabindex: '0' }, text),
	);
}

customElements.define('ges-panel', Panel);
