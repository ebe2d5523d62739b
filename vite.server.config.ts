import { defineConfig, type Plugin } from 'vite'

/** Loads the drawing library where something is drawn: a third of a start's time otherwise goes into it. */
const lateSharp: Plugin = {
  name: 'late-sharp',
  enforce: 'pre',
  resolveId: (id) => (id === 'sharp' ? '\0sharp' : null),
  load: (id) =>
    id === '\0sharp'
      ? `import { createRequire } from 'node:module'
         const require = createRequire(import.meta.url)
         export default (...args) => require('sharp')(...args)`
      : null,
}

/** Native, loaded by a thread as well, or loaded only where they are configured. */
const EXTERNAL = ['libsql', '@node-rs/argon2', 'yjs', 'pg', 'ioredis']

/** Bundles the sync server and its tools for Node, packages included: one file starts faster than seven hundred. */
export default defineConfig({
  publicDir: false,
  plugins: [lateSharp],
  ssr: { noExternal: true, external: EXTERNAL },
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
