// Scrolling of the list of messages: sticks to the end, keeps the reader's place, tells what has been seen.
import { Drawn } from "./drawn.js";
import { RowFocus } from "./row-focus.js";

const nearEnd = 150;
const atEnd = 2;
const below = box => box.scrollHeight - box.scrollTop - box.clientHeight;
const olderAt = 3000;
const rest = 250;
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
 * onOlder(): older messages are wanted; onWindow(from, to): these blocks are wanted in the page.
 */
export function attach(id, onEnd, onSeen, onOlder, onWindow) {
  views.set(id, new View(document.getElementById(id), { onEnd, onSeen, onOlder, onWindow }));
}

export function detach(id) {
  views.get(id)?.close();
  views.delete(id);
}

/** Tells which blocks there are, and whether they are others than before; gives those that are wanted in the page. */
export const range = (id, first, last, anew) => views.get(id)?.range(first, last, anew) ?? [first, last];

/** Shows the newest message, and stays with the newest. */
export const toEnd = id => views.get(id)?.toEnd();

/** Shows the row with this data-key, which stands in this block, in the upper third; without a key, the end. */
export function show(id, key, block) {
  views.get(id)?.show(key, block);
}

/** Moves the keyboard's focus into the list, to its last row. */
export function focusLast(id) {
  views.get(id)?.focusLast();
}

class View {
  #end = true;
  /** How far above the end a reader stopped who is followed; a new last row takes them to the end, and nothing else does. */
  #short = 0;
  #last = null;
  #anchor = null;
  #target = null;
  // Nothing is seen before the reader was led to their place.
  #seen = Infinity;
  #full = 0;
  #height = 0;
  #top = 0;
  #frame = 0;
  #resting = 0;

  constructor(scroller, calls) {
    this.scroller = scroller;
    this.list = scroller.querySelector("[role=log]");
    this.drawn = new Drawn(this.list);
    this.calls = calls;
    this.focus = new RowFocus(scroller);
    this.scrolled = () => this.#scrolled();
    this.keyed = e => this.#key(e);
    scroller.addEventListener("scroll", this.scrolled, { passive: true });
    scroller.addEventListener("keydown", this.keyed);
    this.changes = new MutationObserver(() => this.#settle());
    this.changes.observe(this.list, { childList: true, subtree: true, characterData: true });
    this.sizes = new ResizeObserver(() => this.#settle());
    this.sizes.observe(scroller);
    this.sizes.observe(this.list);
    this.#settle();
  }

  close() {
    this.scroller.removeEventListener("scroll", this.scrolled);
    this.scroller.removeEventListener("keydown", this.keyed);
    this.changes.disconnect();
    this.sizes.disconnect();
    this.focus.close();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#resting);
    this.drawn.close();
  }

  range(first, last, anew) {
    this.drawn.cover(first, last, anew);
    if (anew) this.#seen = Infinity;
    this.#choose();
    queueMicrotask(() => this.#settle());
    return [this.drawn.from, this.drawn.to];
  }

  toEnd() {
    this.#target = null;
    this.#go(true);
  }

  show(key, block) {
    if (!key) return this.toEnd();
    this.#target = { key, block, part: 0 };
    this.#go(false);
  }

  #go(toEnd) {
    this.#top = this.scroller.scrollTop;
    this.#short = 0;
    if (this.#seen === Infinity) this.#seen = 0;
    this.#setEnd(toEnd);
    this.#fit();
    this.#settle();
  }

  focusLast() {
    this.toEnd();
    [...this.#rows()].at(-1)?.focus();
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
    this.#short = below(this.scroller);
    this.#setEnd(this.#short <= nearEnd);
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#rest(), rest);
    this.#top = scrollTop;
    this.#takeAnchor();
    this.#fit();
    this.#wantOlder();
    this.look();
  }

  #setEnd(end) {
    if (end === this.#end) return;
    this.#end = end;
    this.calls.onEnd(end);
  }

  // After the list has changed and before it is painted: the end stays the end, or the first visible row stays where it was.
  #settle() {
    if (!this.scroller.clientHeight) return;
    this.#notice();
    if (this.#end) this.drawn.level();
    this.drawn.measure();
    const rows = this.#rows(), last = rows[rows.length - 1]?.dataset.key;
    const target = this.#target && this.list.querySelector(`[data-key="${CSS.escape(this.#target.key)}"]`);
    if (target) {
      this.#target = null;
      this.scroller.scrollTop += this.#topOf(target) - this.scroller.clientHeight / 4;
      // Where all is in sight nothing scrolls, and the browser tells nothing.
      if (this.scroller.scrollTop === this.#top) this.#setEnd(below(this.scroller) <= nearEnd);
    } else if (this.#end && (this.#short <= atEnd || last !== this.#last)) {
      this.scroller.scrollTop = this.scroller.scrollHeight;
      this.#short = 0;
    } else {
      this.#hold();
    }
    this.#last = last;
    this.#full = this.scroller.scrollHeight;
    this.#height = this.scroller.clientHeight;
    this.#top = this.scroller.scrollTop;
    this.#takeAnchor();
    this.focus.restore();
    this.#fit();
    this.#wantOlder();
    this.look();
    if (this.#anchor.row) this.drawn.grow(() => this.#fit());
  }

  // The reader may have scrolled since, and the browser has not said so yet: that is not taken back.
  #notice() {
    const { scrollTop, clientHeight } = this.scroller;
    const by = scrollTop - this.#top;
    // Where the view has another height the browser itself may have moved it.
    if (Math.abs(by) < 1 || clientHeight !== this.#height || !this.#anchor) return;
    this.#short = this.#full - scrollTop - clientHeight;
    this.#setEnd(this.#short <= nearEnd);
    this.#anchor.top -= by;
    Object.assign(this.#anchor, this.drawn.placeAt(this.drawn.yOf(this.#anchor) + by));
  }

  #rest() {
    this.#resting = 0;
    this.drawn.level();
    this.#settle();
  }

  #hold() {
    const anchor = this.#anchor;
    if (!anchor) return;
    const row = anchor.row?.isConnected ? anchor.row : anchor.key && this.list.querySelector(`[data-key="${CSS.escape(anchor.key)}"]`);
    const moved = row ? this.#topOf(row) - anchor.top : this.drawn.yOf(anchor) - this.#y();
    if (Math.abs(moved) > 0.5 && !(this.#resting && this.drawn.absorb(moved))) this.scroller.scrollTop += moved;
  }

  // The first row in sight; where none is drawn yet, the place within its block.
  #takeAnchor() {
    const rows = this.#rows();
    const edge = this.scroller.getBoundingClientRect().top;
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle].getBoundingClientRect().bottom - edge > 1) high = middle; else low = middle + 1;
    }
    this.#anchor = this.drawn.placeAt(this.#y());
    if (!rows.length) return;
    const { top, bottom } = rows[low].getBoundingClientRect();
    if (bottom - edge > 1 && top - edge < this.scroller.clientHeight)
      Object.assign(this.#anchor, { row: rows[low], key: rows[low].dataset.key, top: top - edge });
  }

  #rows() {
    return this.list.querySelectorAll("[data-row]");
  }

  #topOf(row) {
    return row.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
  }

  /** Where in the list the view begins. */
  #y() {
    return this.drawn.y(-this.#topOf(this.drawn.spaces[0]));
  }

  #fit() {
    if (this.#choose()) this.calls.onWindow(this.drawn.from, this.drawn.to);
  }

  #choose() {
    const view = this.scroller.clientHeight;
    const y = this.#end ? null : this.#target ? this.drawn.yOf(this.#target) - view / 4 : this.#y();
    return this.drawn.choose(view, y);
  }

  #look() {
    if (!active() || !this.scroller.clientHeight) return;
    const bottom = this.scroller.getBoundingClientRect().bottom;
    const rows = this.list.querySelectorAll("[data-seq]");
    for (let i = rows.length - 1; i >= 0; i--) {
      const box = rows[i].getBoundingClientRect();
      if (box.top + Math.min(box.height, 40) > bottom + 1) continue;
      const seq = Number(rows[i].dataset.seq);
      if (seq > this.#seen) this.calls.onSeen(this.#seen = seq);
      return;
    }
  }

  #wantOlder() {
    if (this.#y() < olderAt && this.list.querySelector("[data-older]")) this.calls.onOlder();
  }

  #key(e) {
    if (e.key === "Escape") return document.querySelector("[data-composer]")?.focus();
    if (e.key === "End") { e.preventDefault(); return this.focusLast(); }
    if (e.key === "Home") { e.preventDefault(); return this.#focusFirst(); }
    const row = e.target.closest("[data-row]");
    if (!row || e.target !== row) return;
    if (e.key.toLowerCase() === "c" && (e.ctrlKey || e.metaKey) && !e.altKey) return this.focus.copy(row, e);
    if (e.key !== "ArrowUp" && e.key !== "ArrowDown") return;
    e.preventDefault();
    const step = e.key === "ArrowUp" ? -1 : 1;
    if (!this.#beside(row, step) && this.drawn.widen(step)) this.calls.onWindow(this.drawn.from, this.drawn.to);
    const next = this.#beside(row, step);
    if (next) next.focus(); else if (step > 0) document.querySelector("[data-composer]")?.focus();
  }

  #focusFirst() {
    this.scroller.scrollTop = 0;
    this.#scrolled();
    this.#rows()[0]?.focus({ preventScroll: true });
  }

  #beside(row, step) {
    const rows = [...this.#rows()];
    return rows[rows.indexOf(row) + step];
  }
}
