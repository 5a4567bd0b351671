// The page before .NET: texts, login, and the start of the runtime while somebody types.
import { resume, session, signedInBefore } from "./session.js";
import { language, ready, setLanguage } from "./texts.js";
import { wire } from "./login.js";

export { session, onOtherUser, end, logout } from "./session.js";
export { dictionary, language, chooseLanguage } from "./texts.js";
export { theme, setTheme } from "./login.js";

// What .NET calls, by the names it has there.
const modules = ["shell", "window", "timeline", "composer", "outbox", "files", "people", "alerts"];

const pause = ms => new Promise(done => setTimeout(done, ms));

async function findSession() {
  if (!signedInBefore()) return false;
  for (let wait = 1000; ; wait = Math.min(wait * 2, 5000)) {
    try { return await resume(); } catch { /* the server is away; asked again below */ }
    await pause(wait);
  }
}

async function startRuntime() {
  const scripts = Promise.all(modules.map(name => import(`./${name}.js`)));
  // Handed over as soon as .NET can take them: each import by .NET itself would cost the start some 40 ms. Where one did not arrive
  // .NET waits for ever, and the page is loaded anew below.
  const onDotnetReady = async () => {
    const all = await scripts.catch(() => new Promise(() => { }));
    await ready;
    modules.forEach((name, i) => getDotnetRuntime(0).setModuleImports(name, all[i]));
  };
  try {
    await Promise.all([scripts, Promise.race([
      Blazor.start({ configureRuntime: dotnet => dotnet.withModuleConfig({ onDotnetReady }) }), startFailed(),
    ])]);
  } catch (fault) {
    console.warn(fault);
    await reloadWhenReachable();
  }
}

// Where a part of the runtime did not arrive nobody who waits for the start is told, only the window. It is asked for again by itself, so
// that the start may still come.
const startFailed = () => new Promise((_, fail) => addEventListener("unhandledrejection", e => setTimeout(fail, 10_000, e.reason)));

/** A part of the page did not arrive. What is typed into the login form stays until somebody is signed in. */
async function reloadWhenReachable() {
  if (document.documentElement.dataset.screen === "login") await session();
  document.getElementById("load-failed").hidden = false;
  for (; ; await pause(2000)) {
    try {
      if ((await fetch("/api/health", { cache: "no-store" })).ok) break;
    } catch { /* still away */ }
  }
  location.reload();
}

findSession();
wire();
setLanguage(language());
// The runtime loads while somebody types.
startRuntime();
