import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [vue()],
  // "npm run dev" with the application of "mvn spring-boot:run"
  server: {
    proxy: {
      "/api": "http://localhost:8888",
      "/chat": { target: "http://localhost:8888", ws: true },
    },
  },
});
