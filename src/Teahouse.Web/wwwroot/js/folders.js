// What was dropped, with the files inside of dropped folders: a browser hands a folder over as if it were a file that cannot be read.
// And unlike names for what lay in several folders.

/** More than these are not looked for; one above it, so that whoever counts sees that there are too many. */
export const most = 1001;

/** The dropped files. Each item must be asked before the event is over, so everything up to the first await is done at once. */
export async function unfold(dropped) {
  const found = [];
  const entries = [...dropped.items].filter(item => item.kind === "file").map(item => item.webkitGetAsEntry() ?? item.getAsFile());
  for (const entry of entries) await walk(entry, found);
  return found;
}

// What cannot be read is left out of the list that the user sees before sending.
async function walk(entry, found) {
  if (found.length >= most) return;
  if (entry instanceof File) found.push(entry);
  else if (entry?.isFile) found.push(...await new Promise(done => entry.file(file => done([file]), () => done([]))));
  else if (entry?.isDirectory) for (const inner of await list(entry)) await walk(inner, found);
}

// A folder tells its entries in parts, the last of which is empty.
async function list(folder) {
  const reader = folder.createReader();
  const all = [];
  for (; all.length < most;) {
    const part = await new Promise(done => reader.readEntries(done, () => done([])));
    if (part.length === 0) break;
    all.push(...part);
  }
  return all;
}

/** A name that none of these has: 茶.txt, 茶 (2).txt, … Files of several folders lie side by side at the receiver. */
export function unlike(name, taken) {
  const dot = name.lastIndexOf(".") > 0 ? name.lastIndexOf(".") : name.length;
  let unique = name;
  for (let n = 2; taken.has(unique); n++) unique = `${name.slice(0, dot)} (${n})${name.slice(dot)}`;
  taken.add(unique);
  return unique;
}
