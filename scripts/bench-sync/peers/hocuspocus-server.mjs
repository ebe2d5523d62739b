/**
 * Hocuspocus as its documentation sets it up, with its SQLite extension on a file. Settings: PORT, HOST, DATABASE (the
 * file), PEERS (the folder where it is installed).
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'

const load = createRequire(join(/** @type {string} */ (process.env.PEERS), 'package.json'))
const { Server } = load('@hocuspocus/server')
const { SQLite } = load('@hocuspocus/extension-sqlite')

await new Server({
  port: Number(process.env.PORT),
  address: process.env.HOST,
  quiet: true,
  extensions: [new SQLite({ database: process.env.DATABASE })],
}).listen()
