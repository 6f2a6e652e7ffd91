// How many segments a text takes, while it is being written; the server measures what was sent.

const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENDED = "\f^{}\\[~]|€";

/** {encoding, units, segments, room, odd}: `room` is what one more segment's end allows. */
export function measure(text) {
  let odd = "";
  let units = 0;
  for (const character of text) {
    if (BASIC.includes(character)) units += 1;
    else if (EXTENDED.includes(character)) units += 2;
    else {
      odd = character;
      break;
    }
  }
  return odd ? wide(text, odd) : pack(text, "GSM-7", 160, 153, (c) => (EXTENDED.includes(c) ? 2 : 1), units);
}

function wide(text, odd) {
  return { ...pack(text, "UCS-2", 70, 67, (c) => c.length, text.length), odd };
}

// A character of two units is never cut in two: the segment before it stays one unit short.
function pack(text, encoding, alone, each, cost, units) {
  if (units <= alone) return { encoding, units, segments: 1, room: alone, odd: "" };
  let segments = 1;
  let used = 0;
  for (const character of text) {
    const size = cost(character);
    if (used + size > each) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return { encoding, units, segments, room: segments * each, odd: "" };
}
