// SHA-256 in a worker: hashes go out in the order in which they were asked for, the page stays smooth.
let worker = null;
let last = 0;
const waiting = new Map();

/** Gives {digest, buffer}: the hash of the buffer's bytes, and the buffer, which is away meanwhile. */
export function hash(buffer) {
  worker ??= begin();
  const id = ++last;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, buffer }, [buffer]);
  });
}

function begin() {
  const made = new Worker(import.meta.resolve("./sha256.js"), { type: "module" });
  made.onmessage = ({ data }) => {
    waiting.get(data.id)?.resolve(data);
    waiting.delete(data.id);
  };
  made.onerror = fault => {
    for (const { reject } of waiting.values()) reject(new Error(fault.message));
    waiting.clear();
    worker = null;
  };
  return made;
}

export const toHex = bytes => [...bytes].map(b => b.toString(16).padStart(2, "0")).join("");

export const toBase64 = bytes => btoa(String.fromCharCode(...bytes));
