// Reads a chosen file in the chunks in which it travels.
export const chunkBytes = 4 * 1024 * 1024;

/** The file on the disk was moved, or written to. */
export class Unreadable extends Error { }

export async function read(file, offset) {
  try {
    const wanted = Math.min(chunkBytes, file.size - offset);
    const buffer = await file.slice(offset, offset + wanted).arrayBuffer();
    if (buffer.byteLength !== wanted) throw new Error("shorter than before");
    return buffer;
  } catch (fault) {
    throw new Unreadable(fault.message);
  }
}
