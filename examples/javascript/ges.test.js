import assert from 'node:assert/strict';
import path from 'node:path';
import { after, test } from 'node:test';

import { shared } from 'ges-emulator';
import { withGes } from 'ges-emulator/node';

import { GesClient, GesError, ImportError } from './ges.js';

const failedImport = path.join(import.meta.dirname, 'failed-import.yaml');

after(async () => (await shared()).close());

/**
 * The client under test, and the project that it meets. What the contract does not allow,
 * a misspelt filter say, fails the test.
 *
 * @param {import('ges-emulator').Ges} ges
 * @param {string} scenario
 */
async function start(ges, scenario) {
  const project = await ges.project({ scenario });
  return { client: new GesClient(project.endpoint, project.id), project };
}

test(
  'an import is waited for until it has succeeded',
  withGes(async (ges) => {
    const { client } = await start(ges, 'import-lifecycle'); // each call moves its clock
    let pauses = 0;

    const job = await client.waitForImport('test1217', {
      pause: async () => {
        pauses += 1;
      },
    });

    assert.equal(job.status, 'success');
    assert.equal(job.endTime, '2018-12-17T12:56:07');
    assert.equal(job.jobDetail?.edgesetPath?.[0].successfulLines, 1659);
    assert.equal(pauses, 7);
  }),
);

test(
  'a failed import says which file it failed at',
  withGes(async (ges) => {
    const { client, project } = await start(ges, failedImport);

    const waiting = client.waitForImport('movies', {
      pause: (seconds) => project.advance(`${seconds}s`), // instead of sleeping
    });

    await assert.rejects(waiting, (error) => {
      assert(error instanceof ImportError);
      assert.equal(error.job.status, 'failed');
      assert.match(error.message, /The edge set does not fit the schema\.$/);
      assert.deepEqual(
        error.files.map(({ path, cause }) => [path, cause]),
        [['movies/directed.csv', 'label directed is not in the schema']],
      );
      return true;
    });
  }),
);

test(
  'GES.9999 on the third poll is no failed import',
  withGes(async (ges) => {
    const { client } = await start(ges, 'third-poll-fails');
    /** @type {string[]} */
    const retried = [];

    const job = await client.waitForImport('test1217', {
      pause: async () => {},
      onRetry: (error) => retried.push(error.message),
    });

    assert.equal(job.status, 'success');
    assert.deepEqual(retried, ['400 GES.9999: failed']);
  }),
);

test(
  'failed polls in a row end the waiting',
  withGes(async (ges) => {
    const { client } = await start(ges, 'documented-failure');
    let retries = 0;

    const waiting = client.waitForImport('test1217', {
      pause: async () => {},
      retries: 2,
      onRetry: () => {
        retries += 1;
      },
    });

    await assert.rejects(waiting, { name: 'GesError', code: 'GES.9999', status: 400 });
    assert.equal(retries, 2);
  }),
);

test(
  'a pause is as long as the service asks for',
  withGes(async (ges) => {
    const { client, project } = await start(ges, 'outage-window');
    await project.advanceTo('2018-12-17T12:56:40'); // 20 s before the outage is over
    /** @type {number[]} */
    const pauses = [];

    const job = await client.waitForImport('test1217', {
      pause: async (seconds) => pauses.push(seconds),
    });

    assert.equal(job.status, 'success');
    assert.deepEqual(pauses, [10, 10]);
  }),
);

test(
  'a bad parameter is an error that is not repeated',
  withGes(async (ges) => {
    ges.allowViolations = true;
    const { client } = await start(ges, 'empty');

    await assert.rejects(client.listJobs({ limit: 0 }), (error) => {
      assert(error instanceof GesError);
      assert.equal(error.code, 'GES.0001');
      assert.equal(error.transient, false);
      return true;
    });
  }),
);

test(
  '5,000 jobs come page by page, each once',
  withGes(async (ges) => {
    const { client } = await start(ges, 'busy-month');
    const { jobCount } = await client.listJobs({ limit: 1 });
    assert.equal(jobCount, 5000);

    const ids = [];
    let begun = '';
    for await (const job of client.allJobs()) {
      assert(job.beginTime >= begun, `${job.jobId} is out of order`);
      begun = job.beginTime;
      ids.push(job.jobId);
    }

    assert.equal(ids.length, 5000);
    assert.equal(new Set(ids).size, 5000);
  }),
);

test(
  'a filter holds for every page',
  withGes(async (ges) => {
    const { client } = await start(ges, 'busy-month');
    const { jobCount } = await client.listJobs({ status: 'failed', limit: 1 });

    let found = 0;
    for await (const job of client.allJobs({ status: 'failed' }, { pageSize: 50 })) {
      assert.equal(job.status, 'failed');
      assert.notEqual(job.failReason, undefined);
      found += 1;
    }

    assert(found > 50, `${found} jobs are no more than a page`);
    assert.equal(found, jobCount);
  }),
);

test(
  'time moves when told, forwards and back',
  withGes(async (ges) => {
    const { client, project } = await start(ges, failedImport);
    const status = async () => (await client.listJobs()).jobList[0].status;
    const { jobId } = (await client.listJobs()).jobList[0];
    assert.equal(await status(), 'waiting');

    assert.deepEqual(await project.next(), [
      { jobId, from: 'waiting', to: 'running', at: '2018-12-17T12:55:10' },
    ]);
    assert.equal(await status(), 'running');

    await project.until(jobId, 'failed');
    assert.equal(await project.now(), '2018-12-17T12:56:02');
    assert.equal(await status(), 'failed');

    await project.advanceTo('2018-12-17T12:55:30');
    assert.equal(await status(), 'running');

    await project.reset();
    assert.equal(await status(), 'waiting');
  }),
);

test(
  'waiting can be given up',
  withGes(async (ges) => {
    const { client } = await start(ges, failedImport); // nobody moves its time
    const controller = new AbortController();

    const waiting = client.waitForImport('movies', {
      pause: async () => controller.abort(),
      signal: controller.signal,
    });

    await assert.rejects(waiting, { name: 'AbortError' });
  }),
);
