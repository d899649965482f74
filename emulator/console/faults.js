/**
 * One-click faults, the active ones, and the rules for submitted jobs.
 * @module
 */
import { faults as catalogue, operations, rules as ruleCatalogue } from './catalogue.js';
import { api, on, projectPath, store } from './data.js';
import { copyButton, h, replace } from './util.js';
import { yaml } from './yaml.js';

class Faults extends HTMLElement {
	#active = h('section', {
		class: 'card stack',
		'aria-label': 'Active faults',
	});
	#rules = h('section', {
		class: 'card stack',
		'aria-label': 'Rules for submitted jobs',
	});
	/** @type {string[]} */
	#names = [];
	#operation = h(
		'select',
		{ class: 'input', id: 'faults-operation' },
		h('option', { value: '' }, 'all'),
		operations.map((name) => h('option', null, name)),
	);

	connectedCallback() {
		replace(
			this,
			h(
				'div',
				{ class: 'row' },
				h('h2', null, 'Break calls'),
				h('label', { for: 'faults-operation' }, 'of operation'),
				this.#operation,
			),
			h(
				'div',
				{ class: 'faults-cards' },
				catalogue.map((entry) => this.#card(entry)),
			),
			this.#active,
			h('h2', null, 'Break jobs'),
			h(
				'div',
				{ class: 'faults-cards' },
				ruleCatalogue.map((entry) =>
					card(
						entry,
						[
							h(
								'button',
								{
									type: 'button',
									class: 'button primary',
									onclick: () => void this.#add(entry.name, entry.title, 'submit-rules', entry.rule),
								},
								'Add',
							),
						],
						() => entry.rule,
					),
				),
			),
			this.#rules,
		);
		on(['faults', 'calls-read', 'route'], () => void this.#load(), this);
		void this.#load();
	}

	/** @param {import('./catalogue.js').Entry} entry */
	#card(entry) {
		const length = entry.for
			? h('input', {
					class: 'input',
					size: '5',
					value: entry.for,
					'aria-label': `${entry.title}: for how long`,
				})
			: null;
		const fault = () => {
			const made = entry.fault({
				for: length?.value.trim() || (entry.for ?? ''),
			});
			return this.#operation.value && !made.operations ? { operations: [this.#operation.value], ...made } : made;
		};
		return card(
			entry,
			[
				length,
				h(
					'button',
					{
						type: 'button',
						class: 'button primary',
						onclick: () => void this.#add(entry.name, entry.title, 'faults', fault()),
					},
					'Add',
				),
			],
			fault,
		);
	}

	/**
	 * @param {string} name
	 * @param {string} title
	 * @param {string} where
	 * @param {Record<string, unknown>} what
	 */
	async #add(name, title, where, what) {
		let free = name;
		for (let n = 2; this.#names.includes(free); n++) free = `${name}-${n}`;
		await store.act(`Added: ${title}`, 'POST', projectPath(where), {
			name: free,
			...what,
		});
		await this.#load();
	}

	async #load() {
		const { project } = store;
		try {
			const [{ faults }, { submitRules }] = await Promise.all([
				api.get(projectPath('faults')),
				api.get(projectPath('submit-rules')),
			]);
			if (project !== store.project) return;
			this.#names = [...faults, ...submitRules].map((f) => f.name);
			this.#draw(this.#active, 'faults', 'Active faults', faults, 'calls');
			this.#draw(this.#rules, 'submit-rules', 'Active rules', submitRules, 'submissions');
		} catch (e) {
			replace(this.#active, h('p', null, /** @type {Error} */ (e).message));
		}
	}

	/**
	 * @param {HTMLElement} section
	 * @param {string} where
	 * @param {string} title
	 * @param {any[]} list
	 * @param {string} noun
	 */
	#draw(section, where, title, list, noun) {
		const open = new Set([...section.querySelectorAll('details[open]')].map((d) => /** @type {HTMLElement} */ (d).dataset.name));
		replace(
			section,
			h(
				'div',
				{ class: 'row' },
				h('h2', null, `${title}: ${list.length}`),
				list.length > 1 &&
					h(
						'button',
						{
							type: 'button',
							class: 'button small',
							onclick: () => void store.act(`Removed all ${where}`, 'DELETE', projectPath(where)).then(() => this.#load()),
						},
						'Remove all',
					),
			),
			list.length === 0 && h('p', { class: 'muted' }, 'None. They are tried in order; the first that applies wins.'),
			list.map(({ added, fits, applied, ...what }) =>
				h(
					'article',
					{
						class: `faults-one${store.route.get('fault') === what.name ? ' selected' : ''}`,
					},
					h(
						'div',
						{ class: 'row' },
						h('strong', null, what.name ?? 'without a name'),
						h('span', { class: `badge ${applied > 0 ? 'warn' : ''}` }, `applied to ${applied} of ${fits} ${noun}`),
						h('span', { class: 'muted' }, added ? 'added here' : 'of the scenario'),
						what.name &&
							h(
								'button',
								{
									type: 'button',
									class: 'button small',
									'aria-label': `Remove ${what.name}`,
									onclick: () =>
										void store
											.act(`Removed ${what.name}`, 'DELETE', projectPath(`${where}/${encodeURIComponent(what.name)}`))
											.then(() => this.#load()),
								},
								'Remove',
							),
					),
					h(
						'details',
						{ dataset: { name: what.name }, open: open.has(what.name) },
						h('summary', null, 'YAML'),
						h('pre', { class: 'code', tabindex: '0' }, yaml([what])),
						copyButton(yaml([what])),
					),
				),
			),
		);
	}
}

/**
 * @param {{title: string, words: string, name: string}} entry
 * @param {(Node | null)[]} controls
 * @param {() => Record<string, unknown>} what
 */
function card(entry, controls, what) {
	const text = h('pre', { class: 'code', tabindex: '0' });
	const show = () => (text.textContent = yaml([{ name: entry.name, ...what() }]));
	return h(
		'article',
		{ class: 'card stack', 'aria-label': entry.title },
		h('h3', null, entry.title),
		h('p', { class: 'muted' }, entry.words),
		h('div', { class: 'row' }, controls),
		h(
			'details',
			{ ontoggle: show },
			h('summary', null, 'YAML'),
			text,
			copyButton(() => yaml([{ name: entry.name, ...what() }])),
		),
	);
}

customElements.define('ges-faults', Faults);
