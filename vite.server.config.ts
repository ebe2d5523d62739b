import { defineConfig } from 'vite'

/** Bundles the sync server for Node; packages stay external, so `dependencies` is all it loads. */
export default defineConfig({
  publicDir: false,
  cacheDir: 'node_modules/.vite-server',
  build: {
    ssr: 'sync-server/main.ts',
    outDir: 'dist/server',
    emptyOutDir: true,
    target: 'node20',
    sourcemap: true,
    rollupOptions: { output: { entryFileNames: '[name].js' } },
  },
})
