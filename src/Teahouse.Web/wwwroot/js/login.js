// The login form: works before .NET is there, and says every outcome next to the fields.
import { begin, takeNotice } from "./session.js";
import { chooseLanguage, language, ready, refusalText, text } from "./texts.js";
import { read, write } from "./store.js";

const form = document.getElementById("login-form");
const account = document.getElementById("account");
const password = document.getElementById("password");
const message = document.getElementById("login-message");
const notice = document.getElementById("login-notice");
const note = document.getElementById("login-note");
const loginButton = document.getElementById("login-button");
let attempt = 0;
let said = null;
let noticed = null;

/** Makes the form work. */
export function wire() {
  form.addEventListener("submit", e => {
    e.preventDefault();
    submit(e.submitter?.id === "register-button" ? "register" : "login");
  });
  for (const field of [account, password]) field.addEventListener("input", () => { attempt++; say(null); setBusy(false); });
  wirePassword();
  wirePreferences();
  addEventListener("teahouse-language", () => {
    if (said) message.textContent = said();
    if (noticed) notice.textContent = noticed();
  });
  addEventListener("teahouse-other-user", e => showNotice("session.otherUser", e.detail));
  ready.then(() => {
    const reason = takeNotice();
    if (reason) showNotice(reason);
    showRefusalOfPlainForm();
  });
}

async function submit(kind) {
  const mine = ++attempt;
  await ready;
  if (!account.value.trim() || !password.value) {
    say(() => refusalText({ code: 2001 }));
    (account.value.trim() ? password : account).focus();
    return;
  }
  setBusy(true);
  say(() => text("login.busy"), "busy");
  for (let wait = 1000; mine === attempt; wait = Math.min(wait * 1.5, 5000)) {
    const { answer, body } = await post(`/api/${kind}`);
    if (mine !== attempt) return;
    if (answer?.ok) return succeed(kind, body);
    if (body?.code && body.code !== 1003) return refuse(body);
    say(() => body?.code ? refusalText(body) : text("login.unreachable"), "away");
    await new Promise(done => setTimeout(done, body?.retryAfterMs ?? wait));
  }
}

async function post(path) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ name: account.value, password: password.value, bearer: false }),
    });
    return { answer, body: await answer.json().catch(() => null) };
  } catch {
    return {};
  }
}

function succeed(kind, body) {
  setBusy(false);
  if (kind === "register") {
    say(() => text("login.registered"), "good");
    note.dataset.text = "login.noteAfter";
    note.textContent = text(note.dataset.text);
    loginButton.focus();
    return;
  }
  say(null);
  password.value = "";
  begin(body);
}

function refuse(refusal) {
  setBusy(false);
  say(() => refusalText(refusal));
  const aboutName = refusal.code >= 2002 && refusal.code <= 2004;
  (aboutName ? account : password).focus();
}

function say(words, kind = "bad") {
  said = words;
  message.textContent = words ? words() : "";
  message.dataset.kind = words ? kind : "";
  for (const field of [account, password]) field.setAttribute("aria-invalid", words && kind === "bad" ? "true" : "false");
}

function setBusy(busy) {
  form.setAttribute("aria-busy", busy ? "true" : "false");
}

function wirePassword() {
  const eye = document.getElementById("show-password");
  eye.hidden = false;
  eye.addEventListener("click", () => {
    const shown = password.type === "password";
    password.type = shown ? "text" : "password";
    eye.setAttribute("aria-pressed", shown ? "true" : "false");
    eye.dataset.textLabel = shown ? "login.hidePassword" : "login.showPassword";
    eye.setAttribute("aria-label", text(eye.dataset.textLabel));
  });
}

function wirePreferences() {
  const languageButton = document.getElementById("login-language");
  const themeButton = document.getElementById("login-theme");
  const other = () => language() === "en" ? "zh-CN" : "en";
  const show = () => {
    languageButton.textContent = text(`language.${other()}`);
    languageButton.lang = other();
    themeButton.textContent = text(document.documentElement.dataset.theme === "dark" ? "theme.light" : "theme.dark");
  };
  themeButton.removeAttribute("data-text");
  languageButton.addEventListener("click", () => chooseLanguage(other()));
  themeButton.addEventListener("click", () => {
    setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    ready.then(show);
  });
  addEventListener("teahouse-language", show);
  // The page has been painted by then: early.js listens first.
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => ready.then(show));
}

/** "system", "light" or "dark". */
export const theme = () => read("teahouse.theme") ?? "system";

/** Chooses "system", "light" or "dark". */
export function setTheme(name) {
  write("teahouse.theme", name === "system" ? null : name);
  dispatchEvent(new Event("teahouse-theme"));
}

function showNotice(key, values) {
  noticed = () => text(key, values);
  notice.textContent = noticed();
  notice.hidden = false;
}

// Without script the form was posted plainly, and the server answered with the code in the address.
function showRefusalOfPlainForm() {
  const code = new URLSearchParams(location.search).get("refused");
  if (!code) return;
  history.replaceState(null, "", location.pathname);
  say(() => refusalText({ code: Number(code) }));
}
