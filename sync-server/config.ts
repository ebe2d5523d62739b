import { z } from 'zod'
import { accessVariables, readAccess, SECRET_ACCESS_VARIABLES, type AccessConfig } from './config/access.ts'
import { ConfigError } from './config/config-error.ts'
import { wholeNumber } from './config/values.ts'
import { LOG_LEVELS } from './observability/logger.ts'

const MEBIBYTE = 1024 * 1024

const bytes = (): z.ZodType<number> => wholeNumber(1024, 64 * 1024 * MEBIBYTE)

/** The environment of the server: every variable that it reads, and what stands in where one is absent. */
const Environment = z.object({
  /** Port for HTTP and WebSocket; 0 takes a free one. */
  PORT: wholeNumber(0, 65_535).prefault('8787'),
  /** Address to listen on. */
  HOST: z.string().min(1).default('127.0.0.1'),
  /** Folder of the database and the media. */
  DATA_DIR: z.string().min(1).default('./data'),
  /** Postgres that several servers share; absent: a database in `DATA_DIR`. */
  DATABASE_URL: z.string().refine(isPostgresUrl, 'postgres://user:password@host:5432/database is needed').optional(),
  /** Redis by which servers that share a Postgres tell each other what happens; absent: they look into it now and then. */
  REDIS_URL: z.string().refine(isRedisUrl, 'redis://user:password@host:6379 is needed').optional(),
  /** What the names of this installation begin with in Redis, where several share one. */
  REDIS_PREFIX: z
    .string()
    .regex(/^[\w.-]{1,60}$/, 'letters, digits, dots and dashes are possible')
    .default('storycanvas'),
  /** Address of an S3-compatible store for the media; absent: they are in `DATA_DIR`. */
  S3_ENDPOINT: z
    .string()
    .refine(isPlainHttpUrl, 'https://host or http://host:port is needed, without a bucket')
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket has small letters, digits, dots and dashes')
    .optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  /** Names under which the server may be reached beside the loopback ones: `host` or `host:port`, with commas. */
  ALLOWED_HOSTS: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((entry) => entry.trim().toLowerCase())
        .filter(Boolean),
    )
    .pipe(z.array(z.string().regex(/^[^\s/@]+$/, 'entries are host names, without a scheme or path'))),
  /** `1` lets the server listen where other machines can reach it, though nobody has to sign in. */
  ALLOW_INSECURE_NETWORK: z.enum(['0', '1'], 'the value is 0 or 1').default('0'),
  /** Whether people sign in; absent: they do unless `HOST` is this machine alone. */
  ACCOUNTS: z.enum(['on', 'off'], 'the value is on or off').optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  /** Bytes of one message on a sync connection. */
  MAX_FRAME_BYTES: bytes().prefault(String(16 * MEBIBYTE)),
  /** Bytes of one uploaded media file. */
  MAX_UPLOAD_BYTES: bytes().prefault(String(2048 * MEBIBYTE)),
  /** Bytes of one uploaded song. */
  MAX_MUSIC_BYTES: bytes().prefault(String(50 * MEBIBYTE)),
  /** Bytes of one picture that is sent as a form. */
  MAX_IMAGE_BYTES: bytes().prefault(String(10 * MEBIBYTE)),
  /** Minutes between versions that are kept by themselves while a film changes; 0 keeps none. */
  VERSIONS_MINUTES: wholeNumber(0, 24 * 60).prefault('10'),
  /** Days for which versions without a name are kept. */
  VERSIONS_KEEP_DAYS: wholeNumber(1, 36_500).prefault('90'),
  /** Versions without a name that are kept of one film. */
  VERSIONS_MOST: wholeNumber(1, 100_000).prefault('500'),
  /** Key for OpenAI; one that an administrator has set in the settings counts where this is absent. */
  OPENAI_API_KEY: z.string().min(1).optional(),
  /** Where OpenAI, or what speaks as it does, is asked. */
  OPENAI_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'an address begins with http:// or https://' })
    .default('https://api.openai.com/v1')
    .transform((url) => url.replace(/\/+$/, '')),
  /** Whether assistants may use this server by the Model Context Protocol, at `/mcp`. */
  MCP: z.enum(['on', 'off'], 'the value is on or off').default('off'),
  /** Folder of the built client; absent: beside the server's bundle. */
  CLIENT_DIR: z.string().min(1).optional(),
  ...accessVariables,
})

/** How this server was told to run. */
export interface Config {
  readonly port: number
  readonly host: string
  readonly dataDir: string
  /** Null: SQLite in the data folder. */
  readonly databaseUrl: string | null
  /** Null: servers that share a Postgres hear of each other by looking into it. */
  readonly redisUrl: string | null
  readonly redisPrefix: string
  /** Null: media are files in the data folder. */
  readonly s3: S3Config | null
  /** Lower case. */
  readonly allowedHosts: readonly string[]
  /** Whether people sign in; else whoever reaches the server is its owner. */
  readonly accounts: boolean
  readonly logLevel: (typeof LOG_LEVELS)[number]
  readonly maxFrameBytes: number
  readonly maxUploadBytes: number
  readonly maxMusicBytes: number
  readonly maxImageBytes: number
  /** How versions of films are kept. */
  readonly versions: { readonly everyMs: number; readonly keepDays: number; readonly most: number }
  /** Whether assistants may use it, at `/mcp`. */
  readonly mcp: boolean
  readonly clientDir: string | null
  /** Where OpenAI is asked, and the key from the environment; null where there is none. */
  readonly openai: { readonly baseUrl: string; readonly apiKey: string | null }
  readonly access: AccessConfig
}

/** A bucket for the media, and the key to it. */
export interface S3Config {
  /** Without a slash at its end. */
  readonly endpoint: string
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Variables whose value is not repeated in messages, since there is a password in it. */
const SECRET: ReadonlySet<string> = new Set([
  'DATABASE_URL',
  'REDIS_URL',
  'S3_ENDPOINT',
  'S3_SECRET_ACCESS_KEY',
  'OPENAI_API_KEY',
  ...SECRET_ACCESS_VARIABLES,
])

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/

/** Whether an address to listen on is this machine's alone. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host)
}

/** Reads the configuration from environment variables; empty ones count as absent. Throws `ConfigError`. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const name = String(issue?.path[0])
    const shown = SECRET.has(name) ? name : `${name}=${given[name] ?? ''}`
    throw new ConfigError(`${shown} is wrong: ${issue?.message ?? 'it cannot be read'}`)
  }
  const env = parsed.data
  if (env.REDIS_URL !== undefined && env.DATABASE_URL === undefined) {
    throw new ConfigError(
      'REDIS_URL is for servers that share their storage: set DATABASE_URL as well, or leave REDIS_URL away',
    )
  }
  return {
    port: env.PORT,
    host: env.HOST,
    dataDir: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
    redisPrefix: env.REDIS_PREFIX,
    s3: readS3(env),
    allowedHosts: env.ALLOWED_HOSTS,
    accounts: readAccounts(env),
    logLevel: env.LOG_LEVEL,
    maxFrameBytes: env.MAX_FRAME_BYTES,
    maxUploadBytes: env.MAX_UPLOAD_BYTES,
    maxMusicBytes: env.MAX_MUSIC_BYTES,
    maxImageBytes: env.MAX_IMAGE_BYTES,
    versions: {
      everyMs: env.VERSIONS_MINUTES * 60_000,
      keepDays: env.VERSIONS_KEEP_DAYS,
      most: env.VERSIONS_MOST,
    },
    mcp: env.MCP === 'on',
    clientDir: env.CLIENT_DIR ?? null,
    openai: { baseUrl: env.OPENAI_BASE_URL, apiKey: env.OPENAI_API_KEY ?? null },
    access: readAccess(env),
  }
}

/** Other machines get in by signing in, unless somebody has said in so many words that everybody may do everything. */
function readAccounts({ HOST, ACCOUNTS, ALLOW_INSECURE_NETWORK }: z.infer<typeof Environment>): boolean {
  if (isLoopback(HOST)) return ACCOUNTS === 'on'
  const isOpen = ALLOW_INSECURE_NETWORK === '1'
  if (ACCOUNTS === 'off' && !isOpen) {
    throw new ConfigError(
      `HOST=${HOST} lets other machines in, so people have to sign in: leave ACCOUNTS away, ` +
        'or set ALLOW_INSECURE_NETWORK=1 where everybody on the network may change everything',
    )
  }
  return ACCOUNTS === undefined ? !isOpen : ACCOUNTS === 'on'
}

/** The four go together: a bucket without its key, or the other way round, is a mistake. */
function readS3(env: z.infer<typeof Environment>): S3Config | null {
  const {
    S3_ENDPOINT: endpoint,
    S3_BUCKET: bucket,
    S3_REGION: region,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
  } = env
  if (endpoint !== undefined && bucket !== undefined && accessKeyId !== undefined && secretAccessKey !== undefined) {
    return { endpoint, bucket, region, accessKeyId, secretAccessKey }
  }
  const needed = {
    S3_ENDPOINT: endpoint,
    S3_BUCKET: bucket,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
  }
  const missing = Object.entries(needed).flatMap(([name, value]) => (value === undefined ? [name] : []))
  if (missing.length === Object.keys(needed).length) return null
  throw new ConfigError(`Media in S3 also need ${missing.join(', ')}`)
}

function isRedisUrl(text: string): boolean {
  return URL.canParse(text) && /^rediss?:$/.test(new URL(text).protocol) && new URL(text).hostname !== ''
}

function isPlainHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, pathname, search, hash, username } = new URL(text)
  return /^https?:$/.test(protocol) && pathname === '/' && search + hash + username === ''
}

function isPostgresUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, pathname } = new URL(text)
  return /^postgres(ql)?:$/.test(protocol) && pathname.length > '/'.length
}
