import { describe, expect, test } from 'vitest'
import { ConfigError } from './config/config-error.ts'
import { readConfig } from './config.ts'

const MEBIBYTE = 1024 * 1024

describe('configuration', () => {
  test('an empty environment is a server on loopback', () => {
    expect(readConfig({ PATH: '/bin' })).toEqual({
      port: 8787,
      host: '127.0.0.1',
      dataDir: './data',
      databaseUrl: null,
      redisUrl: null,
      redisPrefix: 'storycanvas',
      s3: null,
      allowedHosts: [],
      accounts: false,
      logLevel: 'info',
      maxFrameBytes: 16 * MEBIBYTE,
      maxUploadBytes: 2048 * MEBIBYTE,
      maxMusicBytes: 50 * MEBIBYTE,
      maxImageBytes: 10 * MEBIBYTE,
      versions: { everyMs: 600_000, keepDays: 90, most: 500 },
      mcp: false,
      clientDir: null,
      openai: { baseUrl: 'https://api.openai.com/v1', apiKey: null },
      access: {
        secretsKey: null,
        secretsKeyPrevious: null,
        allowedOrigins: [],
        publicUrl: null,
        trustedProxies: [],
        rateLimits: { api: null, generation: null, media: null, connects: null, signIn: 30 },
        oidc: null,
      },
    })
  })

  test('an empty value counts as absent', () => {
    expect(readConfig({ PORT: '', CLIENT_DIR: '' })).toEqual(readConfig({}))
  })

  test('names under which the server may be reached', () => {
    expect(readConfig({ ALLOWED_HOSTS: 'Studio.local, localhost:5173,' }).allowedHosts).toEqual([
      'studio.local',
      'localhost:5173',
    ])
  })

  test.each([
    ['PORT', '1.5', 'a whole number is needed'],
    ['OPENAI_BASE_URL', 'api.openai.com', 'an address begins with http:// or https://'],
    ['PORT', '70000', 'at most 65535 is possible'],
    ['MAX_FRAME_BYTES', '10', 'at least 1024 is needed'],
    ['LOG_LEVEL', 'loud', 'Invalid option'],
    ['ALLOWED_HOSTS', 'http://studio.local', 'entries are host names'],
    ['ALLOW_INSECURE_NETWORK', 'yes', 'the value is 0 or 1'],
    ['MCP', '1', 'the value is on or off'],
  ])('%s=%s is refused in one line that names it', (name, value, reason) => {
    const read = (): unknown => readConfig({ [name]: value })
    expect(read).toThrow(ConfigError)
    expect(read).toThrow(`${name}=${value} is wrong: ${reason}`)
    try {
      read()
    } catch (error) {
      expect((error as Error).message).not.toContain('\n')
    }
  })

  test.each(['postgres://kim:s3cret@db/film', 'postgresql://db/film?sslmode=require'])(
    'a Postgres is named by its address',
    (DATABASE_URL) => {
      expect(readConfig({ DATABASE_URL }).databaseUrl).toBe(DATABASE_URL)
    },
  )

  test.each(['mysql://kim:s3cret@db/film', 'postgres://kim:s3cret@db', 'postgres://kim:s3cret@', 's3cret'])(
    'another address of a database is refused without repeating its password',
    (DATABASE_URL) => {
      expect(() => readConfig({ DATABASE_URL })).toThrow(
        /^DATABASE_URL is wrong: postgres:\/\/user:password@host:5432\/database is needed$/,
      )
    },
  )

  const bucket = {
    S3_ENDPOINT: 'https://s3.example.org/',
    S3_BUCKET: 'film-media',
    S3_ACCESS_KEY_ID: 'AK',
    S3_SECRET_ACCESS_KEY: 's3cret',
  }

  test('a bucket for the media needs all that belongs to it', () => {
    expect(readConfig(bucket).s3).toEqual({
      endpoint: 'https://s3.example.org',
      bucket: 'film-media',
      region: 'us-east-1',
      accessKeyId: 'AK',
      secretAccessKey: 's3cret',
    })
    expect(readConfig({ S3_REGION: 'eu-central-1' }).s3).toBeNull()
    expect(() => readConfig({ ...bucket, S3_BUCKET: '', S3_SECRET_ACCESS_KEY: '' })).toThrow(
      'Media in S3 also need S3_BUCKET, S3_SECRET_ACCESS_KEY',
    )
    expect(() => readConfig({ ...bucket, S3_ENDPOINT: 'https://s3.example.org/film-media' })).toThrow(
      'S3_ENDPOINT is wrong: https://host or http://host:port is needed, without a bucket',
    )
  })

  test('Redis is for servers that share a database', () => {
    const DATABASE_URL = 'postgres://kim:s3cret@db/film'
    const REDIS_URL = 'rediss://:s3cret@cache:6380/2'
    expect(readConfig({ DATABASE_URL, REDIS_URL })).toMatchObject({ redisUrl: REDIS_URL, redisPrefix: 'storycanvas' })
    expect(() => readConfig({ REDIS_URL })).toThrow('set DATABASE_URL as well, or leave REDIS_URL away')
    expect(() => readConfig({ DATABASE_URL, REDIS_URL: 'http://:s3cret@cache' })).toThrow(
      /^REDIS_URL is wrong: redis:\/\/user:password@host:6379 is needed$/,
    )
  })

  test.each(['0.0.0.0', '::', '192.168.1.7', 'studio.local'])('on HOST=%s people sign in', (HOST) => {
    expect(readConfig({ HOST }).accounts).toBe(true)
    expect(readConfig({ HOST, ACCOUNTS: 'on', ALLOW_INSECURE_NETWORK: '1' }).accounts).toBe(true)
    expect(readConfig({ HOST, ALLOW_INSECURE_NETWORK: '1' }).accounts).toBe(false)
    expect(() => readConfig({ HOST, ACCOUNTS: 'off' })).toThrow('ALLOW_INSECURE_NETWORK=1')
  })

  test.each(['localhost', '127.0.0.1', '127.1.2.3', '::1'])('HOST=%s is loopback', (HOST) => {
    expect(readConfig({ HOST })).toMatchObject({ host: HOST, accounts: false })
    expect(readConfig({ HOST, ACCOUNTS: 'on' }).accounts).toBe(true)
  })
})
