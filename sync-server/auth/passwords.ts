import { hash, parseOptions, verify, type Options } from '@node-rs/argon2'

/**
 * What a password costs to hash: the least that OWASP's Password Storage Cheat Sheet names for argon2id, some 20 ms
 * and 19 MiB. Argon2id is the library's default.
 */
export const PASSWORD_COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const satisfies Options

/** Hashes at once; each takes 19 MiB, and there are four threads for all that Node does beside its loop. */
const MOST_AT_ONCE = 2

/** Hashes that may wait: beyond them whoever asks is told to come back. */
const MOST_WAITING = 200

/** More passwords are being tried than this server can look at. */
export class TooManyPasswords extends Error {
  constructor() {
    super('Too many people are signing in at this moment')
    this.name = 'TooManyPasswords'
  }
}

let running = 0
const waiting: (() => void)[] = []

/** The hash of a new password, in argon2's own notation. Throws `TooManyPasswords`. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(normalized(password), PASSWORD_COST))
}

/**
 * Whether it is the password of the hash. Without a hash it takes as long and says no, so that the time of an answer
 * does not tell which names there are. Throws `TooManyPasswords`.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const against = passwordHash ?? (await nobodysHash())
  const same = await inTurn(() => verify(against, normalized(password)))
  return same && passwordHash !== null
}

/** Whether a hash was made at another cost than is asked now. */
export function isOutdated(passwordHash: string): boolean {
  try {
    const { memoryCost, timeCost, parallelism } = parseOptions(passwordHash)
    const cost = PASSWORD_COST
    return memoryCost < cost.memoryCost || timeCost < cost.timeCost || parallelism !== cost.parallelism
  } catch {
    return true
  }
}

let nobodys: Promise<string> | null = null

function nobodysHash(): Promise<string> {
  return (nobodys ??= hashPassword('the password of nobody'))
}

/** The same letters, however a keyboard puts them together. */
function normalized(password: string): string {
  return password.normalize('NFKC')
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= MOST_AT_ONCE) {
    if (waiting.length >= MOST_WAITING) throw new TooManyPasswords()
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else running += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}
