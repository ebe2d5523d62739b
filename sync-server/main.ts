import { ConfigError } from './config/config-error.ts'
import { readConfig, type Config } from './config.ts'
import { createLogger } from './observability/logger.ts'
import { startServer, type RunningServer } from './start-server.ts'

/** Exit code of a server that could not start. */
const CANNOT_START = 1

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(CANNOT_START)
}

function configure(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (error instanceof ConfigError) fail(error.message)
    throw error
  }
}

async function start(config: Config): Promise<RunningServer> {
  try {
    return await startServer(config, createLogger(config.logLevel))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') fail(`Port ${config.port} is taken by another program. Set PORT to a free one`)
    return fail(`StoryCanvas could not start: ${message}`)
  }
}

const config = configure()
const server = await start(config)

let stopping = false
const stop = async (): Promise<void> => {
  if (stopping) return
  stopping = true
  await server.stop()
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())

process.stdout.write(`StoryCanvas is ready on http://localhost:${server.port}\n`)
