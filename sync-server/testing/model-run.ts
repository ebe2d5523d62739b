import { expect } from 'vitest'
import * as Y from 'yjs'
import type { CommandContext } from '#shared/commands/command.ts'
import { openProjectDoc, type ProjectDoc } from '#shared/document/project-doc.ts'
import { aFilm, randomUuid, testContext } from '#shared/testing/builders.ts'
import { randomEdit } from '#shared/testing/random-edits.ts'
import { must } from '#shared/util/assert.ts'
import { seededRandom, type Random } from '#shared/util/random.ts'
import { connectPeer, type SyncPeer } from './sync-peer.ts'
import { until } from './until.ts'

/** The servers of a run, and what may happen to them. */
export interface Fleet {
  /** Addresses of the rooms at the servers that are there now. */
  wsUrls(): readonly string[]
  /** Does something bad: ends a server without a word, lets the disk be full, loses messages. */
  trouble(random: Random): Promise<void>
  /** Ends all trouble but dead servers, which stay dead. */
  mend(): void
  /** Lets a server edit the document of a room; absent where the fleet is in other processes. */
  edit?(random: Random, room: string, run: (doc: Y.Doc) => void): Promise<void>
}

/** How long and wild a run is. */
export interface ModelPlan {
  readonly seed: number
  readonly steps: number
  readonly fleet: Fleet
}

const PEOPLE = 4

/** Somebody with a film on a device, who comes and goes. */
interface Person {
  readonly film: ProjectDoc
  readonly context: CommandContext
  peer: SyncPeer | null
  url: string
}

/**
 * People edit one film by chance, online and off, at servers that have all kinds of trouble, while a model takes each of
 * their edits as it is made. In the end everybody, somebody new and the model must have the very same document.
 */
export async function runModel({ seed, steps, fleet }: ModelPlan): Promise<void> {
  const random = seededRandom(seed)
  const room = `project/${randomUuid(random)}`
  const begun = Y.encodeStateAsUpdate(aFilm([3, 2, 2], seed).doc.ydoc)
  const model = new Y.Doc()
  Y.applyUpdate(model, begun)
  const people = Array.from({ length: PEOPLE }, (_, index) => makePerson(seed, index, begun, model))
  const connect = (person: Person): void => {
    person.peer?.provider.destroy()
    person.url = pick(fleet.wsUrls(), random)
    person.peer = connectPeer(person.url, room, { doc: person.film.ydoc })
  }
  try {
    for (const person of people) connect(person)
    for (let step = 0; step < steps; step += 1) {
      await takeStep(pick(people, random), { random, room, fleet, model, connect })
      for (const person of people) if (person.peer && !fleet.wsUrls().includes(person.url)) connect(person)
      if (random() < 0.3) await new Promise((resolve) => setTimeout(resolve, random() * 6))
    }
    fleet.mend()
    for (const person of people) connect(person)
    await expectOneDocument(people, model, connectPeer(pick(fleet.wsUrls(), random), room))
  } finally {
    for (const { peer } of people) peer?.stop()
  }
}

interface Run {
  readonly random: Random
  readonly room: string
  readonly fleet: Fleet
  readonly model: Y.Doc
  readonly connect: (person: Person) => void
}

async function takeStep(person: Person, { random, room, fleet, model, connect }: Run): Promise<void> {
  const what = random()
  if (what < 0.75) randomEdit(person.film, random, person.context)
  else if (what < 0.83) {
    // On a train: what is edited from here on is sent when the person is back.
    person.peer?.provider.destroy()
    person.peer = null
  } else if (what < 0.93) connect(person)
  else if (what < 0.96) await editAtServer(fleet, random, room, model)
  else await fleet.trouble(random)
}

async function editAtServer(fleet: Fleet, random: Random, room: string, model: Y.Doc): Promise<void> {
  const context = testContext(Math.floor(random() * 1e6))
  let made: Uint8Array | null = null
  const edited = fleet.edit?.(random, room, (doc) => {
    const before = Y.encodeStateVector(doc)
    const film = openProjectDoc(doc)
    // The first of the people may not have come yet.
    if (film.clips.size > 0) randomEdit(film, random, context)
    made = Y.encodeStateAsUpdate(doc, before)
  })
  const kept = await edited?.then(
    () => true,
    () => false,
  )
  if (kept && made) Y.applyUpdate(model, made)
}

function makePerson(seed: number, index: number, begun: Uint8Array, model: Y.Doc): Person {
  const ydoc = new Y.Doc()
  ydoc.clientID = 1000 + index
  Y.applyUpdate(ydoc, begun)
  const context = testContext(seed * 100 + index)
  ydoc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin === context.origin) Y.applyUpdate(model, update)
  })
  return { film: openProjectDoc(ydoc), context, peer: null, url: '' }
}

async function expectOneDocument(people: readonly Person[], model: Y.Doc, fresh: SyncPeer): Promise<void> {
  const docs = [...people.map(({ film }) => film.ydoc), fresh.doc]
  try {
    await until(() => {
      const whole = Y.snapshot(model)
      expect(docs.map((doc) => Y.equalSnapshots(Y.snapshot(doc), whole))).toEqual(docs.map(() => true))
    })
    const content = JSON.stringify(jsonOf(model))
    for (const doc of docs) expect(JSON.stringify(jsonOf(doc))).toBe(content)
  } finally {
    fresh.stop()
  }
}

/** All of a document, its maps in one order. */
function jsonOf(ydoc: Y.Doc): unknown {
  const names = [...ydoc.share.keys()].sort()
  return names.map((name) => [name, plain(ydoc.getMap(name))])
}

function plain(value: unknown): unknown {
  if (value instanceof Y.Text) return value.toString()
  if (!(value instanceof Y.Map)) return value
  return [...value.keys()].sort().map((key) => [key, plain(value.get(key))])
}

function pick<T>(list: readonly T[], random: Random): T {
  return must(list[Math.floor(random() * list.length)], 'a member of the list')
}
