// Tries what other systems do with the official clients and prints what came of it, one JSON object a line.
// Usage: node face.mjs LIBRARY CONNECTION history|store [USER PASSWORD]
import { randomUUID } from 'node:crypto';

const [library, connection, what, username, password] = process.argv.slice(2);
const lib = await import(library);
const client = (lib.KurrentDBClient ?? lib.EventStoreDBClient).connectionString(connection);
const credentials = username ? { credentials: { username, password } } : {};
const stream = `customer-${randomUUID()}`;

// The two libraries name the same option differently.
const expecting = (state) => ({ expectedRevision: state, streamState: state });
const say = (step, result) =>
  console.log(JSON.stringify({ step, ...result }, (_, value) => (typeof value === 'bigint' ? Number(value) : value)));
const attempt = async (step, call) => {
  try {
    say(step, { result: await call() });
  } catch (error) {
    say(step, { error: error.type ?? error.constructor.name });
  }
};
const collect = async (read) => {
  const events = [];
  for await (const { event } of read) events.push([event.streamId, event.revision, event.type]);
  return events;
};
const own = (events) => events.map(([, revision, type]) => [revision, type]);
const event = (type) => lib.jsonEvent({ type, data: { type }, metadata: { by: 'node' } });
const follow = (count, options) => new Promise((resolve, reject) => {
  const seen = [];
  const subscription = client.subscribeToAll({ ...options, ...credentials });
  subscription.on('error', reject);
  subscription.on('data', ({ event: { streamId, type } }) => {
    seen.push([streamId, type]);
    if (seen.length === count) subscription.unsubscribe().then(() => resolve(seen), reject);
  });
});

async function store() {
  const first = event('opened');
  await attempt('new', async () => (await client.appendToStream(stream, [first, event('named')], expecting(lib.NO_STREAM))).nextExpectedRevision);
  await attempt('wrong', () => client.appendToStream(stream, event('lost'), expecting(7n)));
  await attempt('exists already', () => client.appendToStream(stream, event('lost'), expecting(lib.NO_STREAM)));
  await attempt('at', async () => (await client.appendToStream(stream, event('moved'), expecting(1n))).position.commit > 0n);
  await attempt('any', async () => (await client.appendToStream(stream, event('closed'), expecting(lib.ANY))).success);
  await attempt('read', async () => own(await collect(client.readStream(stream))));
  await attempt('backwards', async () => own(await collect(client.readStream(stream, { direction: 'backwards', fromRevision: 'end', maxCount: 2 }))));

  const retried = `customer-${randomUUID()}`;
  const once = event('once');
  await client.appendToStream(retried, once, expecting(lib.NO_STREAM));
  await attempt('repeat', async () => (await client.appendToStream(retried, once, expecting(lib.NO_STREAM))).nextExpectedRevision);
  await attempt('after repeat', async () => own(await collect(client.readStream(retried))));

  const filter = lib.streamNameFilter({ prefixes: [stream] });
  await attempt('follow', async () => own(await follow(4, { fromPosition: lib.START, filter }).then((s) => s.map(([id, type]) => [id, id === stream, type]))));

  await attempt('missing', () => collect(client.readStream('nobody-wrote-this')));
  await attempt('delete', async () => (await client.deleteStream(stream)).position.commit > 0n);
  await attempt('deleted', () => collect(client.readStream(stream)));
  await attempt('again', async () => (await client.appendToStream(stream, event('reopened'), expecting(lib.NO_STREAM))).success);
  await attempt('reopened', async () => own(await collect(client.readStream(stream))));
  await attempt('delete nothing', () => client.deleteStream('nobody-wrote-this'));
  await attempt('tombstone', async () => (await client.tombstoneStream(stream)).position.commit > 0n);
  await attempt('gone', () => collect(client.readStream(stream)));
  await attempt('write gone', () => client.appendToStream(stream, event('lost'), expecting(lib.ANY)));
}

async function history() {
  const all = await collect(client.readAll({ ...credentials }));
  say('all', { result: all.length });
  const [identity] = all.find(([, , type]) => type === 'identity.registered.v1');
  await attempt('stream', async () => own(await collect(client.readStream(identity, { maxCount: 1, ...credentials }))));
  await attempt('backwards', async () => own(await collect(client.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 1, ...credentials }))).length);
  await attempt('by type', async () => (await follow(1, { fromPosition: lib.START, filter: lib.eventTypeFilter({ regex: 'registered' }) }))[0][1]);
  await attempt('by stream', async () => (await follow(1, { fromPosition: lib.START, filter: lib.streamNameFilter({ prefixes: [identity] }) }))[0][1]);
  await attempt('missing', () => collect(client.readStream('nobody-wrote-this', { ...credentials })));
  await attempt('write', () => client.appendToStream(stream, event('forged'), { ...expecting(lib.ANY), ...credentials }));
  await attempt('delete', () => client.deleteStream(identity, { ...credentials }));
}

await (what === 'store' ? store() : history());
process.exit(0);
