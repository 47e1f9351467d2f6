/** The look of each colour that an entry can be given, the same as in the list (theme.css). */
export const swatch: Readonly<Record<string, string>> = {
  red: "bg-[#e5484d]",
  orange: "bg-[#f2870c]",
  yellow: "bg-[#e2b203]",
  green: "bg-[#30a46c]",
  blue: "bg-[#3e82f7]",
  purple: "bg-[#8e4ec6]",
  grey: "bg-[#8b8d98]",
};

export const colours = Object.keys(swatch);
