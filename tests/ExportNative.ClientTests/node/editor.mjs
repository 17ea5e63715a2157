// An editor that does what it is told: each line of its input is a call of the module, or ends one; it prints what comes of it.
// { id, call, args?, file?, options? } and { abort: id }; events: status, connection, progress, done, failed.
import { openAsBlob } from 'node:fs';
import { createInterface } from 'node:readline';
import * as client from '../../../src/ExportNative.Client/exportnative.js';

const connection = JSON.parse(process.argv[2]);
const running = new Map();

function say(event, id, what) {
  process.stdout.write(`${JSON.stringify({ event, id, ...what })}\n`);
}

async function run({ id, call, args = [], file, options = {} }) {
  const ending = new AbortController();
  running.set(id, ending);
  const last = {
    ...connection,
    ...options,
    signal: ending.signal,
    onStatus: (status) => say('status', id, status),
    onConnection: (state) => say('connection', id, { connected: state.connected, message: state.error?.message ?? null }),
    onProgress: (progress) => say('progress', id, progress),
  };
  try {
    const data = file === undefined ? [] : [await openAsBlob(file)];
    say('done', id, { value: (await client[call](...args, ...data, last)) ?? null });
  } catch (error) {
    const { name, message, status, kind, problems, retryAfter, isTemporary } = error;
    say('failed', id, { name, message, status, kind, problems, retryAfter, isTemporary });
  } finally {
    running.delete(id);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  if (order.abort) running.get(order.abort).abort();
  else void run(order);
}
