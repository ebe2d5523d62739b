import { z } from 'zod'

/** A whole number of a range, written in digits. */
export const wholeNumber = (low: number, high: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d+$/, 'a whole number is needed')
    .transform(Number)
    .pipe(z.int().min(low, `at least ${low} is needed`).max(high, `at most ${high} is possible`))
