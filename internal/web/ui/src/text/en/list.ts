export const list = {
  title: "Traffic",
};
