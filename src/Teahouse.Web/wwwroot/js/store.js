// localStorage that may be full or switched off: then settings and drafts live as long as the window.
const memory = new Map();

export function read(key) {
  try { return localStorage.getItem(key) ?? memory.get(key) ?? null; } catch { return memory.get(key) ?? null; }
}

export function write(key, value) {
  try {
    if (value === null || value === "") localStorage.removeItem(key); else localStorage.setItem(key, value);
    memory.delete(key);
  } catch {
    memory.set(key, value);
  }
}
