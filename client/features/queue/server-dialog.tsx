import { CircleCheck, TriangleAlert } from 'lucide-react'
import { useState, type FormEvent, type ReactElement } from 'react'
import { ApiError } from '#client/api/api-client.ts'
import { useServices } from '#client/session/services-context.tsx'
import { Button } from '#client/ui/button.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { Icon } from '#client/ui/icon-button.tsx'
import { Switch } from '#client/ui/switch.tsx'
import { TextField } from '#client/ui/text-field.tsx'
import { count } from '#client/ui/words.ts'
import { modelLabel } from './job-words.ts'
import type { ServerTestResult } from '#shared/protocol/queue.ts'
import { ServerInput, type ComfyServer } from '#shared/protocol/servers.ts'

const DEFAULT_URL = 'http://127.0.0.1:8188'

/** Adds a server or changes one; Test asks it at once and says what it found or what to fix. */
export function ServerDialog({
  open,
  server,
  onClose,
}: {
  open: boolean
  /** The server to change; null to add one. */
  server: ComfyServer | null
  onClose: () => void
}): ReactElement {
  return open ? <OpenDialog key={server?.id ?? 'new'} server={server} onClose={onClose} /> : <></>
}

type Outcome =
  | { state: 'none' }
  | { state: 'asking' }
  | { state: 'found'; result: ServerTestResult }
  | { state: 'problem'; message: string }

function OpenDialog({ server, onClose }: { server: ComfyServer | null; onClose: () => void }): ReactElement {
  const { api } = useServices()
  const [name, setName] = useState(server?.name ?? '')
  const [url, setUrl] = useState(server?.url ?? DEFAULT_URL)
  const [errors, setErrors] = useState<{ name?: string; url?: string; signIn?: string }>({})
  const [outcome, setOutcome] = useState<Outcome>({ state: 'none' })
  const [saving, setSaving] = useState(false)
  const [asksSignIn, setAsksSignIn] = useState(server?.has_credentials ?? false)
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')

  const read = (): ServerInput | null => {
    const paused = server?.paused ?? false
    const withScheme = /^[a-z]+:\/\//i.test(url.trim()) ? url.trim() : `http://${url.trim()}`
    // Empty fields stand for what is kept, which nobody can read.
    const keeps = server?.has_credentials === true && username === '' && password === ''
    const credentials = asksSignIn ? (keeps ? undefined : { username, password }) : null
    const parsed = ServerInput.safeParse({
      name: name.trim() || hostOf(withScheme),
      url: withScheme,
      paused,
      credentials,
    })
    if (parsed.success) {
      setErrors({})
      return parsed.data
    }
    const issues = Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0]), issue.message]))
    setErrors({
      ...(issues['name'] ? { name: 'A name has 1 to 100 characters' } : {}),
      ...(issues['url'] ? { url: addressHelp(issues['url']) } : {}),
      ...(issues['credentials'] ? { signIn: 'Enter both; a user name has no colon' } : {}),
    })
    return null
  }

  const test = async (): Promise<void> => {
    const input = read()
    if (!input) return
    setOutcome({ state: 'asking' })
    try {
      const result = await api.testServer({
        url: input.url,
        credentials: input.credentials,
        ...(server && { server_id: server.id }),
      })
      setOutcome(
        result.ok
          ? { state: 'found', result }
          : { state: 'problem', message: [result.problem, result.fix].filter(Boolean).join(' ') },
      )
    } catch (error) {
      setOutcome({ state: 'problem', message: error instanceof ApiError ? error.message : String(error) })
    }
  }

  const save = async (event?: FormEvent): Promise<void> => {
    event?.preventDefault()
    const input = read()
    if (!input) return
    setSaving(true)
    try {
      await (server ? api.updateServer(server.id, input) : api.addServer(input))
      onClose()
    } catch (error) {
      setOutcome({ state: 'problem', message: error instanceof ApiError ? error.message : String(error) })
    } finally {
      setSaving(false)
    }
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={server ? `Edit ${server.name}` : 'Connect ComfyUI'}
      description="The sync server talks to it for every browser, so no flag for cross-origin requests is needed."
      footer={
        <>
          <Button size="dialog" className="mr-auto" onClick={() => void test()} disabled={outcome.state === 'asking'}>
            {outcome.state === 'asking' ? 'Asking the server' : 'Test'}
          </Button>
          <Button look="quiet" size="dialog" onClick={onClose}>
            Cancel
          </Button>
          <Button look="main" size="dialog" disabled={saving} onClick={() => void save()}>
            {server ? 'Save changes' : 'Add server'}
          </Button>
        </>
      }
    >
      <form className="flex flex-col gap-4" onSubmit={(event) => void save(event)}>
        <TextField
          label="Address"
          mono
          value={url}
          error={errors.url}
          hint="As you open it in a browser. For another machine ComfyUI must be started with --listen."
          onChange={(event) => {
            setUrl(event.target.value)
            setOutcome({ state: 'none' })
          }}
          autoComplete="off"
          spellCheck={false}
          inputMode="url"
        />
        <TextField
          label="Name"
          value={name}
          error={errors.name}
          placeholder="Attic 4090"
          maxLength={100}
          onChange={(event) => setName(event.target.value)}
          autoComplete="off"
        />
        <Switch label="Asks for a user name and password" checked={asksSignIn} onChange={setAsksSignIn} />
        {asksSignIn && (
          <div className="grid grid-cols-2 gap-4">
            <TextField
              label="User name"
              value={username}
              error={errors.signIn}
              placeholder={server?.has_credentials ? 'Unchanged' : ''}
              onChange={(event) => setUsername(event.target.value)}
              autoComplete="off"
              spellCheck={false}
            />
            <TextField
              label="Password"
              type="password"
              value={password}
              placeholder={server?.has_credentials ? 'Unchanged' : ''}
              onChange={(event) => setPassword(event.target.value)}
              autoComplete="new-password"
            />
          </div>
        )}
        <button type="submit" hidden />
      </form>
      <div aria-live="polite" className="mt-4 empty:mt-0">
        <TestOutcome outcome={outcome} />
      </div>
    </Dialog>
  )
}

function TestOutcome({ outcome }: { outcome: Outcome }): ReactElement | null {
  if (outcome.state === 'problem') {
    return (
      <div className="flex gap-2.5 rounded-option border border-line-strong p-3">
        <Icon icon={TriangleAlert} className="mt-0.5 shrink-0 text-bad" />
        <p className="select-text">{outcome.message}</p>
      </div>
    )
  }
  if (outcome.state !== 'found') return null
  const { result } = outcome
  const usable = result.models.filter((model) => model.model_type !== null && model.missing.length === 0)
  const families = [...new Set(usable.map((model) => modelLabel({ model: model.name, model_type: model.model_type })))]
  return (
    <div className="flex gap-2.5 rounded-option border border-line-strong p-3">
      <Icon icon={CircleCheck} className="mt-0.5 shrink-0 text-ok" />
      <div>
        <p className="font-medium">ComfyUI {result.version ?? 'answers'}</p>
        {result.gpus.map((gpu, index) => (
          <p key={index} className="text-meta text-fg-2">
            {gpu.name}
            {gpu.vram_total > 0 ? `, ${Math.round(gpu.vram_total / 1024 ** 3)} GB` : ''}
          </p>
        ))}
        <p className="text-meta text-fg-2">
          {result.models.length === 0
            ? 'No models in its folders yet'
            : `${count(result.models.length, 'model')}, ${usable.length} ready to use${families.length > 0 ? ` (${families.join(', ')})` : ''}`}
        </p>
      </div>
    </div>
  )
}

function hostOf(address: string): string {
  try {
    return new URL(address).host
  } catch {
    // The address itself is refused with its own words.
    return 'ComfyUI'
  }
}

function addressHelp(message: string): string {
  return message.includes('passwords')
    ? 'Leave user name and password out of the address'
    : 'An address starts with http:// or https://, for example http://192.168.1.44:8188'
}
