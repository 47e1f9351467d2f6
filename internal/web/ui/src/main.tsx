import { createRoot } from "react-dom/client";
import { watchTheme } from "./model/theme";
import "./theme.css";
import { App } from "./views/app";

watchTheme();
createRoot(document.getElementById("root")!).render(<App />);
