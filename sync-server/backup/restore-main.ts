import { resolve } from 'node:path'
import { readConfig } from '#server/config.ts'
import type { MediaStore } from '#server/media/media-store.ts'
import { openMediaStore } from '#server/media/open-media-store.ts'
import { fail, print } from '#server/services/tool.ts'
import { NotABackup } from './make-backup.ts'
import { restoreBackup, RestoreRefused } from './restore-backup.ts'
import { requireSqlite } from './require-sqlite.ts'

const USAGE =
  'npm run restore -- FOLDER brings a backup back to DATA_DIR, which must be empty and in use by no server. ' +
  'With --replace what is there is put aside first'

const given = process.argv.slice(2)
const [folder, ...more] = given.filter((argument) => argument !== '--replace')
if (folder === undefined || folder.startsWith('-') || more.length > 0) fail(USAGE)
try {
  const config = readConfig(process.env)
  requireSqlite(config)
  const { dataDir, s3 } = config
  const openMedia = async (): Promise<MediaStore> => (await openMediaStore({ dataDir, s3 })).store
  const replace = given.includes('--replace')
  const { manifest, putAside } = await restoreBackup(
    { source: resolve(folder), dataDir, openMedia, replace },
    { print, now: Date.now },
  )
  const { createdAt, films, documents, jobs, media, lost } = manifest
  if (putAside !== null) print(`What was in ${dataDir} is in ${putAside} now`)
  if (lost.length > 0) print(`The server had lost these media before the backup: ${lost.join(', ')}`)
  print(
    `Restored ${films} films (${documents} documents, ${jobs} jobs) and ${media.length} media to ${dataDir}, ` +
      `as they were on ${new Date(createdAt).toISOString()}. Start the server`,
  )
} catch (error) {
  const { message } = error as Error
  if (error instanceof RestoreRefused || error instanceof NotABackup) fail(message)
  fail(`The restore did not come to its end: ${message}. Put that right, and run it again to go on`)
}
