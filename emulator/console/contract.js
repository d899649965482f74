/**
 * What clients did that the contract does not allow, and what of it they have met.
 * @module
 */
import { api, on, projectPath, store } from './data.js';
import { h, replace } from './util.js';

class Contract extends HTMLElement {
	#violations = h('section', {
		class: 'card stack',
		'aria-label': 'Violations',
	});
	#coverage = h('section', { class: 'card stack', 'aria-label': 'Coverage' });
	#missing = h('input', {
		type: 'checkbox',
		id: 'contract-missing',
		onchange: () => this.#drawCoverage(),
	});
	/** @type {any} */
	#covered = null;
	/** Groups that are open. @type {Set<string>} */
	#open = new Set();

	connectedCallback() {
		this.className = 'stack';
		replace(this, this.#violations, this.#coverage);
		on(['calls', 'calls-read'], () => void this.#load(), this);
		void this.#load();
	}

	async #load() {
		try {
			const [violations, coverage] = await Promise.all([api.get(projectPath('violations')), api.get(projectPath('coverage'))]);
			this.#drawViolations(violations);
			this.#covered = coverage;
			this.#drawCoverage();
		} catch (e) {
			replace(this.#violations, h('p', null, /** @type {Error} */ (e).message));
		}
	}

	/** @param {any} answer */
	#drawViolations({ violations, dropped }) {
		const columns = ['severity', 'rule', 'parameter', 'value', 'what is wrong', 'first call', 'count'];
		replace(
			this.#violations,
			h('h2', null, `Violations: ${violations.length}`),
			violations.length === 0
				? h('p', { class: 'muted' }, 'Clients have done nothing that the contract does not allow.')
				: h(
						'div',
						{
							class: 'contract-scroll',
							tabindex: '0',
							role: 'region',
							'aria-label': 'Table of violations',
						},
						h(
							'table',
							{ class: 'table' },
							h(
								'thead',
								null,
								h(
									'tr',
									null,
									columns.map((name) => h('th', { scope: 'col' }, name)),
								),
							),
							h(
								'tbody',
								null,
								violations.map((/** @type {any} */ v) =>
									h(
										'tr',
										null,
										h(
											'td',
											null,
											h(
												'span',
												{
													class: `badge ${v.severity === 'error' ? 'failed' : ''}`,
												},
												v.severity,
											),
										),
										[v.rule, v.parameter, v.value, v.message].map((text) => h('td', null, text ?? '')),
										h(
											'td',
											null,
											v.firstCall
												? h(
														'button',
														{
															type: 'button',
															class: 'button small',
															onclick: () => showCall(v.firstCall),
														},
														`call ${v.firstCall}`,
													)
												: '',
										),
										h('td', null, String(v.count)),
									),
								),
							),
						),
					),
			dropped > 0 && h('p', { class: 'muted' }, `and ${dropped} others, of which only the number is known`),
		);
	}

	#drawCoverage() {
		const groups = Object.entries(
			/** @type {Record<string, {met: string[], notMet: string[], notInScenario: string[]}>} */ (this.#covered ?? {}),
		);
		replace(
			this.#coverage,
			h(
				'div',
				{ class: 'row' },
				h('h2', null, 'Coverage'),
				this.#missing,
				h('label', { for: 'contract-missing' }, 'only what no client has met'),
			),
			groups.map(([name, { met, notMet, notInScenario }]) =>
				h(
					'details',
					{
						open: this.#open.has(name),
						ontoggle: (/** @type {Event} */ e) =>
							/** @type {HTMLDetailsElement} */ (e.target).open ? this.#open.add(name) : this.#open.delete(name),
					},
					h('summary', null, `${name}: ${met.length} of ${met.length + notMet.length}`),
					h(
						'ul',
						{ class: 'contract-points' },
						!this.#missing.checked && met.map((point) => h('li', { class: 'met' }, `✓ ${point}`)),
						notMet.map((point) => h('li', null, `○ ${point}`)),
						notInScenario.map((point) => h('li', { class: 'muted' }, `– ${point} (not in this scenario)`)),
					),
				),
			),
		);
	}
}

/**
 * Shows the call of a number that counts calls of the API.
 * @param {number} call
 */
function showCall(call) {
	store.route.set({
		tab: 'calls',
		call: store.calls.find((c) => c.call === call)?.number ?? null,
	});
}

customElements.define('ges-contract', Contract);
