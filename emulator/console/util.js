/**
 * Small things that every part of the page uses: DOM, virtual times, durations.
 * @module
 */

/** @typedef {string | number | Node | null | undefined | false} Child */
/** @typedef {Child | Child[] | Child[][]} Children */
/** @typedef {Record<string, any>} Props */

/**
 * An HTML element. Props that begin with «on» and are functions are listeners, `dataset`
 * is an object; true is an empty attribute, false, null and undefined are none.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Props | null} [props]
 * @param {...Children} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props, ...children) {
	return fill(document.createElement(tag), props, children);
}

const svgNamespace = 'http://www.w3.org/2000/svg';

/**
 * An SVG element, with props as in {@link h}.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Props | null} [props]
 * @param {...Children} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function s(tag, props, ...children) {
	return fill(/** @type {any} */ (document.createElementNS(svgNamespace, tag)), props, children);
}

/**
 * @template {Element} E
 * @param {E} element
 * @param {Props | null | undefined} props
 * @param {Children[]} children
 * @returns {E}
 */
function fill(element, props, children) {
	for (const [name, value] of Object.entries(props ?? {})) {
		if (value === false || value === null || value === undefined) continue;
		if (name.startsWith('on') && typeof value === 'function') {
			element.addEventListener(name.slice(2), value);
		} else if (name === 'dataset') {
			Object.assign(/** @type {any} */ (element).dataset, value);
		} else if (name === 'value' && 'value' in element) {
			/** @type {any} */ (element).value = value;
		} else {
			element.setAttribute(name, value === true ? '' : String(value));
		}
	}
	element.append(...nodes(children));
	// A value can be set only once the options are there.
	if (props && 'value' in props && element instanceof HTMLSelectElement) element.value = props.value;
	return element;
}

/**
 * @param {any[]} children
 * @returns {(Node | string)[]}
 */
function nodes(children) {
	return children
		.flat(3)
		.filter((c) => c !== null && c !== undefined && c !== false)
		.map((c) => (c instanceof Node ? c : String(c)));
}

/**
 * Replaces all children of an element.
 * @param {Element} parent
 * @param {...Children} children
 */
export function replace(parent, ...children) {
	parent.replaceChildren(...nodes(children));
}

/**
 * @param {number} n
 * @param {number} low
 * @param {number} high
 */
export const clamp = (n, low, high) => Math.max(low, Math.min(high, n));

/**
 * A virtual time as milliseconds since 1970, with a fraction.
 * @param {string} text such as 2018-12-17T12:55:00.5, UTC without a zone
 * @returns {number} NaN if it is none
 */
export function parseTime(text) {
	const m = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(\.\d+)?)?Z?$/.exec(text.trim());
	if (!m) return NaN;
	return Date.parse(`${m[1]}T${m[2] ?? '00:00'}Z`) + Number(`0${m[3] ?? ''}`) * 1000;
}

/**
 * A virtual time as the control API takes it, to the millisecond.
 * @param {number} ms
 */
export const timeText = (ms) => {
	const text = new Date(Math.round(ms)).toISOString().slice(0, -1);
	return text.replace(/\.?0+$/, (zeros) => (zeros.startsWith('.') ? '' : zeros));
};

/** @param {number} ms */
export const clockText = (ms) => timeText(ms).slice(11);

/** @param {number} ms */
export const dateText = (ms) => timeText(ms).slice(0, 10);

const units = /** @type {const} */ ([
	['d', 86_400_000],
	['h', 3_600_000],
	['m', 60_000],
	['s', 1000],
	['ms', 1],
]);

/**
 * A duration as people read it: the two largest units, such as 1m 30s.
 * @param {number} ms
 */
export function durationText(ms) {
	const sign = ms < 0 ? '−' : '';
	let rest = Math.abs(ms);
	if (rest > 1000) rest = Math.round(rest / 100) * 100;
	/** @type {string[]} */
	const parts = [];
	for (const [unit, size] of units) {
		const n = unit === 'ms' ? Math.round(rest) : Math.floor(rest / size);
		if (n === 0 || (parts.length > 0 && unit === 'ms')) continue;
		rest -= n * size;
		parts.push(`${n}${unit}`);
		if (parts.length === 2) break;
	}
	return parts.length > 0 ? sign + parts.join(' ') : '0s';
}

/**
 * A duration as the control API takes it: 90s, 1h30m, 250ms, 2d.
 * @param {string} text
 * @returns {number} milliseconds; NaN if it is none
 */
export function parseDuration(text) {
	const m = /^([+-]?)((?:\d+(?:\.\d+)?(?:ms|[dhms]))+)$/.exec(text.replace(/\s+/g, ''));
	if (!m) return NaN;
	let sum = 0;
	for (const [, n, unit] of m[2].matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)) {
		sum += Number(n) * (units.find(([u]) => u === unit)?.[1] ?? NaN);
	}
	return m[1] === '-' ? -sum : sum;
}

/** How long after the mouse is let go its click has come, in milliseconds. */
const clickAfter = 50;

/**
 * What waits until the mouse is let go; null: it is not pressed, or drags something.
 * @type {Set<() => void> | null}
 */
let pressed = null;

function release() {
	const waiting = pressed;
	pressed = null;
	for (const fn of waiting ?? []) fn();
}

addEventListener(
	'pointerdown',
	(down) => {
		if (down.button !== 0) return;
		pressed ??= new Set();
		const abort = new AbortController();
		const options = { signal: abort.signal, capture: true };
		/** @param {number} after */
		const end = (after) => {
			abort.abort();
			window.setTimeout(release, after);
		};
		const drags = (/** @type {PointerEvent} */ e) => Math.hypot(e.clientX - down.clientX, e.clientY - down.clientY) > 2;
		addEventListener('pointermove', (e) => drags(e) && end(0), options);
		for (const type of ['pointerup', 'pointercancel', 'blur']) addEventListener(type, () => end(clickAfter), options);
	},
	{ capture: true },
);

/**
 * Calls a function once nothing is pressed. A part of the page that is made anew between
 * press and release gets no click, so what changes by itself waits for that.
 * @param {() => void} fn
 */
export function whenReleased(fn) {
	if (pressed) pressed.add(fn);
	else fn();
}

/**
 * A function that runs at most once in so many milliseconds, the last time after the
 * last call, and never while something is pressed.
 * @param {() => void} fn
 * @param {number} ms
 * @returns {(() => void) & {cancel: () => void}}
 */
export function throttle(fn, ms) {
	let timer = 0;
	let last = -Infinity;
	const run = () => {
		if (timer === 0) return; // cancelled while something was pressed
		timer = 0;
		last = performance.now();
		fn();
	};
	const call = () => {
		if (timer === 0) timer = window.setTimeout(() => whenReleased(run), Math.max(0, last + ms - performance.now()));
	};
	call.cancel = () => {
		window.clearTimeout(timer);
		timer = 0;
	};
	return call;
}

/**
 * A button that copies a text, and says so.
 * @param {string | (() => string | Promise<string>)} text
 * @param {string} [label]
 */
export function copyButton(text, label = 'Copy') {
	const button = h('button', { type: 'button', class: 'button small', onclick: copy }, label);
	async function copy() {
		let said = 'Copied';
		try {
			await navigator.clipboard.writeText(typeof text === 'function' ? await text() : text);
		} catch {
			said = 'Not copied: the browser does not allow it';
		}
		button.textContent = said;
		window.setTimeout(() => (button.textContent = label), 1500);
	}
	return button;
}
