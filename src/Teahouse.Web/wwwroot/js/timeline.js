// Scrolling of the list of messages: sticks to the end, keeps the reader's place, tells what has been seen.
const nearEnd = 150;
const views = new Map();
let lastInput = 0;

for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) {
  addEventListener(kind, () => { lastInput = Date.now(); activityChanged(); }, { passive: true, capture: true });
}
for (const kind of ["focus", "blur"]) addEventListener(kind, activityChanged);
document.addEventListener("visibilitychange", activityChanged);

/** Whether somebody is looking at this window. */
export const active = () =>
  document.visibilityState === "visible" && (document.hasFocus() || Date.now() - lastInput < 10_000);

function activityChanged() {
  for (const view of views.values()) view.look();
}

/**
 * Begins to care for a scroller. onEnd(bool): whether the reader is near the end; onSeen(seq): the last message that was seen;
 * onOlder(): older messages are wanted.
 */
export function attach(id, onEnd, onSeen, onOlder) {
  views.set(id, new View(document.getElementById(id), onEnd, onSeen, onOlder));
}

export function detach(id) {
  views.get(id)?.close();
  views.delete(id);
}

/** Shows the newest message, and stays with the newest. */
export function toEnd(id) {
  views.get(id)?.toEnd();
}

/** Shows the row with this data-key in the upper third; without such a row, the end. */
export function show(id, key) {
  views.get(id)?.show(key);
}

/** Moves the keyboard's focus into the list, to its last row. */
export function focusLast(id) {
  const rows = document.getElementById(id)?.querySelectorAll("[data-row]");
  rows?.[rows.length - 1]?.focus({ preventScroll: false });
}

class View {
  #end = true;
  #anchor = null;
  #seen = 0;
  #full = 0;
  #height = 0;
  #frame = 0;

  constructor(scroller, onEnd, onSeen, onOlder) {
    this.scroller = scroller;
    this.list = scroller.querySelector("[role=log]");
    this.onEnd = onEnd;
    this.onSeen = onSeen;
    this.scrolled = () => this.#scrolled();
    this.keyed = e => this.#key(e);
    scroller.addEventListener("scroll", this.scrolled, { passive: true });
    scroller.addEventListener("keydown", this.keyed);
    this.changes = new MutationObserver(() => { this.#settle(); this.#watchTop(); });
    this.changes.observe(this.list, { childList: true, subtree: true, characterData: true });
    this.sizes = new ResizeObserver(() => this.#settle());
    this.sizes.observe(scroller);
    this.sizes.observe(this.list);
    this.older = new IntersectionObserver(seen => { if (seen.some(s => s.isIntersecting)) onOlder(); },
      { root: scroller, rootMargin: "800px 0px 0px 0px" });
    this.#watchTop();
    this.#settle();
  }

  close() {
    this.scroller.removeEventListener("scroll", this.scrolled);
    this.scroller.removeEventListener("keydown", this.keyed);
    this.changes.disconnect();
    this.sizes.disconnect();
    this.older.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  toEnd() {
    this.#setEnd(true);
    this.#settle();
  }

  show(key) {
    const row = key && this.list.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!row) return this.toEnd();
    const top = row.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
    this.#setEnd(false);
    this.scroller.scrollTop += top - this.scroller.clientHeight / 4;
    this.#scrolled();
  }

  look() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => { this.#frame = 0; this.#look(); });
  }

  #scrolled() {
    if (!this.scroller.clientHeight) return;
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    // What changed its size moved it, not the reader.
    if (scrollHeight !== this.#full || clientHeight !== this.#height) return this.#settle();
    this.#setEnd(scrollHeight - scrollTop - clientHeight <= nearEnd);
    this.#takeAnchor();
    this.look();
  }

  #setEnd(end) {
    if (end === this.#end) return;
    this.#end = end;
    this.onEnd(end);
  }

  // After the list has changed and before it is painted: the end stays the end, or the first visible row stays where it was.
  #settle() {
    if (!this.scroller.clientHeight) return;
    if (this.#end) {
      this.scroller.scrollTop = this.scroller.scrollHeight;
    } else if (this.#anchor?.row.isConnected) {
      const moved = this.#topOf(this.#anchor.row) - this.#anchor.top;
      if (Math.abs(moved) > 0.5) this.scroller.scrollTop += moved;
    }
    this.#full = this.scroller.scrollHeight;
    this.#height = this.scroller.clientHeight;
    this.#takeAnchor();
    this.look();
  }

  #topOf(row) {
    return row.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
  }

  #takeAnchor() {
    const rows = this.list.querySelectorAll("[data-seq]");
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const box = rows[middle].getBoundingClientRect();
      if (box.bottom - this.scroller.getBoundingClientRect().top > 1) high = middle; else low = middle + 1;
    }
    this.#anchor = rows.length ? { row: rows[low], top: this.#topOf(rows[low]) } : null;
  }

  #look() {
    if (!active() || !this.scroller.clientHeight) return;
    const bottom = this.scroller.getBoundingClientRect().bottom;
    const rows = this.list.querySelectorAll("[data-seq]");
    for (let i = rows.length - 1; i >= 0; i--) {
      const box = rows[i].getBoundingClientRect();
      if (box.top + Math.min(box.height, 40) > bottom + 1) continue;
      const seq = Number(rows[i].dataset.seq);
      if (seq > this.#seen) this.onSeen(this.#seen = seq);
      return;
    }
  }

  // Observing anew gives the present state, so that a page shorter than the margin is followed by the next.
  #watchTop() {
    const top = this.list.querySelector("[data-older]");
    this.older.disconnect();
    if (top) this.older.observe(top);
  }

  #key(e) {
    const row = e.target.closest("[data-row]");
    if (e.key === "Escape") return document.querySelector("[data-composer]")?.focus();
    if (e.key === "End") { e.preventDefault(); this.toEnd(); return focusLast(this.scroller.id); }
    if (!row || e.target !== row || (e.key !== "ArrowUp" && e.key !== "ArrowDown")) return;
    e.preventDefault();
    const rows = [...this.list.querySelectorAll("[data-row]")];
    const next = rows[rows.indexOf(row) + (e.key === "ArrowUp" ? -1 : 1)];
    if (next) next.focus(); else if (e.key === "ArrowDown") document.querySelector("[data-composer]")?.focus();
  }
}
