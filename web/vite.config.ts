import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { devEntries, rootEntry } from './entries.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const backend = process.env.NUANQIAO_DEV_BACKEND ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/',
  appType: 'mpa',
  plugins: [react(), devEntries(), rootEntry()],
  resolve: { alias: { '@nq/api': at('./packages/api'), '@nq/common': at('./packages/common') } },
  server: { proxy: { '/api': backend, '/fhir': backend } },
  build: {
    outDir: 'dist',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rollupOptions: { input: { console: at('./console/index.html'), h5: at('./h5/index.html') } },
  },
});
