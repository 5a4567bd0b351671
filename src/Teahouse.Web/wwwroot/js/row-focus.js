/** Keeps the keyboard's focus with its row while rows come and go under it; when its row is not in the page, with the scroller. */
export class RowFocus {
  #key = null;
  #moves = false;
  #off = new AbortController();

  constructor(scroller) {
    this.scroller = scroller;
    const { signal } = this.#off;
    document.addEventListener("focusin", e => this.#note(e.target), { signal });
    document.addEventListener("pointerdown", () => { this.#key = null; }, { signal, capture: true });
  }

  close() {
    this.#off.abort();
  }

  /** Rows have changed. */
  restore() {
    const now = document.activeElement;
    if (this.#key === null || (now !== document.body && now !== this.scroller)) return;
    const row = this.scroller.querySelector(`[data-row][data-key="${CSS.escape(this.#key)}"]`);
    this.#moves = true;
    (row ?? this.scroller).focus({ preventScroll: true });
    this.#moves = false;
  }

  /** Copies the message that has the focus; what is selected goes the browser's way. */
  copy(row, e) {
    if (!getSelection().isCollapsed) return;
    e.preventDefault();
    row.querySelector("button.copy")?.click();
  }

  #note(target) {
    if (this.#moves) return;
    this.#key = this.scroller.contains(target) ? target.closest("[data-row]")?.dataset.key ?? null : null;
  }
}
