import { defineConfig } from 'vite'

/** Bundles the sync server and its tools for Node; packages stay external, so `dependencies` is all they load. */
export default defineConfig({
  publicDir: false,
  cacheDir: 'node_modules/.vite-server',
  build: {
    ssr: true,
    outDir: 'dist/server',
    emptyOutDir: true,
    target: 'node20',
    sourcemap: true,
    rollupOptions: {
      input: {
        main: 'sync-server/main.ts',
        move: 'sync-server/move/main.ts',
        backup: 'sync-server/backup/main.ts',
        restore: 'sync-server/backup/restore-main.ts',
      },
      output: { entryFileNames: '[name].js' },
    },
  },
})
