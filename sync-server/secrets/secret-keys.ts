import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '#server/observability/logger.ts'
import { secretKey, type SecretKey } from './secret-box.ts'

/** Name of the key file in a data folder. */
export const SECRETS_KEY_FILE = 'secrets.key'

/** Only the user of the server may read the key. */
const KEY_MODE = 0o600
const OTHERS = 0o077

/** The keys of an installation. */
export interface SecretKeys {
  /** Seals. */
  readonly current: SecretKey
  /** Only opens what was sealed with it before. */
  readonly previous: SecretKey | null
}

/** Where keys come from. */
export interface SecretKeyConfig {
  readonly dataDir: string
  /** Whether other processes read the same secrets. */
  readonly isShared: boolean
  /** 32 bytes in base64, from the environment; null: a file in the data folder. */
  readonly secretsKey: string | null
  readonly secretsKeyPrevious: string | null
}

/** The keys that the configuration names; where it names none, that of the data folder, which is made at the first start. */
export async function openSecretKeys(config: SecretKeyConfig, logger: Logger): Promise<SecretKeys> {
  const current = config.secretsKey ?? (await fileKey(config, logger))
  const previous = config.secretsKeyPrevious
  return { current: secretKey(keyBytes(current)), previous: previous === null ? null : secretKey(keyBytes(previous)) }
}

/** Whether a text is a key: 32 bytes in base64, its padding is not needed. */
export function isSecretKeyText(text: string): boolean {
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text)
}

function keyBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'))
}

async function fileKey({ dataDir: folder, isShared }: SecretKeyConfig, logger: Logger): Promise<string> {
  if (isShared) {
    logger.warn(
      {},
      'servers that share a database need the same SECRETS_KEY: with keys of their own none reads the secrets of another',
    )
  }
  const path = join(folder, SECRETS_KEY_FILE)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if ((await makeKeyFile(path)) === 'made') {
    logger.info({ path }, 'a key for secrets was made: keep a copy of it apart from the backups')
  }
  const { mode } = await stat(path)
  if ((mode & OTHERS) !== 0 && process.platform !== 'win32') {
    await chmod(path, KEY_MODE)
    logger.warn({ path }, 'others could read the key for secrets: its mode was set to 600')
  }
  const text = (await readFile(path, 'utf8')).trim()
  if (!isSecretKeyText(text)) throw new Error(`${path} holds no key: 32 bytes in base64 are needed`)
  return text
}

/** The file has all of its content before it has its name: two servers that start at once use the same key. */
async function makeKeyFile(path: string): Promise<'made' | 'there'> {
  if (await stat(path).catch(absent)) return 'there'
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(draft, 'wx', KEY_MODE)
  try {
    await file.writeFile(`${randomBytes(32).toString('base64')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    await link(draft, path)
    return 'made'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return 'there'
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}
