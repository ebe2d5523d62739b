import { Trash2 } from 'lucide-react'
import { useCallback, useState, type ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { Button } from '#client/ui/button.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { Select } from '#client/ui/select.tsx'
import { Switch } from '#client/ui/switch.tsx'
import { TextField } from '#client/ui/text-field.tsx'
import { ago } from '#client/ui/words.ts'
import type { Scope } from '#shared/model/scopes.ts'
import type { TokenBody } from '#shared/protocol/ways-in.ts'
import { untilWords } from './access-words.ts'
import { AnswerView } from './answer-view.tsx'
import { CopyOnce } from './copy-once.tsx'
import { FormProblem } from './door-frame.tsx'
import { useAnswer } from './use-answer.ts'
import { useAttempt } from './use-attempt.ts'

const SCOPES: readonly { scope: Scope; label: string; hint: string; administrator?: true }[] = [
  { scope: 'read', label: 'Read', hint: 'See films and the library' },
  { scope: 'write', label: 'Write', hint: 'Change films and the library' },
  { scope: 'generate', label: 'Generate', hint: 'Ask for takes' },
  { scope: 'work', label: 'Work', hint: 'Take jobs as a worker', administrator: true },
  { scope: 'administer', label: 'Administer', hint: 'All that administrators may', administrator: true },
]

const LASTS = [
  { value: '30', label: 'A month' },
  { value: '90', label: 'Three months' },
  { value: '365', label: 'A year' },
  { value: 'never', label: 'Until revoked' },
] as const

/** Tokens by which programs use the API in the name of this account. */
export function TokensSection(): ReactElement {
  const { api, access, clock } = useServices()
  const { who } = useReadable(access)
  const attempt = useAttempt()
  const [now] = useState(clock.now)
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<ReadonlySet<Scope>>(new Set(['read']))
  const [lasts, setLasts] = useState<(typeof LASTS)[number]['value']>('90')
  const [made, setMade] = useState<string | null>(null)
  const [tokens, ask] = useAnswer(useCallback((signal: AbortSignal) => api.access.listTokens({ signal }), [api]))
  const isAdministrator = who?.studio_role === 'administrator'
  const make = (): void =>
    void attempt.run(async () => {
      const token = await api.access.makeToken({
        name: name.trim(),
        scopes: SCOPES.map(({ scope }) => scope).filter((scope) => scopes.has(scope)),
        expires_in_days: lasts === 'never' ? null : Number(lasts),
      })
      setMade(token.token)
      setName('')
      await ask()
    })
  return (
    <>
      <p className="mb-4 text-fg-2">
        A script or a pipeline sends a token as <code className="font-mono text-meta">Authorization: Bearer …</code> and
        may then do what you may, within the scopes that you choose.{' '}
        <a href="/api/v1/docs" className="text-accent-text underline">
          The API reference
        </a>
      </p>
      <FormProblem>{attempt.problem}</FormProblem>
      <form
        className="flex flex-col gap-3 border-b border-line pb-5"
        onSubmit={(event) => {
          event.preventDefault()
          make()
        }}
      >
        <div className="flex flex-wrap gap-2">
          <TextField
            label="New token"
            placeholder="What it is for: Render farm"
            className="min-w-48 grow"
            value={name}
            maxLength={100}
            required
            onChange={(event) => setName(event.target.value)}
          />
          <Select label="It is good for" className="w-40" value={lasts} options={LASTS} onChange={setLasts} />
        </div>
        <fieldset className="flex flex-col gap-1.5">
          <legend className="mb-1 text-meta text-fg-2">Scopes</legend>
          {SCOPES.filter(({ administrator }) => !administrator || isAdministrator).map(({ scope, label, hint }) => (
            <Switch
              key={scope}
              label={label}
              hint={hint}
              checked={scopes.has(scope)}
              onChange={(on) => {
                const next = new Set(scopes)
                if (on) next.add(scope)
                else next.delete(scope)
                setScopes(next)
              }}
            />
          ))}
        </fieldset>
        <Button
          size="dialog"
          type="submit"
          className="self-start"
          disabled={attempt.busy || name.trim() === '' || scopes.size === 0}
        >
          Make a token
        </Button>
        {made ? (
          <CopyOnce
            label="Your token"
            value={made}
            hint="Shown only this once. The server keeps no copy that it could show"
          />
        ) : null}
      </form>
      <AnswerView answer={tokens} what="Your tokens" onRetry={() => void ask()}>
        {(list) =>
          list.length === 0 ? (
            <p className="pt-4 text-fg-3">No tokens yet.</p>
          ) : (
            <ul aria-label="API tokens">
              {list.map((token) => (
                <li key={token.id} className="flex min-h-14 items-center gap-3 border-b border-line py-2">
                  <span className="min-w-0 grow">
                    <span className="block truncate font-medium">
                      {token.name} <span className="font-mono text-meta font-normal text-fg-3">…{token.hint}</span>
                    </span>
                    <span className="block text-meta text-fg-3">{wordsOf(token, now)}</span>
                  </span>
                  <IconButton
                    icon={Trash2}
                    label={`Revoke ${token.name}`}
                    disabled={attempt.busy}
                    onClick={() =>
                      void attempt.run(async () => {
                        await api.access.removeToken(token.id)
                        await ask()
                      })
                    }
                  />
                </li>
              ))}
            </ul>
          )
        }
      </AnswerView>
    </>
  )
}

type Token = ReturnType<typeof TokenBody.parse>

function wordsOf({ scopes, expires_at: end, last_used_at: used }: Token, now: number): string {
  const use = used === null ? 'never used' : `used ${ago(Date.parse(used), now)}`
  return `${scopes.join(', ')}; ${untilWords(end)}; ${use}`
}
