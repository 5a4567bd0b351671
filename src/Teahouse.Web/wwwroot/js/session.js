// Who is signed in, in this window and in the others of this browser. Works before .NET is there.
import { read, write } from "./store.js";

const hintKey = "teahouse.session";
const noticeKey = "teahouse.notice";
const lastKey = "teahouse.last";
let me = null;
let announce;
const known = new Promise(resolve => { announce = resolve; });
let otherUser = () => { };

/** Resolves to {id, name} as soon as somebody is signed in. */
export const session = () => known;

/** Calls back with the name when another window of this browser signs in as somebody else. */
export function onOtherUser(callback) { otherUser = callback; }

/** Somebody is signed in: the page shows the chat. */
export function begin(person) {
  me = { id: person.id, name: person.name };
  write(hintKey, JSON.stringify(me));
  sessionStorage.removeItem(lastKey);
  document.documentElement.dataset.screen = "app";
  announce(me);
}

/** Asks the server whose session the cookie carries. True when somebody's, false when nobody's; throws when unreachable. */
export async function resume() {
  const answer = await fetch("/api/me", { cache: "no-store" });
  if (answer.ok) begin(await answer.json());
  else if (answer.status === 401) forget();
  else throw new Error(`/api/me: ${answer.status}`);
  return answer.ok;
}

function forget() {
  write(hintKey, null);
  document.documentElement.dataset.screen = "login";
}

/** The session ended: back to the login form, which says why. The key is one of the dictionary's, or empty. */
export function end(noticeText) {
  write(hintKey, null);
  if (me) sessionStorage.setItem(lastKey, JSON.stringify(me));
  me = null;
  if (noticeText) sessionStorage.setItem(noticeKey, noticeText);
  location.reload();
}

/** The reason that the last session left behind, once. */
export function takeNotice() {
  const key = sessionStorage.getItem(noticeKey);
  sessionStorage.removeItem(noticeKey);
  return key;
}

/** Logs out on the server and returns to the login form. False when the server cannot be reached. */
export async function logout() {
  try {
    const answer = await fetch("/api/logout", { method: "POST" });
    if (!answer.ok && answer.status !== 401) return false;
  } catch {
    return false;
  }
  end("");
  return true;
}

/** Whether there may be a session: somebody was signed in here before, or the plain form has just been posted. */
export const signedInBefore = () => read(hintKey) !== null || performance.getEntriesByType("navigation")[0]?.redirectCount > 0;

// Another window logged in. The same person goes on here too; a window that was somebody else's says so instead of changing hands.
function welcomeBack(now) {
  const last = JSON.parse(sessionStorage.getItem(lastKey));
  if (!last || last.id === now.id) location.reload();
  else dispatchEvent(new CustomEvent("teahouse-other-user", { detail: { name: now.name, me: last.name } }));
}

addEventListener("storage", e => {
  if (e.key !== hintKey) return;
  const now = e.newValue ? JSON.parse(e.newValue) : null;
  if (me && now && now.id !== me.id) otherUser(now.name);
  else if (me && !now) end("session.loggedOutElsewhere");
  else if (!me && now && !document.getElementById("account").value) welcomeBack(now);
});
