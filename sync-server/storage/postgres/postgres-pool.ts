import type { PostgresPool, PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { storableText } from '../sql/storable-text.ts'

/** Milliseconds. A statement that takes longer is ended by the server, and by us where the server does not answer. */
const STATEMENT_TIMEOUT_MS = 30_000
const NO_ANSWER_MS = 35_000

/** Milliseconds to wait for a connection, a new one or one that is free again. */
const CONNECT_TIMEOUT_MS = 10_000

/** Milliseconds after which the system looks whether a quiet connection is still there. */
const KEEP_ALIVE_MS = 10_000

const BIGINT = 20
const NUMERIC = 1700
const BYTEA = 17

/** Whole numbers of the database are far below 2^53; bytes are plain arrays, which own their memory. */
const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [BIGINT]: Number,
  [NUMERIC]: Number,
  [BYTEA]: (text) => plainBytes(Buffer.from(text.slice('\\x'.length), 'hex')),
}

/** What a connection is for, as the database shows it: a server, or the command that moves an installation here. */
export type ApplicationName = 'storycanvas' | 'storycanvas move'

/** What every connection has in common. */
export function connectionSettings(url: string, applicationName: ApplicationName): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    types: { getTypeParser: (oid, format) => PARSERS[oid] ?? pg.types.getTypeParser(oid, format) },
  }
}

/** How a pool is to be. */
export interface PoolOptions {
  readonly max: number
  readonly applicationName?: ApplicationName
  /** Hears of connections that broke while nobody used them. */
  readonly onTrouble: (error: Error) => void
}

/** Connections that are made when they are needed and made anew when they broke. One always stays. */
export function openPool(url: string, { max, applicationName = 'storycanvas', onTrouble }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    ...connectionSettings(url, applicationName),
    max,
    min: 1,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: NO_ANSWER_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
  })
  pool.on('error', onTrouble)
  return pool
}

/**
 * A pool as the query builder takes it. A connection on which anything but a refusal by the database went wrong is not
 * used again: what it would answer next may belong to the statement before.
 */
export function poolForKysely(pool: pg.Pool): PostgresPool {
  return {
    async connect() {
      const client = await pool.connect()
      let broken: Error | undefined
      const query = async (text: string, values: readonly unknown[]): Promise<pg.QueryResult> => {
        try {
          return await client.query(text, values.map(storableValue))
        } catch (error) {
          if (!(error instanceof pg.DatabaseError)) broken = error as Error
          throw error
        }
      }
      // The type also knows cursors, which nothing here asks for.
      return { query: query as unknown as PostgresPoolClient['query'], release: () => client.release(broken) }
    },
    end: () => pool.end(),
  }
}

function storableValue(value: unknown): unknown {
  return typeof value === 'string' ? storableText(value) : value
}

function plainBytes(buffer: Buffer): Uint8Array {
  const shared = buffer.byteLength !== buffer.buffer.byteLength
  return shared ? new Uint8Array(buffer) : new Uint8Array(buffer.buffer)
}
