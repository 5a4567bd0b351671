// Small pictures of chosen files, made one at a time by a worker, so that neither a hundred photos nor a broken one stop the page.
import { toBase64 } from "./hasher.js";

const mostBytes = 24 * 1024;
/** Below this nothing is to be seen: then fewer pictures go along, and not smaller ones. */
const leastBytes = 1500;
const patience = 5000;
/** An offer waits so long for its pictures; what is not ready then does not go along. */
const offerPatience = 5000;

let worker = null;
let turn = Promise.resolve();

/** A Blob for an image of the four safe kinds; null for everything else, and for what is not wanted any more when its turn comes. */
export function draw(file, wanted = () => true, limit = mostBytes) {
  const mine = turn.then(() => wanted() ? ask(file, limit) : null);
  turn = mine;
  return mine;
}

/** As many of the pictures as fit into so many letters of base64 together, smaller where they must: {key: base64}. */
export async function fit(pictures, room) {
  const end = performance.now() + offerPatience;
  const made = await Promise.all(pictures.map(async ({ key, picture }) => ({ key, blob: await until(end, picture) })));
  const bytes = Math.floor(room / 4) * 3;
  const some = made.filter(({ blob }) => blob).slice(0, Math.floor(bytes / leastBytes));
  const share = some.reduce((sum, { blob }) => sum + blob.size + 2, 0) <= bytes ? mostBytes : Math.floor(bytes / some.length) - 2;
  const fitted = {};
  for (const { key, blob } of some) {
    const small = blob.size <= share ? blob : await until(end, draw(blob, undefined, share));
    if (small) fitted[key] = toBase64(new Uint8Array(await small.arrayBuffer()));
  }
  return fitted;
}

const until = (end, picture) => Promise.race([
  picture, new Promise(done => setTimeout(() => done(null), Math.max(0, end - performance.now()))),
]);

function ask(file, limit) {
  const asked = worker ??= new Worker(import.meta.resolve("./thumbnailer.js"), { type: "module" });
  return new Promise(done => {
    asked.postMessage({ file, limit });
    const give = picture => { clearTimeout(late); done(picture); };
    const fail = () => { asked.terminate(); worker = null; give(null); };
    const late = setTimeout(fail, patience);
    asked.onmessage = ({ data }) => give(data);
    asked.onerror = fail;
  });
}
