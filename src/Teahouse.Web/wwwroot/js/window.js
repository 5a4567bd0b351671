// The window itself: title, icon, size, keys for the whole page, dialogs, the clipboard.
const wide = matchMedia("(min-width: 700px)");

/** Shows the number of unread messages in the title and the icon. */
export function setTitle(title, unread) {
  document.title = unread > 0 ? `(${unread > 999 ? "999+" : unread}) ${title}` : title;
  drawIcon(unread);
}

let drawn = 0;
let iconUrl = null;
const plainIcon = document.getElementById("icon").getAttribute("href");

async function drawIcon(unread) {
  const link = document.getElementById("icon");
  const label = unread > 99 ? "99+" : String(unread);
  if (drawn === label) return;
  drawn = label;
  let next = null;
  if (unread > 0) next = URL.createObjectURL(await badge(label));
  if (drawn !== label) return;
  link.type = next ? "image/png" : "image/svg+xml";
  link.href = next ?? plainIcon;
  const before = iconUrl;
  // The browser may still be reading it.
  if (before) setTimeout(() => URL.revokeObjectURL(before), 10_000);
  iconUrl = next;
}

async function badge(label) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 64;
  const pen = canvas.getContext("2d");
  const cup = new Image(64, 64);
  cup.src = plainIcon;
  await cup.decode();
  pen.drawImage(cup, 0, 0, 64, 64);
  pen.fillStyle = "#c0341d";
  pen.beginPath();
  pen.roundRect(label.length > 2 ? 8 : 22, 22, label.length > 2 ? 56 : 42, 42, 21);
  pen.fill();
  pen.fillStyle = "#fff";
  pen.font = `bold ${label.length > 2 ? 28 : 32}px sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(label, label.length > 2 ? 36 : 43, 44);
  return new Promise(done => canvas.toBlob(done));
}

// What an input method composes is not ours; the Enter that ends it Safari reports afterwards, with key code 229.
addEventListener("keydown", e => { if (e.isComposing || e.keyCode === 229) e.stopPropagation(); }, { capture: true });

/** Calls back with "jump" for Ctrl+K and "shortcuts" for Ctrl+/. */
export function onKey(callback) {
  addEventListener("keydown", e => {
    if (!(e.ctrlKey || e.metaKey) || e.altKey) return;
    const name = e.key === "k" || e.key === "K" ? "jump" : e.key === "/" ? "shortcuts" : null;
    if (!name) return;
    e.preventDefault();
    callback(name);
  });
}

/** Opens a dialog over the page; onClose is called once, however it is closed. */
export function openDialog(id, onClose) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  dialog.addEventListener("close", () => onClose(), { once: true });
  dialog.addEventListener("click", e => { if (e.target === dialog && dialog.dataset.light === "true") dialog.close(); });
  dialog.showModal();
}

export function closeDialog(id) {
  document.getElementById(id)?.close();
}

/** Copies a text also where the clipboard API is withheld, as it is over plain http. */
export async function copy(text) {
  try {
    if (navigator.clipboard) return await navigator.clipboard.writeText(text), true;
  } catch { /* refused: the old way below */ }
  const box = document.createElement("textarea");
  const before = document.activeElement;
  box.value = text;
  box.className = "unseen";
  (document.querySelector("dialog[open]") ?? document.body).append(box);
  box.select();
  const copied = document.execCommand("copy");
  box.remove();
  before?.focus({ preventScroll: true });
  return copied;
}

export const focusElement = id => document.getElementById(id)?.focus();

/** On a narrow screen the browser's way back leads from a conversation to the list: calls back when it was gone. */
export function onBack(callback) {
  addEventListener("popstate", () => { if (!history.state?.talk) callback(); });
}

export function enterTalk() {
  if (!wide.matches && !history.state?.talk) history.pushState({ talk: true }, "");
}

/** Goes back to the list by the browser's history; false when the conversation was not entered from there. */
export function leaveTalk() {
  if (!history.state?.talk) return false;
  history.back();
  return true;
}

/** By how many minutes the clocks here are ahead of UTC at a moment. */
export const offsetAt = unixMs => -new Date(unixMs).getTimezoneOffset();

/** A value that this window keeps over a reload. */
export const recall = key => sessionStorage.getItem(`teahouse.${key}`);

export const remember = (key, value) => sessionStorage.setItem(`teahouse.${key}`, value);

/** Calls back when somebody returns to this window, or the network to the machine. */
export function onReturn(callback) {
  addEventListener("online", () => callback());
  addEventListener("pageshow", e => { if (e.persisted) callback(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") callback(); });
}

const idleAfter = 5 * 60_000;

/** Calls back with true when nobody has touched this window for five minutes, and with false when somebody does again. */
export function onIdle(callback) {
  let touched = Date.now();
  let idle = false;
  const look = () => {
    const now = Date.now() - touched >= idleAfter;
    if (now !== idle) callback(idle = now);
  };
  const touch = () => {
    touched = Date.now();
    if (idle) look();
  };
  for (const kind of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "focus"])
    addEventListener(kind, touch, { capture: true, passive: true });
  setInterval(look, 15_000);
}
