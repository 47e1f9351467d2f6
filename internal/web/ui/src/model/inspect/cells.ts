// How wide text is in a font of one width.

// Scripts whose characters take two cells (Unicode Annex 11, W and F), and emoji.
const wide = /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/gu;
const plain = /^[\x20-\x7e]*$/;

/** The cells that spans of a class and a text need at most, tabs counted as eight. */
export function widthOf(spans: readonly (readonly string[])[]): number {
  let n = 0;
  for (const [, text = ""] of spans) {
    n += text.length;
    if (!plain.test(text)) n += (text.match(wide)?.length ?? 0) + 7 * (text.split("\t").length - 1);
  }
  return n;
}
