/** The core of the vendor's SDK for JavaScript, unmodified; there is no package of it for GES. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import builder from '@huaweicloud/huaweicloud-sdk-core/ClientBuilder.js';
import credentials from '@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials.js';
import { shared } from 'ges-emulator';
import { withGes } from 'ges-emulator/node';

after(async () => (await shared()).close());

/** A client of a project; list calls an operation with a query. */
function client(project, { ak = project.ak, sk = project.sk } = {}) {
  const credential = new credentials.BasicCredentials().withAk(ak).withSk(sk).withProjectId(project.id);
  const calls = new builder.ClientBuilder((c) => c)
    .withCredential(credential)
    .withEndpoint(project.endpoint)
    .build();
  return {
    list: (path, queryParams) =>
      calls.sendRequest({
        url: path,
        method: 'GET',
        contentType: 'application/json',
        queryParams,
        pathParams: { project_id: project.id },
        headers: {},
      }),
  };
}

for (const [version, path, count] of [
  ['1', '/v1.0/{project_id}/graphs/jobs', 'jobCount'],
  ['2', '/v2/{project_id}/graphs/jobs', 'job_count'],
]) {
  test(
    `it lists jobs in version ${version}`,
    withGes(async (ges) => {
      const project = await ges.project({ scenario: 'every-status' });
      const query = { limit: 100, offset: 0, status: 'success' };
      const answer = await client(project).list(path, query);
      const plain = await (
        await fetch(
          project.endpoint + path.replace('{project_id}', project.id) + `?${new URLSearchParams(query)}`,
        )
      ).json();
      assert.ok(answer[count] > 0);
      for (const key of Object.keys(plain)) assert.deepEqual(answer[key], plain[key], key);
    }),
  );

  test(
    `what it shows of errors in version ${version}`,
    withGes(async (ges) => {
      const project = await ges.project({ scenario: 'empty' });
      for (const status of [400, 401, 403, 404, 500, 503]) {
        const name = await project.addFault(status, { calls: 1 });
        await assert.rejects(client(project).list(path, {}), (e) => e.httpStatusCode === status, `${status}`);
        await project.removeFault(name);
      }
      assert.equal((await client(project).list(path, {}))[count], 0);
    }),
  );
}

test(
  'its signatures are checked',
  withGes(async (ges) => {
    const auth = { mode: 'signature', keys: [{ access: 'AK', secret: 'SK' }] };
    const project = await ges.project({ scenario: { version: 1, auth, projects: { '*': {} } } });
    const path = '/v1.0/{project_id}/graphs/jobs';
    assert.equal(
      (await client(project, { ak: 'AK', sk: 'SK' }).list(path, { graph_name: 'a b/ü' })).jobCount,
      0,
    );
    await assert.rejects(
      client(project, { ak: 'AK', sk: 'other' }).list(path, {}),
      (e) => e.httpStatusCode === 401,
    );
  }),
);
