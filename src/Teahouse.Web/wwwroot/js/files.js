// Choosing, dropping, pasting and saving files. A chosen file waits in the tray until its transfer has an id.
import { most, unfold, unlike } from "./folders.js";
import { draw, fit } from "./thumbnails.js";
import { chosenName, keep, keepAgain } from "./uploader.js";

export { chosenName, drop, has, hold, moved, onUpload, start, wake } from "./uploader.js";

const tray = new Map();
const pictures = new Map();
let last = 0;
let arrived = () => { };

/** Calls back with (how, files): how is "choose", "folder", "drop" or "paste", files is JSON: [{key, name, size}]. */
export function onFiles(callback) { arrived = callback; }

/** Opens the browser's file chooser. With a transfer's id the choice replaces a file that this window no longer has. */
export function choose(fileId) {
  const input = document.getElementById(fileId ? "file-again" : "file-input");
  input.dataset.file = fileId ?? "";
  open(input);
}

/** Opens the browser's chooser of folders. */
export function chooseFolder() {
  open(document.getElementById("folder-input"));
}

function open(input) {
  input.value = "";
  input.click();
}

/** The file with this key belongs to this transfer. */
export function bind(key, fileId) {
  const file = tray.get(key);
  forget(key);
  if (file) keep(fileId, file);
}

/** The file with this key is not wanted. */
export function forget(key) {
  tray.delete(key);
  pictures.delete(key);
}

/** Takes a file again for a transfer, when name and size are the same; it may have been offered under another name. */
export function bindAgain(key, fileId, name, size) {
  const file = tray.get(key);
  forget(key);
  if (!file || file.size !== size || ![name, chosenName(fileId)].includes(file.name)) return false;
  keepAgain(fileId, file);
  return true;
}

/** A small picture to show before sending, as a blob address; empty for what has none. */
export async function preview(key) {
  const picture = await pictured(key);
  return picture ? URL.createObjectURL(picture) : "";
}

/** The small pictures that go along with an offer, in so many letters at most: {key: base64} as JSON. The keys come as JSON too. */
export const thumbnails = async (keys, room) =>
  JSON.stringify(await fit(JSON.parse(keys).map(key => ({ key, picture: pictured(key) })), room));

function pictured(key) {
  if (!pictures.has(key) && tray.has(key)) pictures.set(key, draw(tray.get(key), () => tray.has(key)));
  return pictures.get(key) ?? Promise.resolve(null);
}

export const releasePreview = url => { if (url) URL.revokeObjectURL(url); };

/** Lets the browser save a transfer's bytes. */
export function save(fileId, name) {
  const link = document.createElement("a");
  link.href = `/api/files/${fileId}/content`;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}

function take(how, files) {
  const names = new Set();
  const entries = [...files].map(file => {
    const key = `f${++last}`;
    tray.set(key, file);
    return { key, name: unlike(file.name, names), size: file.size };
  });
  if (entries.length) arrived(how, JSON.stringify(entries));
}

addEventListener("change", e => {
  if (e.target.id === "file-input") take("choose", e.target.files);
  if (e.target.id === "folder-input") take("folder", [...e.target.files].slice(0, most));
  if (e.target.id === "file-again") take(e.target.dataset.file, e.target.files);
});

const carriesFiles = e => e.dataTransfer?.types.includes("Files");
let depth = 0;

const mark = over => { document.documentElement.dataset.dragging = over ? "true" : "false"; };

addEventListener("dragenter", e => { if (carriesFiles(e)) { depth++; mark(true); } });
addEventListener("dragleave", e => { if (carriesFiles(e) && --depth <= 0) { depth = 0; mark(false); } });
// Without this the browser would leave the page and show the file.
addEventListener("dragover", e => { if (carriesFiles(e)) e.preventDefault(); });
addEventListener("drop", async e => {
  if (!carriesFiles(e)) return;
  e.preventDefault();
  depth = 0;
  mark(false);
  take("drop", await unfold(e.dataTransfer));
});
addEventListener("paste", e => {
  if (!e.clipboardData?.files.length || !e.target.closest?.("[data-composer]")) return;
  // A copied table carries a picture of itself beside its text; the text is meant.
  if (e.clipboardData.types.includes("text/plain")) return;
  e.preventDefault();
  take("paste", e.clipboardData.files);
});
