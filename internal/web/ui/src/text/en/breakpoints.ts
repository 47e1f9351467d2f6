export const breakpoints = {
  title: "Breakpoints",
};
