/**
 * Lists the jobs of a task center, and keeps the list fresh. The address is in
 * the page's own: ?endpoint=http://127.0.0.1:8080&project=p1
 */

const PAGE_SIZE = 10;
const REFRESH_MS = 5_000;

const settings = new URLSearchParams(location.search);
const endpoint = settings.get('endpoint') ?? 'http://127.0.0.1:8080';
const project = settings.get('project') ?? 'p1';

const element = (id) => document.getElementById(id);
const numbers = new Intl.NumberFormat('en');

let offset = 0;
let total = 0;
let loading = new AbortController();

class ServiceError extends Error {}

async function listJobs(query, signal) {
  const url = new URL(`/v1.0/${encodeURIComponent(project)}/graphs/jobs`, endpoint);
  url.search = new URLSearchParams(query);
  // The header makes this a call for which a browser asks leave beforehand.
  const response = await fetch(url, { headers: { 'X-Auth-Token': 'any' }, signal });
  const body = await response.json();
  if (response.ok) return body;
  const request = response.headers.get('X-Request-Id');
  throw new ServiceError(`${body.errorCode}: ${body.errorMessage} (request ${request})`);
}

/** Shows the page of jobs at an offset. The latest call wins. */
async function show(at) {
  loading.abort();
  loading = new AbortController();
  const { signal } = loading;
  const query = { offset: at, limit: PAGE_SIZE };
  if (element('status').value !== '') query.status = element('status').value;
  try {
    const { jobCount, jobList } = await listJobs(query, signal);
    if (signal.aborted) return;
    offset = at;
    total = jobCount;
    element('failure').hidden = true;
    element('jobs').replaceChildren(...jobList.map(row));
  } catch (error) {
    if (signal.aborted) return;
    // What was shown stays: it is old, but better than nothing.
    element('failure').textContent =
      error instanceof ServiceError ? error.message : 'The service cannot be reached.';
    element('failure').hidden = false;
  }
  showRange();
}

function row(job) {
  const tr = element('row').content.cloneNode(true).firstElementChild;
  tr.dataset.jobId = job.jobId;
  for (const field of tr.querySelectorAll('[data-field]')) {
    const value = job[field.dataset.field] ?? '';
    field.textContent = field.localName === 'time' ? value.replace('T', ' ') : value;
  }
  tr.querySelector('.badge').dataset.status = job.status;
  return tr;
}

function showRange() {
  const shown = element('jobs').childElementCount;
  const [from, to, all] = [offset + 1, offset + shown, total].map((n) => numbers.format(n));
  element('range').textContent = shown === 0 ? 'No jobs' : `${from}–${to} of ${all}`;
  element('first').disabled = element('previous').disabled = offset === 0;
  element('next').disabled = element('last').disabled = offset + PAGE_SIZE >= total;
}

const lastOffset = () => Math.floor(Math.max(total - 1, 0) / PAGE_SIZE) * PAGE_SIZE;

element('refresh').addEventListener('click', () => show(offset));
element('status').addEventListener('change', () => show(0));
element('first').addEventListener('click', () => show(0));
element('previous').addEventListener('click', () => show(Math.max(offset - PAGE_SIZE, 0)));
element('next').addEventListener('click', () => show(offset + PAGE_SIZE));
element('last').addEventListener('click', () => show(lastOffset()));
setInterval(() => show(offset), REFRESH_MS);
show(0);
