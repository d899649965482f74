/**
 * The world as it is, as YAML, checked while it is edited.
 * @module
 */
import { api, ApiError, on, projectPath, store } from './data.js';
import { copyButton, h, replace, throttle } from './util.js';

/** The text in the editor, and that before the last load; kept while the page is open. */
const kept = { project: '', text: '', before: '', from: '' };

class Scenario extends HTMLElement {
	/** @type {{line: number, column: number, path: string, text: string}[]} */
	#problems = [];
	#tabLeaves = false;

	#text = h('textarea', {
		class: 'scenario-text code',
		spellcheck: 'false',
		wrap: 'off',
		'aria-label': 'Scenario, YAML',
		'aria-describedby': 'scenario-keys',
		oninput: () => this.#edited(),
		onscroll: () => this.#drawLines(),
		onkeydown: (/** @type {KeyboardEvent} */ e) => this.#keys(e),
	});
	#lines = h('div', { class: 'scenario-lines code', 'aria-hidden': 'true' });
	#verdict = h('p', { role: 'status' });
	#list = h('ol', { class: 'scenario-problems' });
	#apply = h(
		'button',
		{
			type: 'button',
			class: 'button primary',
			onclick: () => void this.#put(),
		},
		'Apply to this project',
	);
	#stale = h('span', { class: 'muted', role: 'status' });
	#back = h(
		'button',
		{
			type: 'button',
			class: 'button',
			hidden: true,
			onclick: () => this.#show(kept.before, 'your text from before'),
		},
		'Bring back my text',
	);
	#builtin = h(
		'select',
		{
			class: 'input',
			'aria-label': 'Built-in scenario',
			onchange: () => void this.#loadBuiltin(),
		},
		h('option', { value: '' }, 'a built-in one …'),
	);
	#check = throttle(() => void this.#validate(), 300);

	connectedCallback() {
		replace(
			this,
			h(
				'div',
				{ class: 'row' },
				h(
					'button',
					{
						type: 'button',
						class: 'button',
						onclick: () => void this.#loadWorld(),
					},
					'The world as it is',
				),
				this.#builtin,
				this.#back,
				this.#apply,
				h('button', { type: 'button', class: 'button', onclick: () => this.#download() }, 'Download'),
				copyButton(() => this.#text.value),
				this.#stale,
			),
			this.#verdict,
			this.#list,
			h('div', { class: 'scenario-editor card' }, this.#lines, this.#text),
			h('p', { class: 'muted', id: 'scenario-keys' }, 'Tab indents; press Escape first to leave the editor with it.'),
			h(
				'details',
				null,
				h('summary', null, 'as curl'),
				h(
					'code',
					{ class: 'code' },
					`${api.curl('GET', projectPath('scenario'))} > scenario.yaml\n${api.curl('PUT', projectPath('scenario'), 'a\nb')}`,
				),
			),
		);
		on(['jobs', 'graphs', 'faults', 'clock'], () => void this.#compare(), this);
		void this.#loadNames();
		if (kept.project === store.project && kept.text !== '') this.#show(kept.text, kept.from);
		else void this.#loadWorld();
	}

	async #loadNames() {
		try {
			const { scenarios } = await api.get('scenarios');
			this.#builtin.append(
				...scenarios.map((/** @type {any} */ one) => h('option', { value: one.name, title: one.description }, one.name)),
			);
		} catch {
			this.#builtin.hidden = true; // the rest works without
		}
	}

	async #loadWorld() {
		try {
			this.#show(await api.text(projectPath('scenario')), 'the world as it is');
		} catch (e) {
			const error = /** @type {ApiError} */ (e);
			store.say(error.message, { error: true, hint: error.hint });
		}
	}

	async #loadBuiltin() {
		if (this.#builtin.value === '') return;
		this.#show(await api.text(`scenarios/${this.#builtin.value}`), this.#builtin.value);
		this.#builtin.value = '';
	}

	/** @param {string} text @param {string} from */
	#show(text, from) {
		if (this.#text.value !== '' && this.#text.value !== text) kept.before = this.#text.value;
		this.#back.hidden = kept.before === '' || kept.before === text;
		Object.assign(kept, { project: store.project, text, from });
		this.#text.value = text;
		this.#stale.textContent = from;
		this.#drawLines();
		void this.#validate();
	}

	#edited() {
		kept.text = this.#text.value;
		this.#stale.textContent = `${kept.from}, edited`;
		this.#drawLines();
		this.#check();
	}

	/** Says when the world is no longer what the editor began with. */
	async #compare() {
		if (kept.from !== 'the world as it is' || this.#text.value !== kept.text) return;
		const now = await api.text(projectPath('scenario')).catch(() => kept.text);
		if (now !== this.#text.value && this.#stale.textContent === 'the world as it is')
			this.#stale.textContent = 'the world as it was: it has changed since';
	}

	async #validate() {
		const text = this.#text.value;
		let answer;
		try {
			answer = await api.post(projectPath('scenario/validate'), text);
		} catch (e) {
			const error = /** @type {ApiError} */ (e);
			answer = {
				ok: false,
				problems: [{ line: 1, column: 1, path: '', text: error.message }],
			};
		}
		if (text !== this.#text.value) return;
		this.#problems = answer.problems;
		this.#apply.disabled = !answer.ok;
		this.#verdict.textContent = answer.ok
			? `✓ ${answer.name}: ${answer.jobs} jobs, begins at ${answer.now}`
			: `✗ ${answer.problems.length === 1 ? 'one problem' : `${answer.problems.length} problems`}`;
		replace(
			this.#list,
			answer.problems.map((/** @type {any} */ p) =>
				h(
					'li',
					null,
					h(
						'button',
						{
							type: 'button',
							class: 'button small',
							onclick: () => this.#goTo(p.line, p.column),
						},
						`line ${p.line}, column ${p.column}`,
					),
					` ${p.path ? `${p.path}: ` : ''}${p.text}`,
				),
			),
		);
		this.#drawLines();
	}

	/** @param {number} line @param {number} column */
	#goTo(line, column) {
		const before = this.#text.value.split('\n').slice(0, line - 1);
		const at = before.reduce((sum, l) => sum + l.length + 1, 0) + column - 1;
		this.#text.focus();
		this.#text.setSelectionRange(at, at);
		this.#text.scrollTop = Math.max(0, (line - 5) * 20);
		this.#drawLines();
	}

	/** Draws the numbers of the lines in view. */
	#drawLines() {
		const count = this.#text.value.split('\n').length;
		const first = Math.floor(this.#text.scrollTop / 20);
		const bad = new Set(this.#problems.map((p) => p.line));
		const shown = Math.min(count - first, Math.ceil(this.#text.clientHeight / 20) + 1);
		replace(
			this.#lines,
			Array.from({ length: Math.max(0, shown) }, (_, i) =>
				h('div', { class: bad.has(first + i + 1) ? 'bad' : null }, String(first + i + 1)),
			),
		);
		this.#lines.style.paddingTop = `${8 - (this.#text.scrollTop % 20)}px`;
	}

	/** @param {KeyboardEvent} event */
	#keys(event) {
		if (event.key === 'Escape') this.#tabLeaves = true;
		else if (event.key === 'Tab' && !event.shiftKey && !this.#tabLeaves) {
			event.preventDefault();
			this.#text.setRangeText('  ', this.#text.selectionStart, this.#text.selectionEnd, 'end');
			this.#edited();
		} else this.#tabLeaves = false;
	}

	async #put() {
		const put = await store.act('Applied the scenario', 'PUT', projectPath('scenario'), this.#text.value);
		if (put) store.reload();
	}

	#download() {
		const name = /^name: *["']?([\w.-]+)/m.exec(this.#text.value)?.[1] ?? 'scenario';
		const url = URL.createObjectURL(new Blob([this.#text.value], { type: 'application/yaml' }));
		h('a', { href: url, download: `${name}.yaml` }).click();
		URL.revokeObjectURL(url);
	}
}

customElements.define('ges-scenario', Scenario);
