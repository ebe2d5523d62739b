import { ConfigError, readConfig, type Config } from '#server/config.ts'
import { moveInstallation, type MoveResult } from './move-installation.ts'

/** Exit code of a move that did not come to its end. */
const FAILED = 1

const USAGE =
  'npm run move copies what is in DATA_DIR to the Postgres of DATABASE_URL, and the media to the bucket of S3_ENDPOINT ' +
  'and its kin where they are set. Stop the server, set them as it is to have them from now on, and run it again'

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(FAILED)
}

function configure(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (error instanceof ConfigError) fail(error.message)
    throw error
  }
}

function tellLost({ lost }: MoveResult): void {
  const { missing, damaged } = lost
  if (missing.length > 0) print(`Missing in DATA_DIR already, and so not moved: ${missing.join(', ')}`)
  if (damaged.length > 0) print(`Damaged in DATA_DIR already, and so not moved: ${damaged.join(', ')}`)
}

const config = configure()
const { databaseUrl, dataDir, s3 } = config
if (databaseUrl === null || process.argv.length > 2) fail(USAGE)
try {
  const result = await moveInstallation({ dataDir, databaseUrl, s3 }, { print, now: Date.now })
  if (result.finishedBefore !== null) {
    print(`This was moved on ${new Date(result.finishedBefore).toISOString()} already; nothing was done`)
  } else {
    tellLost(result)
    print(
      `Everything is there and the same. ${dataDir} is as it was; start the server with the settings of this command` +
        (s3 ? '' : `, which keeps the media in ${dataDir}`),
    )
  }
} catch (error) {
  fail(
    `The move did not come to its end: ${(error as Error).message}. ` +
      `${dataDir} is as it was; put that right, and run the command again to go on where it stopped`,
  )
}
