// A worker that draws small pictures of images. {file, limit} in; out a Blob of at most so many bytes, or null.
const sides = [320, 240, 160, 112, 80];
const qualities = [0.8, 0.6, 0.4];
/** A decoded pixel takes four bytes; more of them than this are not decoded. */
const mostPixels = 50_000_000;
/** Within these a JPEG says how large it is, even behind colour profiles and pictures of its own. */
const headBytes = 1024 * 1024;

self.onmessage = async ({ data: { file, limit } }) => {
  self.postMessage(await draw(file, limit).catch(() => null));
};

async function draw(file, limit) {
  const pixels = await pixelsOf(file);
  if (!(pixels > 0 && pixels <= mostPixels)) return null;
  const image = await createImageBitmap(file);
  try {
    const sample = await paint(image, 1).convertToBlob({ type: "image/webp" });
    // Where there is no WebP a PNG is made in its place. JPEG has no transparency.
    const type = sample.type === "image/webp" ? sample.type : "image/jpeg";
    for (const side of sides) {
      const canvas = paint(image, side, type === "image/jpeg");
      for (const quality of qualities) {
        const made = await lean(await canvas.convertToBlob({ type, quality }));
        if (made.size <= limit) return made;
        // The worst quality makes it smaller by less than that.
        if (made.size > 3 * limit) break;
      }
    }
    return null;
  } finally {
    image.close();
  }
}

function paint(image, side, opaque) {
  const scale = Math.min(1, side / Math.max(image.width, image.height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(image.width * scale)), Math.max(1, Math.round(image.height * scale)));
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  if (opaque) {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
  }
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Without the colour profile, 456 bytes in Chromium, of a canvas that has the colours of every screen anyway. */
async function lean(picture) {
  if (picture.type !== "image/webp") return picture;
  const bytes = new Uint8Array(await picture.arrayBuffer());
  const view = new DataView(bytes.buffer);
  const parts = [];
  for (let at = 12, next; at + 8 <= bytes.length; at = next) {
    next = at + 8 + view.getUint32(at + 4, true);
    next += next % 2;
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    if (name === "VP8X") bytes[at + 8] &= ~0x20;
    if (name !== "ICCP") parts.push(bytes.subarray(at, next));
  }
  view.setUint32(4, parts.reduce((sum, part) => sum + part.length, 4), true);
  return new Blob([bytes.subarray(0, 12), ...parts], { type: picture.type });
}

/** How many pixels the image's own header announces; 0 for what is none of the four kinds, whatever its name says. */
async function pixelsOf(file) {
  const head = await bytesOf(file, 32);
  const starts = (at, ...bytes) => bytes.every((byte, i) => head.byteLength > at + i && head.getUint8(at + i) === byte);
  if (starts(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return head.getUint32(16) * head.getUint32(20);
  if (starts(0, 0x47, 0x49, 0x46, 0x38)) return head.getUint16(6, true) * head.getUint16(8, true);
  if (starts(0, 0x52, 0x49, 0x46, 0x46) && starts(8, 0x57, 0x45, 0x42, 0x50)) return webpPixels(head);
  return starts(0, 0xff, 0xd8, 0xff) ? jpegPixels(await bytesOf(file, headBytes)) : 0;
}

const bytesOf = async (file, count) => new DataView(await file.slice(0, count).arrayBuffer());

function webpPixels(head) {
  const three = at => 1 + (head.getUint16(at, true) | head.getUint8(at + 2) << 16);
  const kind = head.getUint8(15);
  if (kind === 0x58) return three(24) * three(27);
  const bits = head.getUint32(21, true);
  if (kind === 0x4c) return (1 + (bits & 0x3fff)) * (1 + (bits >> 14 & 0x3fff));
  return (head.getUint16(26, true) & 0x3fff) * (head.getUint16(28, true) & 0x3fff);
}

function jpegPixels(head) {
  for (let at = 2; at + 9 <= head.byteLength && head.getUint8(at) === 0xff;) {
    const marker = head.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return head.getUint16(at + 5) * head.getUint16(at + 7);
    at += marker === 0xff ? 1 : 2 + head.getUint16(at + 2);
  }
  return 0;
}
