import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkFiles, copyFiles } from '#server/media/copy-media.ts'
import { storedFiles } from '#server/media/file-media-store.ts'
import type { MediaStore } from '#server/media/media-store.ts'
import { bytesWords, Progress, type ProgressServices } from '#server/services/progress.ts'
import { readDatabase, SCHEMA_VERSION } from '#server/storage/sqlite/copy-database.ts'
import { lockDataFolder } from '#server/storage/sqlite/data-lock.ts'
import { DATABASE_FILE, UNFINISHED_RESTORE } from '#server/storage/sqlite/sqlite-storage.ts'
import { hashFile, syncFile } from './files.ts'
import { readManifest } from './make-backup.ts'
import { MEDIA_FOLDER, type Manifest } from './manifest.ts'

/** What is brought back, and where to. */
export interface RestorePlan {
  /** Folder of the backup. */
  readonly source: string
  readonly dataDir: string
  /** Opens the place for the media of the server that is restored. */
  readonly openMedia: () => Promise<MediaStore>
  /** Puts what the data folder holds aside, where it holds something. */
  readonly replace: boolean
}

/** What came of a restore. */
export interface RestoreResult {
  readonly manifest: Manifest
  /** Where the earlier content of the data folder is now; null where it was empty. */
  readonly putAside: string | null
}

/** A restore was refused; nothing was changed. The message says why and what to do. */
export class RestoreRefused extends Error {
  override readonly name = 'RestoreRefused'
}

/** What a data folder has without holding anything. */
const NOT_CONTENT = /^(lock\.sqlite.*|restore-unfinished|before-restore-.*|incoming)$/

/**
 * Brings a backup into a data folder that no server uses. All of the backup is read and compared with its hashes
 * before anything is written, and the database is put in place last. Throws `RestoreRefused`, or `NotABackup`.
 */
export async function restoreBackup(plan: RestorePlan, services: ProgressServices): Promise<RestoreResult> {
  const manifest = await readManifest(plan.source)
  if (manifest.database.schemaVersion > SCHEMA_VERSION) {
    throw new RestoreRefused('This backup was made by a newer StoryCanvas. Restore it with that one, or a newer one')
  }
  await requireWhole(plan.source, manifest, services)
  const unlock = await lockDataFolder(plan.dataDir)
  try {
    const putAside = await makeRoom(plan, services.now())
    await writeFile(join(plan.dataDir, UNFINISHED_RESTORE), `from ${plan.source}\n`)
    await bringMedia(plan, manifest, services)
    await bringDatabase(plan, manifest)
    await rm(join(plan.dataDir, UNFINISHED_RESTORE))
    return { manifest, putAside }
  } finally {
    unlock()
  }
}

async function requireWhole(source: string, { database, media }: Manifest, services: ProgressServices): Promise<void> {
  const total = media.reduce((sum, { bytes }) => sum + bytes, database.bytes)
  const progress = new Progress('Looking whether the backup is whole', total, services)
  const found = await hashFile(join(source, database.file)).catch(() => null)
  if (found?.sha256 !== database.sha256) {
    throw new RestoreRefused(
      `The backup is damaged: ${database.file} is ${found ? 'not as it was written' : 'missing'}`,
    )
  }
  progress.advance(database.bytes)
  const { missing, damaged } = await checkFiles(media, storedFiles(join(source, MEDIA_FOLDER)), (bytes) =>
    progress.advance(bytes),
  )
  const broken = [...missing, ...damaged]
  if (broken.length > 0) {
    throw new RestoreRefused(
      `The backup is damaged: ${missing.length} media are missing and ${damaged.length} not as they were written, ` +
        `${broken.slice(0, 3).join(', ')} among them`,
    )
  }
  progress.finish(`it is, ${bytesWords(total)}`)
}

/** Resolves with where the earlier content is. */
async function makeRoom({ dataDir, replace }: RestorePlan, now: number): Promise<string | null> {
  const content = (await readdir(dataDir)).filter((name) => !NOT_CONTENT.test(name))
  if (content.length === 0 || existsSync(join(dataDir, UNFINISHED_RESTORE))) return null
  if (!replace) {
    throw new RestoreRefused(
      `${dataDir} is not empty. Set DATA_DIR to an empty folder, or say --replace to put aside what is there`,
    )
  }
  const putAside = join(dataDir, `before-restore-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`)
  await mkdir(putAside)
  for (const name of content) await rename(join(dataDir, name), join(putAside, name))
  return putAside
}

async function bringMedia(plan: RestorePlan, { media }: Manifest, services: ProgressServices): Promise<void> {
  const total = media.reduce((sum, { bytes }) => sum + bytes, 0)
  const progress = new Progress('Media', total, services)
  const from = storedFiles(join(plan.source, MEDIA_FOLDER))
  const { missing, damaged } = await copyFiles(media, from, await plan.openMedia(), (bytes) => progress.advance(bytes))
  const [lost] = [...missing, ...damaged]
  if (lost !== undefined) throw new Error(`${lost} changed while it was restored`)
  progress.finish(`${media.length} files, ${bytesWords(total)}`)
}

async function bringDatabase({ source, dataDir }: RestorePlan, { database }: Manifest): Promise<void> {
  const unfinished = join(dataDir, `${DATABASE_FILE}.part`)
  await copyFile(join(source, database.file), unfinished)
  const { sha256 } = await hashFile(unfinished)
  if (sha256 !== database.sha256) throw new Error('The database changed while it was restored')
  await readDatabase(unfinished)
  await syncFile(unfinished)
  await rename(unfinished, join(dataDir, DATABASE_FILE))
  await syncFile(dataDir)
}
