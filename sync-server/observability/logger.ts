import { pino, type DestinationStream } from 'pino'

/** The log levels that `LOG_LEVEL` may name. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** The part of a logger that the server uses: fields first, then one sentence. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** A logger that writes one JSON object a line, to standard error unless told otherwise. */
export function createLogger(level: LogLevel, destination: DestinationStream = pino.destination(2)): Logger {
  return pino({ level, base: null, redact: ['req.headers.authorization', 'req.headers.cookie'] }, destination)
}
