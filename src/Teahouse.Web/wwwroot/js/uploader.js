// Moves the bytes of chosen files to the server. They never enter .NET: a file is sliced, hashed in a worker and sent chunk by chunk.
import { hash, toBase64, toHex } from "./hasher.js";
import { resume, Other } from "./resume.js";
import { Changed, chunkBytes, read, Unreadable } from "./slices.js";
import * as store from "./store.js";

const atOnce = 2;
const jobs = new Map();
const queue = [];
let running = 0;
let tell = () => { };

/** Calls back with (fileId, state, code): queued, running, broken, unreadable, other, refused (with the code) or sent. */
export function onUpload(callback) { tell = callback; }

/** Keeps a chosen file ready for its transfer. Its own name and time are noted, for the day when it must be chosen again. */
export function keep(fileId, file) {
  store.write(keyOf(fileId), JSON.stringify({ name: file.name, at: file.lastModified }));
  keepAgain(fileId, file);
}

/** Keeps a file that was chosen again, in place of one that could not be read. */
export function keepAgain(fileId, file) {
  jobs.get(fileId)?.stop?.abort();
  const { at } = noteOf(fileId);
  const [untouched, newer] = [file.lastModified === at, file.lastModified > at];
  jobs.set(fileId, { fileId, file, hashes: [], state: "kept", stop: null, untouched, newer, changed: false });
}

const keyOf = fileId => `file:${fileId}`;
const noteOf = fileId => JSON.parse(store.read(keyOf(fileId)) ?? "{}");

/** The name of a transfer's file on this disk, which two of a folder may share; empty when it was chosen in another browser. */
export const chosenName = fileId => noteOf(fileId).name ?? "";

/** How many bytes of a transfer the server has, and how many it has handed over, as JSON; zeros when it does not say. */
export async function moved(fileId) {
  try {
    const { received = 0, handed = 0 } = await (await fetch(`/api/files/${fileId}`, { cache: "no-store" })).json();
    return JSON.stringify([received, handed]);
  } catch {
    return "[0,0]";
  }
}

/** Whether this window has the file of a transfer. */
export const has = fileId => jobs.has(fileId);

/** The other side accepted, or it is left with the server: sends the bytes, or waits for its turn. */
export function start(fileId) {
  const job = jobs.get(fileId);
  if (!job || job.state !== "kept") return;
  job.stop = new AbortController();
  queue.push(job);
  change(job, "queued");
  next();
}

/** The transfer is paused: stops at once, and waits to be started again. */
export function hold(fileId) {
  const job = jobs.get(fileId);
  if (!job?.stop) return;
  job.stop.abort();
  jobs.set(fileId, { ...job, state: "kept", stop: null });
}

/** The transfer is over: lets go of the file. */
export function drop(fileId) {
  jobs.get(fileId)?.stop?.abort();
  jobs.delete(fileId);
  store.write(keyOf(fileId), null);
}

/** These are not the bytes that were begun with: another file may be chosen. */
function letGo(job, state) {
  jobs.delete(job.fileId);
  change(job, state);
}

/** The connection is back: whoever waits for it goes on at once. */
export function wake() {
  for (const job of jobs.values()) job.wake?.();
}

function next() {
  while (running < atOnce && queue.length) {
    const job = queue.shift();
    if (job.stop.signal.aborted) continue;
    running++;
    run(job).finally(() => { running--; next(); });
  }
}

function change(job, state, code = 0) {
  job.state = state;
  tell(job.fileId, state, code);
}

async function run(job) {
  let wait = 1000;
  for (; !job.stop.signal.aborted;) {
    try {
      if (job.changed) return await answerOf(bytes(job, "/changed", "POST"));
      change(job, "running");
      await send(job, () => { wait = 1000; });
      change(job, "sent");
      return;
    } catch (fault) {
      if (job.stop.signal.aborted) return;
      if (fault instanceof Changed) { job.changed = true; continue; }
      if (fault instanceof Other) return letGo(job, "other");
      if (fault instanceof Unreadable) return change(job, "unreadable");
      if (fault instanceof Refused && !fault.passing) return change(job, "refused", fault.code);
      change(job, "broken");
      await pause(job, fault.retryAfterMs ?? wait);
      wait = Math.min(wait * 2, 15_000);
    }
  }
}

function pause(job, ms) {
  return new Promise(done => {
    job.wake = done;
    job.stop.signal.addEventListener("abort", done, { once: true });
    setTimeout(done, ms);
  });
}

async function send(job, progressed) {
  const info = await answerOf(bytes(job));
  const takes = info.state === "accepted" || (info.state === "offered" && info.left);
  if (!takes) return;
  // All of it is there; whether it stays there is not said yet.
  if (info.digest) return info.state === "accepted" ? announce(job, info.digest) : undefined;
  // The server has not noticed yet that an earlier request broke, and would refuse this one when all of it has come.
  if (info.busy) throw new Refused(409, { code: 1003 });
  let offset = info.received;
  await resume(job, offset, number => answerOf(bytes(job, `/hashes/${number}`), answer => answer.arrayBuffer()));
  let ahead = prepare(job, offset);
  while (offset < job.file.size) {
    const chunk = await ahead;
    const after = offset + chunk.buffer.byteLength;
    // The next chunk is read and hashed while this one travels.
    ahead = after < job.file.size ? prepare(job, after) : null;
    ahead?.catch(() => { });
    try {
      await put(job, offset, chunk);
      offset = after;
      progressed();
    } catch (fault) {
      if (!(fault instanceof Refused) || fault.code !== 4005) throw fault;
      offset = fault.offset;
      ahead = prepare(job, offset);
    }
  }
  await finish(job);
}

async function prepare(job, offset) {
  if (offset >= job.file.size) return null;
  const { digest, buffer } = await hash(await read(job.file, offset));
  job.hashes[offset / chunkBytes] = digest;
  return { digest, buffer };
}

const bytes = (job, what = "", method = "GET") =>
  fetch(`/api/files/${job.fileId}${what}`, { method, cache: "no-store", signal: job.stop.signal });

async function put(job, offset, { digest, buffer }) {
  await answerOf(fetch(`/api/files/${job.fileId}/bytes/${offset}`, {
    method: "PUT",
    headers: { "Content-Type": "application/octet-stream", "Content-Digest": `sha-256=:${toBase64(digest)}:` },
    body: new Blob([buffer]),
    signal: job.stop.signal,
  }));
}

async function finish(job) {
  const count = Math.ceil(job.file.size / chunkBytes);
  const all = new Uint8Array(count * 32);
  for (let i = 0; i < count; i++) {
    // Only what another window of the sender's brought meanwhile is missing here.
    job.hashes[i] ??= (await hash(await read(job.file, i * chunkBytes))).digest;
    all.set(job.hashes[i], i * 32);
  }
  await announce(job, toHex((await hash(all.buffer)).digest));
}

async function announce(job, digest) {
  await answerOf(fetch(`/api/files/${job.fileId}/finish`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ digest }),
    signal: job.stop.signal,
  }));
}

async function answerOf(request, take = answer => answer.json().catch(() => null)) {
  const answer = await request;
  if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => null));
  return await take(answer);
}

class Refused extends Error {
  constructor(status, refusal) {
    super(`refused: ${status} ${refusal?.code ?? ""}`);
    this.code = refusal?.code ?? 0;
    this.offset = refusal?.offset ?? 0;
    this.retryAfterMs = refusal?.retryAfterMs;
    // Without a refusal of ours it was a proxy or a server on its way down; busy, too fast, a full disk and a pause pass as well.
    this.passing = !refusal?.code || [1003, 1004, 1005, 1008, 4007, 4011].includes(this.code);
  }
}
