import type { z } from 'zod'

/** How a call can be ended from outside. */
export interface CallOptions {
  readonly signal?: AbortSignal
}

/** What groups of calls are made of: a request, its answer parsed. Every method throws an `ApiError`. */
export interface ApiTransport {
  get<T extends z.ZodType>(path: string, schema: T, options?: CallOptions): Promise<z.output<T>>
  /** Sends a JSON body. */
  write<T extends z.ZodType>(
    method: string,
    path: string,
    body: unknown,
    schema: T,
    options?: CallOptions,
  ): Promise<z.output<T>>
  remove(path: string, options?: CallOptions): Promise<void>
}

/** A part of a path, made safe. */
export const at = encodeURIComponent
