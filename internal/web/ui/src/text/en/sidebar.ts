export const sidebar = {
  title: "Sidebar",
};
