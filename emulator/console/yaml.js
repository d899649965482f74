/**
 * Writes small values of JSON as YAML, for people to copy into a scenario.
 * @module
 */

/**
 * @param {unknown} value
 * @param {string} [indent]
 * @returns {string} lines, each with an end
 */
export function yaml(value, indent = '') {
	if (Array.isArray(value)) {
		return value
			.map((item) => (isPlain(item) ? `${indent}- ${scalar(item)}\n` : `${indent}- ${yaml(item, `${indent}  `).trimStart()}`))
			.join('');
	}
	return Object.entries(/** @type {object} */ (value))
		.filter(([, v]) => v !== undefined)
		.map(([key, v]) => {
			if (isPlain(v)) return `${indent}${scalar(key)}: ${scalar(v)}\n`;
			if (Array.isArray(v) && v.every(isPlain)) return `${indent}${scalar(key)}: [${v.map(scalar).join(', ')}]\n`;
			return `${indent}${scalar(key)}:\n${yaml(v, `${indent}  `)}`;
		})
		.join('');
}

/** @param {unknown} v */
const isPlain = (v) => v === null || typeof v !== 'object';

/** @param {unknown} v */
function scalar(v) {
	if (typeof v !== 'string') return String(v);
	const bare = /^[A-Za-z_][A-Za-z0-9_. /-]*[A-Za-z0-9_./-]$|^[A-Za-z_]$|^\d+(\.\d+)?(ms|[smhd])$/.test(v);
	return bare && !/^(y|n|yes|no|on|off|true|false|null|~)$/i.test(v) ? v : JSON.stringify(v);
}
