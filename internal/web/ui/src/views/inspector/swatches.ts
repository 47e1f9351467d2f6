/** The look of each colour that an entry can be given. */
export const swatch: Readonly<Record<string, string>> = {
  red: "bg-[#e5484d]",
  orange: "bg-[#f08c2e]",
  yellow: "bg-[#e8c33b]",
  green: "bg-[#3fa860]",
  blue: "bg-[#4a86e8]",
  purple: "bg-[#9b63d4]",
  grey: "bg-[#8b919c]",
};

export const colours = Object.keys(swatch);
