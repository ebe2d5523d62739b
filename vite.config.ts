import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

const syncServer = process.env.SYNC_SERVER ?? 'http://localhost:8787'

/** Browsers that know `light-dark()`: rewriting it for older ones would fix each colour to the theme of the root. */
const CSS_TARGET = ['chrome123', 'edge123', 'firefox120', 'safari17.5']

/**
 * Runs before everything in a script: zod looks whether it may make code of text, which the security policy forbids and
 * browsers report.
 */
const NO_CODE_FROM_TEXT = '(globalThis.__zod_globalConfig??={}).jitless=true;'

export default defineConfig({
  root: 'client',
  publicDir: '../public',
  cacheDir: '../node_modules/.vite',
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: CSS_TARGET,
    // What pages share is one file: fifty small ones take longer to come out of the service worker's cache than to run.
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: 'common', minShareCount: 2 }] },
        intro: NO_CODE_FROM_TEXT,
      },
    },
  },
  worker: { format: 'es', rolldownOptions: { output: { intro: NO_CODE_FROM_TEXT } } },
  server: {
    port: 5173,
    proxy: {
      // Only the server's own addresses: /api and /sync are folders of the client, too.
      // Host stays as the page knows it, so that the server's look at the Origin holds here as well.
      '/api/v1': { target: syncServer, changeOrigin: false },
      '/media': { target: syncServer, changeOrigin: false },
      '^/sync/(project/|review/|library)': { target: syncServer, changeOrigin: false, ws: true },
    },
  },
  plugins: [
    react(),
    tailwindcss(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'pwa',
      filename: 'service-worker.ts',
      registerType: 'prompt',
      injectRegister: false,
      manifest: false,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg,woff2,webmanifest,ico}', 'icons/*.png'],
      },
      devOptions: { enabled: false },
    }),
  ],
})
