// What this browser wants to send, in IndexedDB. Each window owns its rows; whoever finds rows of a window that is gone adopts them.
const silence = 30_000;
const beat = 10_000;
const memory = new Map();
const calls = "BroadcastChannel" in globalThis ? new BroadcastChannel("teahouse.outbox") : null;
let opened = null;
let me = null;

// Who leaves a page leaves its mark behind for the next one of this window. A duplicated tab may hold a copy of it.
const mark = uuid();
const left = sessionStorage.getItem("teahouse.left");
addEventListener("pagehide", () => { if (me) sessionStorage.setItem("teahouse.left", mark); });
addEventListener("pageshow", e => { if (e.persisted) sessionStorage.removeItem("teahouse.left"); });

/** Begins for the signed-in user, and gives this window's id, a UUID. From now on this window gives signs of life. */
export async function begin(user) {
  const owner = await takeOver(sessionStorage.getItem("teahouse.window")) ?? uuid();
  sessionStorage.setItem("teahouse.window", owner);
  sessionStorage.removeItem("teahouse.left");
  me = { user, owner };
  await stamp();
  setInterval(stamp, beat);
  // Timers of hidden windows are slowed down, messages are not: who is asked says at once that it lives.
  calls?.addEventListener("message", e => { if (e.data === owner) stamp(); });
  return owner;
}

// The id goes from the page that held it last to one page only, however many tabs have its mark.
async function takeOver(id) {
  if (!id || !left) return null;
  return await run(["owners"], "readwrite", async owners => {
    const before = await done(owners.get(id));
    if (before?.mark !== left) return null;
    owners.put({ id, at: Date.now(), mark });
    return id;
  });
}

/** This window's rows, orphans included, oldest first, as JSON text; an empty text when there are none. */
export async function load() {
  await askOrphans();
  const rows = await run(["rows", "owners"], "readwrite", async (rows, owners) => {
    const all = (await done(rows.index("user").getAll(me.user)));
    const alive = await living(owners);
    for (const row of all) {
      if (alive.has(row.owner)) continue;
      row.owner = me.owner;
      rows.put(row);
    }
    return all.filter(row => row.owner === me.owner);
  }) ?? [...memory.values()];
  return rows.length ? JSON.stringify(rows.sort((a, b) => a.createdAt - b.createdAt).map(row => row.item)) : "";
}

/** Keeps a row; done when it is safe. */
export async function put(id, createdAt, item) {
  const row = { id, createdAt, item, user: me.user, owner: me.owner };
  const kept = await run(["rows"], "readwrite", async rows => { rows.put(row); return true; });
  if (!kept) memory.set(id, row);
}

export async function remove(id) {
  memory.delete(id);
  await run(["rows"], "readwrite", async rows => { rows.delete(id); return true; });
}

/** Calls back when rows of a window that is gone were found; load() adopts them. */
export function onOrphans(callback) {
  setInterval(async () => { if ((await orphans()).length) callback(); }, beat);
}

async function askOrphans() {
  const lost = await orphans();
  if (!lost.length || !calls) return;
  for (const owner of new Set(lost.map(row => row.owner))) calls.postMessage(owner);
  await new Promise(later => setTimeout(later, 300));
}

async function orphans() {
  return await run(["rows", "owners"], "readonly", async (rows, owners) => {
    const all = await done(rows.index("user").getAll(me.user));
    const alive = await living(owners);
    return all.filter(row => !alive.has(row.owner));
  }) ?? [];
}

async function living(owners) {
  const all = await done(owners.getAll());
  return new Set(all.filter(o => o.at > Date.now() - silence).map(o => o.id)).add(me.owner);
}

async function stamp() {
  await run(["owners"], "readwrite", async owners => {
    owners.put({ id: me.owner, at: Date.now(), mark });
    for (const old of await done(owners.getAll())) if (old.at < Date.now() - 86_400_000) owners.delete(old.id);
    return true;
  });
}

// Gives what the work gives once its transaction is complete; null where the browser keeps no database.
async function run(stores, mode, work) {
  try {
    const db = await (opened ??= open());
    const transaction = db.transaction(stores, mode);
    const ended = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
    const result = await work(...stores.map(name => transaction.objectStore(name)));
    await ended;
    return result;
  } catch (fault) {
    console.warn("outbox", fault);
    return null;
  }
}

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("teahouse", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("rows", { keyPath: "id" }).createIndex("user", "user");
      request.result.createObjectStore("owners", { keyPath: "id" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => { opened = null; reject(request.error); };
  });
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// crypto.randomUUID is withheld over plain http, getRandomValues is not.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map(b => b.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
