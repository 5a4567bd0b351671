// Goes on with a file that was chosen again: the server has the hashes of what was sent, so that nothing large is hashed twice.
import { hash } from "./hasher.js";
import { Changed, chunkBytes, read } from "./slices.js";

const samples = 3;
const hashBytes = 32;

/** The file has the right name and size, but not the bytes that were sent; it may be another one. */
export class Other extends Error { }

/**
 * Fills in the hashes of the chunks that the server has, and looks whether they are this file's: in a few places where the file was
 * not written to since it was first chosen, else everywhere. Other bytes in a file that was written to since then are a change.
 */
export async function resume(job, received, ask) {
  const count = Math.ceil(received / chunkBytes);
  let known = 0;
  while (known < count && job.hashes[known]) known++;
  if (known === count) return;
  const fresh = [];
  while (known + fresh.length < count) {
    const part = new Uint8Array(await ask(known + fresh.length));
    if (part.length === 0) return;
    for (let i = 0; i < part.length; i += hashBytes) fresh.push(part.slice(i, i + hashBytes));
  }
  for (const number of job.untouched ? sample(known, count) : range(known, count)) {
    const { digest } = await hash(await read(job.file, number * chunkBytes));
    if (digest.some((byte, i) => byte !== fresh[number - known][i])) throw job.newer ? new Changed() : new Other();
  }
  fresh.forEach((digest, i) => { job.hashes[known + i] ??= digest; });
}

const range = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);

function sample(from, to) {
  const picked = new Set([to - 1]);
  for (let i = 0; i < samples; i++) picked.add(from + Math.floor(Math.random() * (to - from)));
  return picked;
}
