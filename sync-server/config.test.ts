import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const MEBIBYTE = 1024 * 1024

describe('configuration', () => {
  test('an empty environment is a server on loopback', () => {
    expect(readConfig({ PATH: '/bin' })).toEqual({
      port: 8787,
      host: '127.0.0.1',
      dataDir: './data',
      databaseUrl: null,
      allowedHosts: [],
      logLevel: 'info',
      maxFrameBytes: 16 * MEBIBYTE,
      maxUploadBytes: 2048 * MEBIBYTE,
      maxMusicBytes: 50 * MEBIBYTE,
      clientDir: null,
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
    ['PORT', '70000', 'at most 65535 is possible'],
    ['MAX_FRAME_BYTES', '10', 'at least 1024 is needed'],
    ['LOG_LEVEL', 'loud', 'Invalid option'],
    ['ALLOWED_HOSTS', 'http://studio.local', 'entries are host names'],
    ['ALLOW_INSECURE_NETWORK', 'yes', 'the value is 0 or 1'],
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

  test.each(['0.0.0.0', '::', '192.168.1.7', 'studio.local'])('HOST=%s needs to be allowed', (HOST) => {
    expect(() => readConfig({ HOST })).toThrow('ALLOW_INSECURE_NETWORK=1')
    expect(readConfig({ HOST, ALLOW_INSECURE_NETWORK: '1' }).host).toBe(HOST)
  })

  test.each(['localhost', '127.0.0.1', '127.1.2.3', '::1'])('HOST=%s is loopback', (HOST) => {
    expect(readConfig({ HOST }).host).toBe(HOST)
  })
})
