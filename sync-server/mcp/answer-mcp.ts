import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type CallToolResult,
  type ListToolsResult,
} from '@modelcontextprotocol/sdk/types.js'
import { FAULT_WORDS } from './refusal-words.ts'
import type { AskApi, ToolOutcome } from './tool.ts'
import { TOOLS } from './tools.ts'

/** What answering an assistant takes. */
export interface McpCall {
  /** The parsed body of the request. */
  readonly body: unknown
  /** Version of the product. */
  readonly version: string
  readonly ask: AskApi
  /** Hears of faults of the server, which the assistant is told of in general words alone. */
  readonly onFault: (error: unknown, tool: string) => void
}

const INSTRUCTIONS = [
  'StoryCanvas plans and makes music videos and short films.',
  'A film (project) has scenes in story order, a scene has clips (shots), and a clip has takes (pictures or videos that were made for it), of which one is picked.',
  'Times are seconds. Clips follow one another by themselves: order and length say where each lies, and place_clip pins one to a place.',
  'A way to work: create_project; list_characters and list_styles; plan_scenes with prompts and with lengths that fill the song; generate_takes, then get_batch until it is done; view_take, pick_take; an export.',
  'People see each change at once. Call keep_version before you change much in a film.',
].join('\n')

/**
 * Answers one message of an assistant, or a batch of them. Nothing is kept between requests (no sessions): whichever
 * process gets the next one can answer it, and who asks is looked at each time.
 */
export async function answerMcp(request: Request, call: McpCall): Promise<Response> {
  // In the SDK's own words this class is for what goes beyond its other one: here the API validates, and words refusals.
  const server = new Server(
    { name: 'storycanvas', title: 'StoryCanvas', version: call.version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  )
  server.setRequestHandler(ListToolsRequestSchema, () => listedTools())
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => runTool(params.name, params.arguments, call))
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
  await server.connect(transport)
  try {
    return await transport.handleRequest(request, { parsedBody: call.body })
  } finally {
    await server.close()
  }
}

let listed: ListToolsResult | null = null

function listedTools(): ListToolsResult {
  listed ??= {
    tools: TOOLS.map((tool) => {
      const { input, output } = tool.schemas()
      const { name, title, description, hints } = tool
      const annotations = { title, ...hints, openWorldHint: false }
      return { name, title, description, inputSchema: input, outputSchema: output, annotations }
    }),
  }
  return listed
}

async function runTool(name: string, given: unknown, { ask, onFault }: McpCall): Promise<CallToolResult> {
  const tool = TOOLS.find((each) => each.name === name)
  if (!tool) {
    throw new McpError(
      ErrorCode.InvalidParams,
      `There is no tool ${name.slice(0, 100)}. tools/list names those there are`,
    )
  }
  try {
    return resultOf(await tool.run(given, ask))
  } catch (error) {
    onFault(error, name)
    return resultOf({ refused: FAULT_WORDS })
  }
}

function resultOf(outcome: ToolOutcome): CallToolResult {
  if ('refused' in outcome) return { isError: true, content: [{ type: 'text', text: outcome.refused }] }
  const { data, words, picture } = outcome
  return {
    structuredContent: data,
    content: [
      { type: 'text', text: words },
      ...(picture
        ? [{ type: 'image' as const, data: Buffer.from(picture.bytes).toString('base64'), mimeType: picture.mime }]
        : []),
      // For programs that hand only this on to their model, as the protocol advises.
      { type: 'text', text: JSON.stringify(data) },
    ],
  }
}
