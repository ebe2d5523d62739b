import { readConfig } from '#server/config.ts'
import { fail, print } from '#server/services/tool.ts'
import { moveInstallation, type MoveConfig } from './move-installation.ts'

const USAGE =
  'npm run move copies what is in DATA_DIR to the Postgres of DATABASE_URL, and the media to the bucket of S3_ENDPOINT ' +
  'and its kin where they are set. Stop the server, set them as it is to have them from now on, and run it again'

async function run({ dataDir, databaseUrl, s3 }: MoveConfig): Promise<void> {
  const { finishedBefore, lost } = await moveInstallation({ dataDir, databaseUrl, s3 }, { print, now: Date.now })
  if (finishedBefore !== null) {
    print(`This was moved on ${new Date(finishedBefore).toISOString()} already; nothing was done`)
    return
  }
  const { missing, damaged } = lost
  if (missing.length > 0) print(`Missing in ${dataDir} already, and so not moved: ${missing.join(', ')}`)
  if (damaged.length > 0) print(`Damaged in ${dataDir} already, and so not moved: ${damaged.join(', ')}`)
  const lostSome = missing.length + damaged.length > 0
  const media = s3 ? '' : `, which keeps the media in ${dataDir}`
  print(
    `${lostSome ? 'All else' : 'Everything'} is there and the same. ${dataDir} is as it was; start the server with the settings of this command${media}`,
  )
}

let folder = 'DATA_DIR'
try {
  const { dataDir, databaseUrl, s3 } = readConfig(process.env)
  folder = dataDir
  if (databaseUrl === null || process.argv.length > 2) fail(USAGE)
  await run({ dataDir, databaseUrl, s3 })
} catch (error) {
  fail(
    `The move did not come to its end: ${(error as Error).message}. ` +
      `${folder} is as it was; put that right, and run the command again to go on where it stopped`,
  )
}
