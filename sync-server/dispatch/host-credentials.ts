import { z } from 'zod'
import type { Secrets } from '#server/secrets/secrets.ts'

const Credentials = z.object({ username: z.string(), password: z.string() })

/** User name and password of a host that stands behind a proxy with a sign-in. */
export type HostCredentials = z.infer<typeof Credentials>

/** Keeps what hosts want to see before they answer. */
export class HostKeys {
  readonly #secrets: Secrets

  constructor(secrets: Secrets) {
    this.#secrets = secrets
  }

  async set(hostId: string, credentials: HostCredentials): Promise<void> {
    await this.#secrets.set(nameOf(hostId), JSON.stringify(credentials))
  }

  async clear(hostId: string): Promise<void> {
    await this.#secrets.clear(nameOf(hostId))
  }

  /** The `Authorization` header for a host; null where nothing is kept for it. */
  async authorizationOf(hostId: string): Promise<string | null> {
    const kept = await this.#secrets.get(nameOf(hostId))
    return kept === null ? null : basicAuthorization(Credentials.parse(JSON.parse(kept)))
  }
}

/** The `Authorization` header of HTTP's Basic scheme (RFC 7617), with UTF-8. */
export function basicAuthorization({ username, password }: HostCredentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`
}

function nameOf(hostId: string): string {
  return `comfyui-host/${hostId}`
}
