// The message box: keys that respect an input method, drafts that outlive the window, a height that follows the text.
import { read, write } from "./store.js";

const boxes = new Map();
const maxPoints = 8000;
const maxBytes = 32 * 1024;

/**
 * Begins to care for a text box. onSubmit(text) answers whether the text was taken; onState(points, tooLong): how long the text is;
 * onUp(): the list of messages is wanted; onFiles(): files were pasted and lie in the tray.
 */
export function attach(id, draftKey, onSubmit, onState, onUp) {
  boxes.set(id, new Box(document.getElementById(id), `teahouse.draft.${draftKey}`, onSubmit, onState, onUp));
}

export function detach(id) {
  boxes.get(id)?.close();
  boxes.delete(id);
}

/** Sends what is in the box, as the button does. */
export function submit(id) {
  boxes.get(id)?.submit();
}

/** Puts a text that was sent back into the open box, before what stands there. */
export function takeBack(text) {
  const [open] = boxes.values();
  open?.takeBack(text);
}

/** Puts the cursor into the box, where there is a real keyboard. */
export function focus(id) {
  if (matchMedia("(min-width: 700px) and (hover: hover)").matches) boxes.get(id)?.box.focus({ preventScroll: true });
}

/** Whether Enter sends; otherwise Ctrl+Enter does. */
export const enterSends = () => read("teahouse.enter") !== "newline";

export function setEnterSends(sends) {
  write("teahouse.enter", sends ? null : "newline");
}

class Box {
  #saving = 0;

  constructor(box, draftKey, onSubmit, onState, onUp) {
    this.box = box;
    this.draftKey = draftKey;
    this.onSubmit = onSubmit;
    this.onState = onState;
    this.onUp = onUp;
    this.keyed = e => this.#key(e);
    this.changed = () => this.#changed();
    this.hidden = () => this.#save();
    box.addEventListener("keydown", this.keyed);
    box.addEventListener("input", this.changed);
    addEventListener("pagehide", this.hidden);
    this.width = new ResizeObserver(() => this.#grow());
    this.width.observe(box.parentElement);
    box.value = read(this.draftKey) ?? "";
    this.#grow();
    this.#tell();
  }

  close() {
    this.#save();
    this.width.disconnect();
    this.box.removeEventListener("keydown", this.keyed);
    this.box.removeEventListener("input", this.changed);
    removeEventListener("pagehide", this.hidden);
  }

  submit() {
    const text = this.box.value;
    if (!this.onSubmit(text)) return;
    this.box.value = "";
    this.#changed();
    this.#save();
  }

  takeBack(text) {
    const rest = this.box.value;
    this.box.value = rest ? `${text}\n${rest}` : text;
    this.#changed();
    this.box.focus();
    this.box.setSelectionRange(text.length, text.length);
  }

  #key(e) {
    if (e.key === "Enter" && !e.shiftKey && !e.altKey) {
      const sends = enterSends() ? !e.ctrlKey && !e.metaKey : e.ctrlKey || e.metaKey;
      if (!sends) return;
      e.preventDefault();
      this.submit();
    } else if (e.key === "ArrowUp" && this.box.value === "") {
      e.preventDefault();
      this.onUp();
    }
  }

  #changed() {
    this.#grow();
    this.#tell();
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.#save(), 200);
  }

  #save() {
    clearTimeout(this.#saving);
    write(this.draftKey, this.box.value);
  }

  // The style sheet bounds the height at eight lines. While it is measured the frame stays as it is: the list above must not move.
  #grow() {
    const frame = this.box.parentElement;
    frame.style.height = `${frame.offsetHeight}px`;
    this.box.style.height = "auto";
    this.box.style.height = `${this.box.scrollHeight + this.box.offsetHeight - this.box.clientHeight}px`;
    frame.style.height = "";
  }

  #tell() {
    const text = this.box.value;
    const points = text.length > maxPoints / 2 ? [...text].length : text.length;
    const tooBig = text.length > maxBytes / 4 && new TextEncoder().encode(text).length > maxBytes;
    this.onState(text.trim() === "" ? 0 : points, points > maxPoints || tooBig);
  }
}
