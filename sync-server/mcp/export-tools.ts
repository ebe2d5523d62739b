import { z } from 'zod'
import { CUT_FORMATS } from '#shared/interchange/cut/formats.ts'
import { ProjectId } from './common.ts'
import { defineTool, type Tool } from './tool.ts'

/** Characters of a file that are put into an answer: longer ones would fill the memory of an assistant. */
const MOST_CHARACTERS = 200_000

const ExportedFile = z.object({
  file_name: z.string(),
  mime: z.string(),
  characters: z.int(),
  content: z.string().nullable().meta({ description: 'The text of the file; null where it is too long for an answer' }),
  download: z.string().meta({ description: 'Path of the file on this server, for the same token' }),
  warnings: z.array(z.string()).meta({ description: 'What of the film the format cannot hold' }),
})

const Warnings = z.array(z.string())

/** A tool for each format in which a film can be taken away. */
export const exportTools: readonly Tool[] = [
  { id: 'json', label: 'JSON: everything but the media, with lengths and places in frames and seconds' },
  ...CUT_FORMATS,
].map(({ id, label }) =>
  defineTool({
    name: `export_${id}`,
    title: `Export a film (${id})`,
    description: `Writes the film as ${label}. Media are named by their hashes and lie under /media/{sha256}.`,
    operation: `GET /api/v1/projects/{id}/export/${id}`,
    input: z.strictObject({ project_id: ProjectId }),
    output: ExportedFile,
    request: ({ project_id }) => ({ params: { id: project_id } }),
    read: async (response, { project_id }) => {
      const text = await response.text()
      const header = response.headers.get('x-export-warnings')
      return {
        file_name: fileNameOf(response),
        mime: (response.headers.get('content-type') ?? '').replace(/;.*/, ''),
        characters: text.length,
        content: text.length > MOST_CHARACTERS ? null : text,
        download: `/api/v1/projects/${project_id}/export/${id}`,
        warnings: header === null ? [] : Warnings.parse(JSON.parse(decodeURIComponent(header))),
      }
    },
    words: ({ file_name, content, download, warnings }) =>
      [
        content === null ? `${file_name} is too long to show: download ${download}` : `${file_name} is written`,
        ...(warnings.length > 0 ? [`The format cannot hold: ${warnings.join('; ')}`] : []),
      ].join('. '),
  }),
)

function fileNameOf(response: Response): string {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1]
  return encoded === undefined ? 'film' : decodeURIComponent(encoded)
}
