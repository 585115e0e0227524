// The web app: built into dist/web, which the API serves. `npx vite` serves it while it is being worked on, and asks a
// running instance for everything below /api.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: "src/web",
  plugins: [react()],
  // One file: it comes from the machine next door, and every page needs most of it.
  build: { outDir: "../../dist/web", emptyOutDir: true, target: "es2024", chunkSizeWarningLimit: 1_500 },
  server: { proxy: { "/api": "http://127.0.0.1:4680" } },
});
