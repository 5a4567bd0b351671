import { Heights } from "./heights.js";

// A block holds at most eight messages.
const most = 24;
// So much is drawn around what is in sight when that is chosen anew, and so much is enough until then, in pixels.
const wide = 2500;
const enough = 1500;
// And so much in the first picture, which somebody waits for; what is left comes in steps that nobody feels.
const little = 400;
const step = 800;
const breath = 50;

/** Which blocks of a list are in the page: what is in sight and something around it, and empty space for all others. */
export class Drawn {
  #heights = new Heights();
  /** The first block that is in the page, and the height of what stands before it. */
  #first = 0;
  #above = 0;
  /** By how much the space above is larger than that: see absorb. */
  #slack = 0;
  #margin = little;
  #growing = 0;

  /** The blocks that are wanted in the page. */
  from = 0;
  to = -1;

  constructor(list) {
    this.list = list;
    this.spaces = list.querySelectorAll("[data-space]");
  }

  /** These blocks there are now; anew: others than before. */
  cover(first, last, anew) {
    const heights = this.#heights;
    if (anew) {
      heights.clear();
      this.#margin = little;
    }
    if (heights.last < heights.first) {
      this.#first = first;
      this.#above = 0;
    }
    while (this.#first > Math.max(first, last)) this.#above -= heights.of(--this.#first);
    const before = heights.first;
    heights.cover(first, last);
    for (let block = first; block < before && block < this.#first; block++) this.#above += heights.of(block);
  }

  /** Takes the heights of what is in the page, and leaves room for what is not. */
  measure() {
    const heights = this.#heights;
    const blocks = [...this.list.querySelectorAll(":scope > [data-block]")];
    const numbers = blocks.map(block => Number(block.dataset.block));
    const first = numbers[0] ?? heights.first;
    while (this.#first < first) this.#above += heights.of(this.#first++);
    while (this.#first > first) this.#above -= heights.of(--this.#first);
    const measured = blocks.map(block => block.getBoundingClientRect().height);
    numbers.forEach((number, i) => heights.measure(number, measured[i]));
    const whole = measured.slice(1, -1);
    if (whole.length) heights.guess(sum(whole) / whole.length);
    this.#space();
    setLength(this.spaces[1], "height", heights.total - this.#above - sum(measured));
    this.#keepLength();
  }

  // While rows are exchanged the list is shorter for a moment, and the browser would take the reader back to its end for good.
  #keepLength() {
    const length = this.spaces[1].getBoundingClientRect().bottom - this.list.getBoundingClientRect().top;
    setLength(this.list, "minHeight", length);
  }

  /** Where in the list the view begins, from where the page has it. */
  y(seen) {
    return seen - this.#slack;
  }

  /**
   * What is in sight has moved down by so much, and is brought back by the empty space above it: a scrolling hand is not disturbed by it,
   * as it is by a change of the place to which it scrolls. False when there is not so much space; level later makes it right.
   */
  absorb(moved) {
    if (this.#above === 0 || this.#above + this.#slack < moved) return false;
    this.#slack -= moved;
    this.#space();
    return true;
  }

  level() {
    this.#slack = 0;
  }

  #space() {
    if (this.#above === 0) this.#slack = 0;
    this.#slack = Math.max(this.#slack, -this.#above);
    setLength(this.spaces[0], "height", this.#above + this.#slack);
  }

  /** The block at y, and which part of it lies above y. */
  placeAt(y) {
    const { block, start } = this.#heights.at(y, this.#first, this.#above);
    return { block, part: Math.min(1, (y - start) / (this.#heights.of(block) || 1)) };
  }

  /** The y of a place. */
  yOf({ block, part }) {
    let y = this.#above + part * this.#heights.of(block);
    for (let i = this.#first; i < block; i++) y += this.#heights.of(i);
    for (let i = this.#first; i > block;) y -= this.#heights.of(--i);
    return y;
  }

  /** Chooses for a view of some height whose top is at y, or at the end without y. What is enough stays. Whether that changed. */
  choose(view, y) {
    const { first, last } = this.#heights;
    let to = y === null ? last : Math.min(this.to, last);
    let from = Math.max(first, this.to < this.from ? last : Math.min(this.from, last));
    if (view && last >= first) {
      const [top, bottom] = this.#span(view, y, Math.min(enough, this.#margin));
      if (from > top || to < bottom || to - from >= most)
        [from, to] = this.#bounded(this.#span(view, y, this.#margin), this.#span(view, y, 0));
    }
    return this.#want(Math.max(from, to - most + 1), to);
  }

  /** Soon chooses more around what is in sight, and calls back to draw it; again and again until that is as wide as it shall be. */
  grow(draw) {
    if (this.#growing || this.#margin === wide) return;
    this.#growing = setTimeout(() => {
      this.#growing = 0;
      this.#margin = Math.min(wide, this.#margin + step);
      draw();
      this.grow(draw);
    }, breath);
  }

  close() {
    clearTimeout(this.#growing);
  }

  /** One more block at a side, and one less at the other when there are too many. Whether there was one. */
  widen(step) {
    const { first, last } = this.#heights;
    return step < 0
      ? this.from > first && this.#want(this.from - 1, Math.min(this.to, this.from - 2 + most))
      : this.to < last && this.#want(Math.max(this.from, this.to + 2 - most), this.to + 1);
  }

  #want(from, to) {
    const changed = from !== this.from || to !== this.to;
    this.from = from;
    this.to = to;
    return changed;
  }

  /** The first and the last block of what is in sight, and so much around it. */
  #span(view, y, margin) {
    const heights = this.#heights;
    if (y === null) {
      let from = heights.last;
      for (let all = heights.of(from); all < view + margin && from > heights.first;) all += heights.of(--from);
      return [from, heights.last];
    }
    const top = heights.at(y - margin, this.#first, this.#above);
    return [top.block, heights.at(y + view + margin, top.block, top.start).block];
  }

  #bounded([from, to], [top, bottom]) {
    const [first, last] = this.#selected() ?? [from, to];
    if (Math.max(to, last) - Math.min(from, first) < most) [from, to] = [Math.min(from, first), Math.max(to, last)];
    while (to - from >= most) if (to - bottom >= top - from) to--; else from++;
    return [from, to];
  }

  /** The blocks in which text is selected: it stays while there is room for it. */
  #selected() {
    const selection = getSelection();
    if (selection.isCollapsed) return null;
    const ends = [selection.anchorNode, selection.focusNode].map(node => node.parentElement?.closest("[data-block]"));
    if (!ends.every(block => block && this.list.contains(block))) return null;
    return ends.map(block => Number(block.dataset.block)).sort((a, b) => a - b);
  }
}

const sum = heights => heights.reduce((all, height) => all + height, 0);

// The same again would cost a layout.
function setLength(element, property, length) {
  const text = `${Math.max(0, length).toFixed(2)}px`;
  if (element.style[property] !== text) element.style[property] = text;
}
