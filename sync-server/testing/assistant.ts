import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { CallToolResultSchema, type CallToolResult, type ListToolsResult } from '@modelcontextprotocol/sdk/types.js'

/** A program that uses a server by the Model Context Protocol, as the SDK's own client does it. */
export interface Assistant {
  readonly client: Client
  tools(): Promise<ListToolsResult['tools']>
  /** Calls a tool; what it answered with, which the client holds to the tool's schema. Throws where it was refused. */
  call<Data>(name: string, given?: Record<string, unknown>): Promise<Data>
  /** Calls a tool that is to refuse; the words of its refusal, null where it did not refuse. */
  refusal(name: string, given?: Record<string, unknown>): Promise<string | null>
  /** Calls a tool; the whole result. */
  result(name: string, given?: Record<string, unknown>): Promise<CallToolResult>
}

/** Connects an assistant; `headers` tell who it asks for. */
export async function connectAssistant(url: string, headers: Record<string, string> = {}): Promise<Assistant> {
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }))
  const result: Assistant['result'] = async (name, given = {}) =>
    CallToolResultSchema.parse(await client.callTool({ name, arguments: given }))
  return {
    client,
    result,
    tools: async () => (await client.listTools()).tools,
    call: async <Data>(name: string, given?: Record<string, unknown>) => {
      const answer = await result(name, given)
      if (answer.isError === true) throw new Error(textOf(answer))
      return answer.structuredContent as Data
    },
    refusal: async (name, given) => {
      const answer = await result(name, given)
      return answer.isError === true ? textOf(answer) : null
    },
  }
}

function textOf({ content }: CallToolResult): string {
  const [first] = content
  return first?.type === 'text' ? first.text : ''
}
