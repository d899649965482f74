/**
 * The parts of the control API's answers that the page uses, as types.
 * @module
 */

/**
 * @typedef {object} Clock
 * @property {string} now
 * @property {'manual' | 'stepped' | 'realtime'} mode
 * @property {string} step
 * @property {number} rate virtual seconds in a real one
 * @property {string | null} next the next change of a job
 * @property {string} [nextCall]
 */

/**
 * @typedef {object} Project
 * @property {string} id
 * @property {string} scenario
 * @property {string} now
 * @property {string} mode
 * @property {Record<string, number>} jobs
 * @property {number} calls
 */

/**
 * @typedef {object} Request
 * @property {string | null} project
 * @property {number} number
 * @property {number | null} call
 * @property {string} now
 * @property {string} real
 * @property {string | null} operation
 * @property {string} method
 * @property {string} path
 * @property {string} query
 * @property {{name: string, value: string}[]} headers
 * @property {boolean} truncated
 * @property {string | null} body
 * @property {string | null} jobId
 * @property {boolean} open
 * @property {number | null} status
 * @property {string | null} errorCode
 * @property {string | null} fault
 * @property {string | null} retryAfter
 * @property {{rule: string, message: string}[]} violations
 * @property {number} ms
 * @property {number} bytes
 */

/**
 * @typedef {object} JobRow
 * @property {string} jobId
 * @property {string} jobName
 * @property {string} relatedGraph
 * @property {string | null} graphId
 * @property {string} begin
 * @property {string} start
 * @property {string | null} end
 * @property {string} outcome
 * @property {string | null} failReason
 * @property {string | null} status
 */

/**
 * @typedef {object} GraphRow
 * @property {string} graphId
 * @property {string} name
 * @property {string} created
 * @property {string | null} gone
 * @property {{from: string, status: string, state: string | null}[]} statuses
 */

export {};
