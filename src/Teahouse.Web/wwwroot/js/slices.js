// Reads a chosen file in the chunks in which it travels.
export const chunkBytes = 4 * 1024 * 1024;

/** Three times within a second, for a disk elsewhere in the network may have stumbled. */
const tries = 3;
const pauseMs = 500;

/** The file on the disk was written to: Chromium gives no byte of it any more, others perhaps fewer. */
export class Changed extends Error { }

/** The file on the disk was moved. */
export class Unreadable extends Error { }

export async function read(file, offset) {
  for (let left = tries - 1; ; left--) {
    try {
      const wanted = Math.min(chunkBytes, file.size - offset);
      const buffer = await file.slice(offset, offset + wanted).arrayBuffer();
      if (buffer.byteLength === wanted) return buffer;
      throw new Changed();
    } catch (fault) {
      if (!(fault instanceof Changed) && fault.name !== "NotReadableError") throw new Unreadable(fault.message);
      if (left === 0) throw new Changed();
    }
    await new Promise(done => setTimeout(done, pauseMs));
  }
}
