// The page's one dictionary, used before .NET is there and handed to it afterwards.
import { write } from "./store.js";

const loaded = new Map();
let current = {};
let arrived;

/** Resolves when the first dictionary is there. */
export const ready = new Promise(resolve => { arrived = resolve; });

export const language = () => document.documentElement.lang;

/** The dictionary of the current language: each key, and behind it its text. */
export const dictionary = () => Object.entries(current).flat();

/** Loads a language and shows it in the static part of the page. */
export async function setLanguage(name) {
  if (!loaded.has(name)) loaded.set(name, await fetchTexts(name));
  current = loaded.get(name);
  document.documentElement.lang = name;
  fill();
  arrived();
  dispatchEvent(new Event("teahouse-language"));
}

/** Loads a language because the user chose it, and remembers that. */
export function chooseLanguage(name) {
  write("teahouse.language", name);
  return setLanguage(name);
}

async function fetchTexts(name) {
  for (let wait = 500; ; wait = Math.min(wait * 2, 5000)) {
    try {
      const answer = await fetch(`texts/${name}.json`);
      if (answer.ok) return await answer.json();
    } catch { /* the server is away; tried again below */ }
    await new Promise(done => setTimeout(done, wait));
  }
}

/** The text of a key, with {names} replaced by values. */
export function text(key, values = {}) {
  return (current[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

/** The text for a refusal. */
export function refusalText(refusal) {
  const key = `error.${refusal?.code}`;
  if (!(key in current)) return text("error.unknown", { code: refusal?.code ?? "?" });
  return text(key, { seconds: Math.max(1, Math.ceil((refusal.retryAfterMs ?? 1000) / 1000)) });
}

function fill() {
  for (const e of document.querySelectorAll("[data-text]")) e.textContent = text(e.dataset.text);
  for (const e of document.querySelectorAll("[data-text-label]")) e.setAttribute("aria-label", text(e.dataset.textLabel));
  if (document.documentElement.dataset.screen === "login") document.title = text("app.name");
}
