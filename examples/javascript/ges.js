/**
 * A client of the task center, as an application has it: list jobs, read a
 * list of any length, wait for an import. It knows nothing of the emulator.
 */

import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {'waiting' | 'running' | 'success' | 'failed' | 'partiallyFailed'} Status
 *
 * @typedef {object} File
 * @property {string} path
 * @property {string | null} log
 * @property {string | null} cause
 * @property {'success' | 'failed' | 'partFailed'} status
 * @property {number} [totalLines]
 * @property {number} [failedLines]
 * @property {number} [successfulLines]
 *
 * @typedef {object} Job
 * @property {string} jobId
 * @property {Status} status
 * @property {string} jobType
 * @property {string} jobName
 * @property {string} relatedGraph
 * @property {string} beginTime UTC, without a zone
 * @property {string} [endTime] once the job has ended
 * @property {Record<'vertexsetPath' | 'edgesetPath' | 'schemaPath', File[] | null>} [jobDetail]
 *   of an import that has ended
 * @property {string} [failReason]
 * @property {number} jobProgress
 *
 * @typedef {object} Filter
 * @property {Status} [status]
 * @property {string} [graphName]
 * @property {string} [startTime] a day, yyyy-MM-dd
 * @property {string} [endTime] a day, yyyy-MM-dd
 *
 * @typedef {object} Page
 * @property {number} jobCount of all jobs that fit the filter
 * @property {Job[]} jobList those of this page
 */

const CALL_TIMEOUT_MS = 10_000;
const PAUSE_SECONDS = 5;

/** A call that the service did not answer well. */
export class GesError extends Error {
  name = 'GesError';

  /**
   * @param {number} status the HTTP status
   * @param {string} code such as GES.0001; '' if the answer has none
   * @param {string} message
   * @param {number} [retryAfter] seconds that the service asks to wait
   */
  constructor(status, code, message, retryAfter) {
    super(`${status} ${code}: ${message}`);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** Whether the same call may succeed a little later. */
  get transient() {
    return this.code === 'GES.9999' || this.status === 429 || this.status >= 500;
  }
}

/** An import that has ended, but not well. */
export class ImportError extends Error {
  name = 'ImportError';

  /** @param {Job} job */
  constructor(job) {
    super(`import ${job.jobId} of ${job.relatedGraph}: ${job.status}: ${job.failReason}`);
    this.job = job;
  }

  /** The files that were not taken whole. */
  get files() {
    return Object.values(this.job.jobDetail ?? {})
      .flatMap((files) => files ?? [])
      .filter((file) => file.status !== 'success');
  }
}

export class GesClient {
  #jobs;
  /** @type {Record<string, string>} */
  #headers;

  /**
   * @param {string} endpoint such as https://ges.example.com
   * @param {string} projectId
   * @param {{token?: string}} [options]
   */
  constructor(endpoint, projectId, { token } = {}) {
    this.#jobs = new URL(`/v1.0/${encodeURIComponent(projectId)}/graphs/jobs`, endpoint);
    this.#headers = token === undefined ? {} : { 'X-Auth-Token': token };
  }

  /**
   * One page of jobs.
   *
   * @param {Filter & {offset?: number, limit?: number}} [query]
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<Page>}
   */
  async listJobs(query = {}, { signal } = {}) {
    const url = new URL(this.#jobs);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const timeout = AbortSignal.timeout(CALL_TIMEOUT_MS);
    const response = await fetch(url, {
      headers: this.#headers,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    if (!response.ok) throw await readError(response);
    return response.json();
  }

  /**
   * All jobs that fit a filter, however many pages they take.
   *
   * @param {Filter} [filter]
   * @param {{pageSize?: number, signal?: AbortSignal}} [options]
   * @returns {AsyncGenerator<Job, void, void>}
   */
  async *allJobs(filter = {}, { pageSize = 100, signal } = {}) {
    for (let offset = 0; ;) {
      const page = await this.listJobs({ ...filter, offset, limit: pageSize }, { signal });
      yield* page.jobList;
      offset += page.jobList.length;
      if (page.jobList.length === 0 || offset >= page.jobCount) return;
    }
  }

  /**
   * Waits until the newest import of a graph has ended, and gives it. An
   * import that is not there yet is waited for. Rejects with an ImportError if
   * it ended in another way than success, and with the last GesError when more
   * than `retries` polls in a row have failed.
   *
   * @param {string} graphName
   * @param {object} [options]
   * @param {(seconds: number) => Promise<unknown>} [options.pause] passes the
   *   time between two polls; a test moves a virtual clock instead of sleeping
   * @param {number} [options.retries]
   * @param {(error: GesError) => void} [options.onRetry]
   * @param {AbortSignal} [options.signal]
   * @returns {Promise<Job>}
   */
  async waitForImport(graphName, options = {}) {
    const { signal, retries = 3, onRetry } = options;
    const { pause = (seconds) => sleep(seconds * 1000, undefined, { signal }) } = options;
    for (let failures = 0; ;) {
      let seconds = PAUSE_SECONDS;
      try {
        const job = await this.#newestImport(graphName, signal);
        if (job?.status === 'success') return job;
        if (job?.endTime !== undefined) throw new ImportError(job);
        failures = 0;
      } catch (error) {
        // A failed call is no failed import.
        if (!(error instanceof GesError && error.transient) || failures === retries) throw error;
        failures += 1;
        seconds = error.retryAfter ?? seconds;
        onRetry?.(error);
      }
      await pause(seconds);
    }
  }

  /**
   * @param {string} graphName
   * @param {AbortSignal} [signal]
   */
  async #newestImport(graphName, signal) {
    /** @type {Job | undefined} */
    let newest;
    for await (const job of this.allJobs({ graphName }, { signal })) {
      if (job.jobName !== 'ImportGraph') continue;
      if (newest === undefined || job.beginTime >= newest.beginTime) newest = job;
    }
    return newest;
  }
}

/**
 * The service and the gateway before it name the same two things differently.
 *
 * @param {Response} response
 */
async function readError(response) {
  const text = await response.text();
  /** @type {Record<string, string>} */
  let body = {};
  try {
    body = JSON.parse(text);
  } catch {
    // Not the service: a proxy on the way.
  }
  const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  return new GesError(
    response.status,
    body.errorCode ?? body.error_code ?? '',
    body.errorMessage ?? body.error_msg ?? text,
    Number.isNaN(seconds) ? undefined : seconds,
  );
}
