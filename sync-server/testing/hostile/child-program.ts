import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { testProgram, type TestProgram } from '../test-programs.ts'

/** A program in a process of its own that answers questions. */
export interface ChildProgram {
  readonly pid: number
  /** What it has written to standard error. */
  log(): string
  /** Whether it still runs. */
  isAlive(): boolean
  /** Asks it something; resolves with its answer, rejects where it ends before. */
  ask<T>(question: string, argument?: unknown): Promise<T>
  /** Sends a signal; resolves once the process has ended. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

interface Question {
  readonly id: number
  readonly question: string
  readonly argument: unknown
}

/** Starts a program, which has to call `answerQuestions`. */
export async function startProgram(name: TestProgram, env: Readonly<Record<string, string>>): Promise<ChildProgram> {
  const child = fork(await testProgram(name), {
    execArgv: ['--expose-gc'],
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let log = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (log += chunk))
  const waiting = new Map<number, (answer: unknown) => void>()
  child.on('message', ({ id, answer }: { id: number; answer: unknown }) => {
    waiting.get(id)?.(answer)
    waiting.delete(id)
  })
  const ended = once(child, 'exit')
  let lastId = 0
  const ask = async <T>(question: string, argument?: unknown): Promise<T> => {
    lastId += 1
    const id = lastId
    const answer = new Promise((resolve) => waiting.set(id, resolve))
    child.send({ id, question, argument } satisfies Question)
    return (await Promise.race([
      answer,
      ended.then(() => Promise.reject(new Error(`The program ended:\n${log}`))),
    ])) as T
  }
  await ask('ready')
  return {
    pid: child.pid ?? 0,
    log: () => log,
    isAlive: () => isAlive(child),
    ask,
    kill: async (signal) => {
      if (isAlive(child)) child.kill(signal)
      await ended
    },
  }
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

/** In the program: answers what its parent asks by name, and ends with its parent. */
export function answerQuestions(answers: Readonly<Record<string, (argument: unknown) => unknown>>): void {
  process.on('message', ({ id, question, argument }: Question) => {
    void Promise.resolve(answers[question]?.(argument)).then((answer) => process.send?.({ id, answer: answer ?? null }))
  })
  process.on('disconnect', () => process.exit(0))
}
