import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { copyFiles } from '#server/media/copy-media.ts'
import { fileMediaStore } from '#server/media/file-media-store.ts'
import type { MediaStore } from '#server/media/media-store.ts'
import { bytesWords, Progress, type ProgressServices } from '#server/services/progress.ts'
import { copyDatabase } from '#server/storage/sqlite/copy-database.ts'
import { hashFile, syncFile } from './files.ts'
import { Manifest, MANIFEST_FILE, MEDIA_FOLDER } from './manifest.ts'

/** What is saved, and where to. */
export interface BackupPlan {
  /** The database of a server, which may be at work on it. */
  readonly databasePath: string
  readonly media: Pick<MediaStore, 'size' | 'read'>
  /** Folder of the backup: a new one, or one with an earlier backup, of which media that are there are not copied again. */
  readonly target: string
  /** The version of StoryCanvas. */
  readonly madeBy: string
}

/** A folder holds something that is no backup. */
export class NotABackup extends Error {
  override readonly name = 'NotABackup'
}

const DATABASE_NAME = /^storycanvas-[\w-]+\.sqlite(\.part)?$/

/**
 * Saves a whole server while it runs: its database as it is at one moment, then the media that this one knows, which
 * never change. The manifest is put in place last, in one step: until then an earlier backup in the folder stays the
 * one that counts. Throws `NotABackup` where the folder holds something else.
 */
export async function makeBackup(plan: BackupPlan, services: ProgressServices): Promise<Manifest> {
  const { target } = plan
  await requireUsable(target)
  await mkdir(target, { recursive: true })
  const createdAt = services.now()
  const { database, contents } = await saveDatabase(plan, createdAt, services)
  const lost = await saveMedia(plan, contents.media, services)
  const manifest: Manifest = {
    kind: 'storycanvas-backup',
    version: 1,
    createdAt,
    madeBy: plan.madeBy,
    database,
    films: contents.films,
    documents: contents.documents,
    jobs: contents.jobs,
    media: contents.media.filter(({ sha256 }) => !lost.includes(sha256)),
    lost,
  }
  await putManifest(target, manifest)
  // Databases of earlier backups, and what is left of one that broke off.
  for (const name of await readdir(target)) {
    if (DATABASE_NAME.test(name) && name !== database.file) await rm(join(target, name), { force: true })
  }
  return manifest
}

/** Reads the manifest of a backup. Throws `NotABackup` where there is none that this version can read. */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, MANIFEST_FILE)
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new NotABackup(`${folder} is no backup, or one that was never finished: it has no ${MANIFEST_FILE}`, {
      cause,
    })
  })
  try {
    return Manifest.parse(JSON.parse(text))
  } catch (cause) {
    throw new NotABackup(`${path} is damaged, or of a newer StoryCanvas`, { cause })
  }
}

async function requireUsable(target: string): Promise<void> {
  if (!existsSync(target)) return
  const names = await readdir(target)
  const ours = (name: string): boolean =>
    name.startsWith(MANIFEST_FILE) || name === MEDIA_FOLDER || DATABASE_NAME.test(name)
  const other = names.find((name) => !ours(name))
  if (other !== undefined) {
    throw new NotABackup(
      `${target} holds something that is no backup (${other}). Name a new folder, or one with a backup`,
    )
  }
}

async function saveDatabase(
  { databasePath, target }: BackupPlan,
  createdAt: number,
  services: ProgressServices,
): Promise<{ database: Manifest['database']; contents: Awaited<ReturnType<typeof copyDatabase>> }> {
  const progress = new Progress('Database', 1, services)
  const file = `storycanvas-${new Date(createdAt).toISOString().replaceAll(/[:.]/g, '-')}.sqlite`
  const unfinished = join(target, `${file}.part`)
  const contents = await copyDatabase(databasePath, unfinished)
  await syncFile(unfinished)
  const { sha256, bytes } = await hashFile(unfinished)
  await rename(unfinished, join(target, file))
  progress.finish(`${contents.films} films, ${contents.documents} documents, ${bytesWords(bytes)}`)
  return { database: { file, bytes, sha256, schemaVersion: contents.schemaVersion }, contents }
}

/** Resolves with the hashes of the media that the server has not whole. */
async function saveMedia(
  { media, target }: BackupPlan,
  files: Manifest['media'],
  services: ProgressServices,
): Promise<string[]> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const progress = new Progress('Media', total, services)
  const store = await fileMediaStore(join(target, MEDIA_FOLDER))
  let copied = 0
  const counting: MediaStore = {
    ...store,
    stage: (content, maxBytes) => {
      copied += 1
      return store.stage(content, maxBytes)
    },
  }
  const { missing, damaged } = await copyFiles(files, media, counting, (bytes) => progress.advance(bytes))
  progress.finish(`${files.length} files, ${bytesWords(total)}; ${copied} of them were new`)
  return [...missing, ...damaged].sort()
}

async function putManifest(target: string, manifest: Manifest): Promise<void> {
  const unfinished = join(target, `${MANIFEST_FILE}.${randomUUID()}`)
  await writeFile(unfinished, `${JSON.stringify(manifest, null, 1)}\n`)
  await syncFile(unfinished)
  await rename(unfinished, join(target, MANIFEST_FILE))
  await syncFile(target)
}
