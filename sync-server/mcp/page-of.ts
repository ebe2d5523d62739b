import { z } from 'zod'

/** Items of a page where no other number is asked for. */
const USUAL = 50

/** What every list takes, to come in pages. */
export const PageInput = {
  limit: z.int().min(1).max(200).default(USUAL).meta({ description: 'Items of one page' }),
  cursor: z.string().max(100).optional().meta({ description: 'The `next_cursor` of the page before' }),
}

const Page = z.object({ items: z.array(z.unknown()), next_cursor: z.string().nullable() })

/** What a tool answers with that lists things: a page of them under the name of what they are. */
export function pageOf<Name extends string, Item extends z.ZodType>(
  name: Name,
  item: Item,
): {
  readonly output: z.ZodObject<Record<Name, z.ZodArray<Item>> & { next_cursor: z.ZodNullable<z.ZodString> }>
  readonly read: (response: Response) => Promise<unknown>
} {
  const next_cursor = z
    .string()
    .nullable()
    .meta({ description: 'The `cursor` for the next page; null where this is the last' })
  const items = { [name]: z.array(item) } as Record<Name, z.ZodArray<Item>>
  return {
    output: z.object({ ...items, next_cursor }),
    read: async (response) => {
      const page = Page.parse(await response.json())
      return { [name]: page.items, next_cursor: page.next_cursor }
    },
  }
}

/** "3 clips", and whether there are more. */
export function counted(count: number, one: string, next: string | null): string {
  return `${count} ${one}${count === 1 ? '' : 's'}${next === null ? '' : '; there are more, by next_cursor'}`
}
