import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { readConfig, type Config } from '#server/config.ts'
import { storedFiles } from '#server/media/file-media-store.ts'
import { openMediaStore } from '#server/media/open-media-store.ts'
import { packageVersion } from '#server/services/package-root.ts'
import { fail, print } from '#server/services/tool.ts'
import { DATABASE_FILE } from '#server/storage/sqlite/sqlite-storage.ts'
import { makeBackup } from './make-backup.ts'
import type { Manifest } from './manifest.ts'
import { requireSqlite } from './require-sqlite.ts'

const USAGE =
  'npm run backup -- FOLDER saves all that is in DATA_DIR to a folder, also while the server runs. ' +
  'A folder that holds an earlier backup is brought up to date'

async function run(config: Config, target: string): Promise<Manifest> {
  const { dataDir, s3 } = config
  const databasePath = join(dataDir, DATABASE_FILE)
  if (!existsSync(databasePath)) fail(`There is nothing to save: ${dataDir} has no ${DATABASE_FILE}. Look at DATA_DIR`)
  const services = { print, now: Date.now }
  const plan = { databasePath, target, madeBy: packageVersion() }
  if (!s3) return makeBackup({ ...plan, media: storedFiles(join(dataDir, 'media')) }, services)
  // A store clears the folder in which it receives files, and that of the data folder is the server's.
  const scratch = await mkdtemp(join(tmpdir(), 'storycanvas-backup-'))
  try {
    const { store } = await openMediaStore({ dataDir: scratch, s3 })
    return await makeBackup({ ...plan, media: store }, services)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

const [folder, ...more] = process.argv.slice(2)
if (folder === undefined || folder.startsWith('-') || more.length > 0) fail(USAGE)
try {
  const config = readConfig(process.env)
  requireSqlite(config)
  const { films, media, lost } = await run(config, resolve(folder))
  if (lost.length > 0)
    print(`The server itself has lost these media, so they are not in the backup: ${lost.join(', ')}`)
  print(`Saved ${films} films and ${media.length} media to ${resolve(folder)}`)
} catch (error) {
  fail(`The backup did not come to its end: ${(error as Error).message}. An earlier backup in the folder is as it was`)
}
