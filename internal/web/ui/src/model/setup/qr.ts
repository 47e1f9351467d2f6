/** A QR code as a drawing: dark squares of one unit each within size units. */
export interface QR {
  size: number;
  path: string;
}

/** The code of a text; what makes it is loaded when it is wanted. */
export async function qrOf(text: string): Promise<QR> {
  const { default: qrcode } = await import("qrcode-generator");
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  return { size, path: pathOf(size, (row, column) => code.isDark(row, column)) };
}

/** Draws the dark squares, those beside each other in one. */
export function pathOf(size: number, dark: (row: number, column: number) => boolean): string {
  let path = "";
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let n = 0;
      while (column + n < size && dark(row, column + n)) n++;
      if (n) path += `M${column} ${row}h${n}v1h-${n}z`;
      column += n;
    }
  }
  return path;
}
