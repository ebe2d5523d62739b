/** Writes .br and .gz beside every file of the built client that shrinks, for the server to send as they are. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const compressible = /\.(html|js|css|svg|json|webmanifest|txt|map|wasm)$/

/**
 * Compresses the files of a folder and its sub-folders. Small ones stay alone: a header would eat the gain.
 * @param {string} folder
 * @returns {{ files: number, before: number, after: number }} sizes in bytes, `after` by Brotli
 */
export function compressFolder(folder) {
  const total = { files: 0, before: 0, after: 0 }
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name)
    if (!compressible.test(name) || !statSync(path).isFile()) continue
    const source = readFileSync(path)
    if (source.byteLength < 1024) continue
    const brotli = brotliCompressSync(source, {
      params: { [constants.BROTLI_PARAM_SIZE_HINT]: source.byteLength, [constants.BROTLI_PARAM_QUALITY]: 11 },
    })
    writeFileSync(`${path}.br`, brotli)
    writeFileSync(`${path}.gz`, gzipSync(source, { level: 9 }))
    total.files += 1
    total.before += source.byteLength
    total.after += brotli.byteLength
  }
  return total
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { files, before, after } = compressFolder(fileURLToPath(new URL('../dist/client', import.meta.url)))
  console.log(`Compressed ${files} files from ${Math.round(before / 1024)} to ${Math.round(after / 1024)} kB.`)
}
