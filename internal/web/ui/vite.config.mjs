import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

// A chunk is named after the view that it holds; names are stable, so that the
// committed files differ only where the source does.
function chunkName(chunk) {
  const view = /\/src\/views\/([a-z]+)\/index\.tsx$/.exec(chunk.facadeModuleId ?? "");
  return view ? `assets/${view[1]}.js` : "assets/[name].js";
}

export default defineConfig({
  base: "/",
  publicDir: "public",
  resolve: {
    alias: [
      { find: "@", replacement: here("./src") },
      // It writes <style> elements, which the content security policy refuses.
      { find: "react-remove-scroll", replacement: here("./src/widgets/noscroll.tsx") },
    ],
  },
  plugins: [tailwindcss()],
  build: {
    outDir: process.env.ROCKXY_UI_OUT ?? here("../dist"),
    emptyOutDir: true,
    target: "es2022",
    sourcemap: false,
    license: { fileName: "assets/licenses.txt" },
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // "use client" at the head of modules means nothing here.
      onwarn: (warning, warn) => warning.code === "MODULE_LEVEL_DIRECTIVE" || warn(warning),
      output: {
        entryFileNames: "assets/app.js",
        chunkFileNames: chunkName,
        assetFileNames: "assets/[name][extname]",
        codeSplitting: {
          // What the first screen needs and what pages share has fixed places: else a
          // new import somewhere would rename and redistribute files.
          groups: [
            { name: "base", test: /node_modules[\\/](react|react-dom|scheduler|radix-ui|@radix-ui|@floating-ui|aria-hidden|lucide-react)[\\/]|src[\\/](text|model[\\/][a-z]+\.ts|views[\\/]failed|widgets[\\/](?!codemirror))/ },
            { name: "message", test: /src[\\/](views|model)[\\/]message[\\/]/ },
            { name: "editor", test: /node_modules[\\/](@codemirror|@lezer|style-mod|crelt|w3c-keyname|@marijn)[\\/]/ },
          ],
        },
      },
    },
  },
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    environment: "node",
  },
});
