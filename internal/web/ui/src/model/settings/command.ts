/** A word as a shell takes it: POSIX, or that of Windows when the path is one of Windows. */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (/^[A-Za-z]:\\|^\\\\/.test(word)) return /[\s"&^()]/.test(word) ? `"${word}"` : word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The directory that a file is in. */
export const directory = (file: string): string => file.replace(/[/\\][^/\\]*$/, "");

/** A command about the instance whose certificate is in file. */
export const command = (words: string, file: string): string => `rockxy ${words} --data ${shellWord(directory(file))}`;
