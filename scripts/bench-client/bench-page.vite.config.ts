import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const client = fileURLToPath(new URL('../../client', import.meta.url))

/** Builds the page that the bench drives beside the app. Its address is one that the service worker leaves alone. */
export default defineConfig({
  root: client,
  base: '/api/bench/',
  publicDir: false,
  resolve: { alias: { 'virtual:pwa-register': `${client}/testing/bench/no-service-worker.ts` } },
  build: {
    emptyOutDir: true,
    target: 'es2022',
    rollupOptions: { input: `${client}/testing/bench/index.html` },
  },
  worker: { format: 'es' },
})
