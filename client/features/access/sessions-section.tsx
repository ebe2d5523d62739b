import { useCallback, useState, type ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { Button } from '#client/ui/button.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import { ago } from '#client/ui/words.ts'
import { browserName } from './access-words.ts'
import { AnswerView } from './answer-view.tsx'
import { FormProblem } from './door-frame.tsx'
import { useAnswer } from './use-answer.ts'
import { useAttempt } from './use-attempt.ts'

/** The browsers in which this account is signed in. */
export function SessionsSection(): ReactElement {
  const { api, clock } = useServices()
  const attempt = useAttempt()
  const [now] = useState(clock.now)
  const [sessions, ask] = useAnswer(useCallback((signal: AbortSignal) => api.access.listSessions({ signal }), [api]))
  return (
    <>
      <p className="mb-3 text-fg-2">
        Whoever has lost a device ends its session here: it is out at once. What it has stored stays on it.
      </p>
      <FormProblem>{attempt.problem}</FormProblem>
      <AnswerView answer={sessions} what="Your sessions" onRetry={() => void ask()}>
        {(list) => (
          <>
            <ul aria-label="Sessions">
              {list.map((session) => {
                const name = browserName(session.user_agent)
                return (
                  <li key={session.id} className="flex min-h-14 items-center gap-3 border-b border-line py-2">
                    <span className="min-w-0 grow">
                      <span className="block font-medium">{session.current ? `${name}, this browser` : name}</span>
                      <span className="block text-meta text-fg-3">
                        {session.address ? `${session.address}, ` : ''}
                        {ago(Date.parse(session.last_seen_at), now)}
                      </span>
                    </span>
                    {session.current ? null : (
                      <Button
                        size="dense"
                        disabled={attempt.busy}
                        aria-label={`Sign out ${name}`}
                        onClick={() =>
                          void attempt.run(async () => {
                            await api.access.endSession(session.id)
                            await ask()
                          })
                        }
                      >
                        Sign out
                      </Button>
                    )}
                  </li>
                )
              })}
            </ul>
            {list.some(({ current }) => !current) ? (
              <Button
                look="danger"
                size="dialog"
                className="mt-4"
                disabled={attempt.busy}
                onClick={() =>
                  void attempt.run(async () => {
                    await api.access.endOtherSessions()
                    toasts.show({ title: 'Signed out everywhere else' })
                    await ask()
                  })
                }
              >
                Sign out everywhere else
              </Button>
            ) : null}
          </>
        )}
      </AnswerView>
    </>
  )
}
