/**
 * Serves the page, from an origin of its own: npm start -- [PORT]
 */

import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const pages = new URL('page/', import.meta.url);

/** All that there is to serve. */
const files = new Map([
  ['/', ['index.html', 'text/html; charset=utf-8']],
  ['/app.js', ['app.js', 'text/javascript; charset=utf-8']],
  ['/style.css', ['style.css', 'text/css; charset=utf-8']],
]);

/**
 * Serves the page on this machine alone; port 0 is any free one.
 *
 * @param {number} port
 */
export async function servePage(port) {
  const server = createServer((request, response) => {
    const file = files.get(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    const [name, type] = file;
    response.writeHead(200, { 'Content-Type': type });
    createReadStream(new URL(name, pages)).pipe(response);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: got } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${got}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

if (path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { url } = await servePage(Number(process.argv[2] ?? 8000));
  console.log(`the page is at ${url}/?endpoint=http://127.0.0.1:8080&project=p1`);
}
