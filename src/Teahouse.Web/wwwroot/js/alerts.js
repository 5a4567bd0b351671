// Tells of messages that nobody is looking at: by a sound, and by the system where the browser allows that.
import { read, write } from "./store.js";

let audio = null;
let opened = null;

// Browsers stay silent until somebody has touched the page.
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, wake, { capture: true, once: true });

function wake() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume();
}

/** Calls back with the id of a conversation whose notification was clicked. */
export function onOpen(callback) {
  opened = callback;
}

const key = (user, room) => `teahouse.alerts.${user}.${room}`;

/** Whether a conversation makes itself heard; until it is chosen, as the caller says. */
export const hears = (user, room, unchosen) => (read(key(user, room)) ?? (unchosen ? "all" : "none")) === "all";

export const setHears = (user, room, all) => write(key(user, room), all ? "all" : "none");

/** "sound", "system" and "quiet" (do not disturb) are kept for this browser. */
export const isOn = name => read(`teahouse.alerts.${name}`) === "on" || name === "sound" && read("teahouse.alerts.sound") === null;

export const setOn = (name, on) => write(`teahouse.alerts.${name}`, on ? "on" : "off");

/** "granted", "denied", "default", or "absent" where the browser has none: over plain http. */
export const permission = () => window.isSecureContext && "Notification" in window ? Notification.permission : "absent";

export async function askPermission() {
  return permission() === "absent" ? "absent" : await Notification.requestPermission();
}

/**
 * Tells of messages up to a seq of a conversation. Of all windows of this browser one does, and none when somebody is looking at
 * them in any.
 */
export async function tell(user, room, seq, isOpen, title, text) {
  const looking = document.visibilityState === "visible" && document.hasFocus();
  if (isOpen && looking) {
    await claim(user, room, seq);
    return;
  }
  const calm = isOn("quiet");
  // A window in which somebody is looking comes first.
  await new Promise(done => setTimeout(done, 300));
  if (calm || isOn("quiet") || !await claim(user, room, seq)) return;
  if (isOn("sound")) ring();
  if (isOn("system") && permission() === "granted" && !looking) notify(room, title, text);
}

let told = null;

function open() {
  return new Promise((done, fail) => {
    const request = indexedDB.open("teahouse-alerts", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("told");
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

// The first window that takes a message has it: a transaction holds between windows, which localStorage does not.
async function claim(user, room, seq) {
  try {
    const store = (await (told ??= open())).transaction("told", "readwrite").objectStore("told");
    const key = `${user}.${room}`;
    return await new Promise(done => {
      const before = store.get(key);
      before.onsuccess = () => {
        const mine = !(before.result >= seq);
        if (mine) store.put(seq, key);
        done(mine);
      };
      before.onerror = () => done(true);
    });
  } catch {
    // Without a store to agree in, each window tells by itself.
    return true;
  }
}

// A spoon against a cup.
function ring() {
  wake();
  const now = audio.currentTime;
  for (const [after, pitch] of [[0, 1318.5], [0.12, 1760]]) {
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.12, now + after);
    loudness.gain.exponentialRampToValueAtTime(0.001, now + after + 0.5);
    tone.connect(loudness).connect(audio.destination);
    tone.start(now + after);
    tone.stop(now + after + 0.5);
  }
}

function notify(room, title, text) {
  const notice = new Notification(title, { body: text, tag: `teahouse.${room}`, icon: "favicon.svg" });
  notice.onclick = () => {
    window.focus();
    notice.close();
    opened?.(room);
  };
}
