// Validates a HAR file with a published JSON schema, then sends each of its
// requests, as another program understands them, to an origin of its own.
// Prints {errors, requests: [{method, path, headers, body (Base64)}]}.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , packages, file] = process.argv;
const require = createRequire(pathToFileURL(resolve(packages, 'index.js')));
const { HarValidator } = require('@har-sdk/validator');
const fetchHAR = (await import(pathToFileURL(require.resolve('fetch-har')))).default;

const requests = [];
const origin = createServer(async (req, res) => {
  const body = [];
  for await (const part of req) body.push(part);
  requests.push({ method: req.method, path: req.url, headers: req.rawHeaders, body: Buffer.concat(body).toString('base64') });
  res.end();
});
await new Promise((done) => origin.listen(0, '127.0.0.1', done));

const har = JSON.parse(readFileSync(file, 'utf8'));
const errors = await new HarValidator().verify(har);
for (const entry of har.log.entries) {
  if (entry._webSocketMessages) continue;
  const url = new URL(entry.request.url);
  entry.request.url = `http://127.0.0.1:${origin.address().port}${url.pathname}${url.search}`;
  entry.request.queryString = [];
  const send = fetchHAR.default ?? fetchHAR;
  await send({ log: { entries: [entry] } });
}
origin.close();
origin.closeAllConnections();
console.log(JSON.stringify({ errors, requests }));
