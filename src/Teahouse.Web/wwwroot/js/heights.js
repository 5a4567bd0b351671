/** The heights of blocks that follow each other: measured ones are kept, others are guessed until they are. */
export class Heights {
  #known = new Map();
  #guess = 400;

  /** The first and the last block; there is none while the last stands before the first. */
  first = 0;
  last = -1;
  total = 0;

  clear() {
    this.#known.clear();
    this.first = 0;
    this.last = -1;
    this.total = 0;
  }

  /** There are these blocks now. */
  cover(first, last) {
    for (let block = Math.max(last + 1, this.first); block <= this.last; block++) this.#set(block, 0);
    for (let block = first; block <= last && block < this.first; block++) this.#set(block, this.#guess);
    for (let block = Math.max(this.last + 1, this.first, first); block <= last; block++) this.#set(block, this.#guess);
    this.first = first;
    this.last = last;
  }

  of(block) {
    return this.#known.get(block) ?? 0;
  }

  measure(block, height) {
    if (block >= this.first && block <= this.last) this.#set(block, height);
  }

  /** What blocks that come are taken for until they are measured. */
  guess(height) {
    this.#guess = height;
  }

  /** The block that stands at y, and where it begins; walks from a block of which that is known. */
  at(y, block, start) {
    while (start > y && block > this.first) start -= this.of(--block);
    while (start + this.of(block) <= y && block < this.last) start += this.of(block++);
    return { block, start };
  }

  #set(block, height) {
    this.total += height - this.of(block);
    this.#known.set(block, height);
  }
}
