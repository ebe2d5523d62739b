import { createRoute, type OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { z } from 'zod'
import { liveRecord, liveRecords } from '#server/films/cast-homes.ts'
import type { EntityHomes } from '#server/films/entity-homes.ts'
import type { CommandContext } from '#shared/commands/command.ts'
import { problemAnswer, requesterOf, type ApiEnv } from '../api.ts'
import { etagOf, requireMatch } from '../conditional.ts'
import { changedSince, IdParam, IfMatch, jsonAnswer, jsonBody, listOrPage, paged, PageQuery } from './answers.ts'
import { CastListQuery, HomeQuery, missingOne, refusedNew } from './cast-answers.ts'

/** What every record here has. */
interface EntityRecord {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly deletedAt: number | null
}

/** What the API's document says of an operation. */
interface Words {
  readonly summary: string
  readonly description: string
}

/** One kind of entity that is listed, read, changed, thrown away and taken back: what its routes need to know. */
export interface EntityKindRoutes<D, S, R extends EntityRecord, U, F, B> {
  /** Of the list: `/characters`. */
  readonly path: string
  readonly tag: string
  /** "character", in the middle of a sentence. */
  readonly called: string
  readonly words: {
    /** "The character". */
    readonly one: string
    /** "The characters". */
    readonly all: string
    readonly list: Words
    readonly get: Words
    readonly update: Words
    readonly remove: Words
    readonly restore: Words
  }
  readonly homes: EntityHomes<D, S>
  readonly body: z.ZodType<B>
  readonly updateBody: z.ZodType<U>
  readonly records: (snapshot: S) => ReadonlyMap<string, R>
  readonly toBody: (home: string | null, record: R) => B
  /** What a body says, as commands take it. */
  readonly fields: (body: U) => F
  readonly commands: {
    update(doc: D, args: F & { id: string }, context: CommandContext): void
    trash(doc: D, args: { id: string }, context: CommandContext): void
    restore(doc: D, args: { id: string }, context: CommandContext): void
  }
}

/** A kind of which a person makes new ones. */
export interface MakeableKindRoutes<D, S, R extends EntityRecord, U, F, B> extends EntityKindRoutes<D, S, R, U, F, B> {
  readonly make: {
    readonly words: Words & { readonly made: string }
    readonly body: z.ZodType<U & { id?: string | undefined; project_id?: string | null | undefined }>
    add(doc: D, args: F & { id: string }, context: CommandContext): string
  }
}

/** Adds `POST {path}`, and all that `addEntityRoutes` adds. */
export function addMakeableRoutes<D, S, R extends EntityRecord, U, F, B>(
  app: OpenAPIHono<ApiEnv>,
  kind: MakeableKindRoutes<D, S, R, U, F, B>,
): void {
  const { path, called, homes, make, records } = kind
  const { made, ...words } = make.words
  const { 404: noFilm, ...refused } = refusedNew(called)
  const create = routeOf({
    method: 'post',
    path,
    tags: [kind.tag],
    ...words,
    request: { body: jsonBody(make.body) },
    responses: { 201: jsonAnswer(kind.body, made), ...(homes.inFilms && { 404: noFilm }), ...refused },
  })
  app.openapi(create, async (c) => {
    const said = validOf(c, 'json', make.body)
    const { id: asked, project_id: home = null } = said
    const by = requesterOf(c)
    const id = asked ?? by.newId()
    const body = await homes.edit(
      home,
      ({ doc, before, after, context }) => {
        // One under an id that nobody asked for was made by this very request, whose answer was lost.
        const isThere = asked === undefined && records(before).has(id)
        if (!isThere) make.add(doc, { id, ...kind.fields(said) }, context)
        return kind.toBody(home, liveRecord(records(after()), id, called))
      },
      by,
    )
    await homes.note(home, id)
    return c.json(body, 201)
  })
  addEntityRoutes(app, kind)
}

/** Adds the routes by which one kind of entity is listed, read, changed, thrown away and taken back. */
export function addEntityRoutes<D, S, R extends EntityRecord, U, F, B>(
  app: OpenAPIHono<ApiEnv>,
  kind: EntityKindRoutes<D, S, R, U, F, B>,
): void {
  const { called, homes, records, toBody, commands } = kind
  const routes = describe(kind)
  const query = homes.inFilms ? HomeQuery : null
  const homeOf = async (c: Context, id: string): Promise<string | null> =>
    (query && validOf(c, 'query', query).project_id) ?? (await homes.homeOf(id))
  const tagIn = (snapshot: S, home: string | null, id: string): string =>
    etagOf(toBody(home, liveRecord(records(snapshot), id, called)))

  app.openapi(routes.list, async (c) => {
    const { project_id: home = null, ...page } = validOf(c, 'query', CastListQuery)
    const bodies = await homes.read(home, (snapshot) =>
      liveRecords(records(snapshot)).map((record) => ({ id: record.id, body: toBody(home, record) })),
    )
    const cut = paged(bodies, ({ id }) => id, page)
    if (Array.isArray(cut))
      return c.json(
        cut.map(({ body }) => body),
        200,
      )
    return c.json({ ...cut, items: cut.items.map(({ body }) => body) }, 200)
  })

  app.openapi(routes.get, async (c) => {
    const { id } = validOf(c, 'param', IdParam)
    const home = await homeOf(c, id)
    const record = await homes.read(home, (snapshot) => liveRecord(records(snapshot), id, called))
    return c.json(toBody(home, record), 200)
  })

  app.openapi(routes.update, async (c) => {
    const { id } = validOf(c, 'param', IdParam)
    const home = await homeOf(c, id)
    const fields = kind.fields(validOf(c, 'json', kind.updateBody))
    const body = await homes.edit(
      home,
      ({ doc, before, after, context }) => {
        requireMatch(c, tagIn(before, home, id))
        commands.update(doc, { id, ...fields }, context)
        return toBody(home, liveRecord(records(after()), id, called))
      },
      requesterOf(c),
    )
    return c.json(body, 200)
  })

  app.openapi(routes.remove, async (c) => {
    const { id } = validOf(c, 'param', IdParam)
    const home = await homeOf(c, id)
    await homes.edit(
      home,
      ({ doc, before, context }) => {
        requireMatch(c, tagIn(before, home, id))
        commands.trash(doc, { id }, context)
      },
      requesterOf(c),
    )
    return c.body(null, 204)
  })

  app.openapi(routes.restore, async (c) => {
    const { id } = validOf(c, 'param', IdParam)
    const home = await homeOf(c, id)
    const body = await homes.edit(
      home,
      ({ doc, after, context }) => {
        commands.restore(doc, { id }, context)
        return toBody(home, liveRecord(records(after()), id, called))
      },
      requesterOf(c),
    )
    return c.json(body, 200)
  })
}

/** The routes of a kind as the API's document tells of them. */
function describe<D, S, R extends EntityRecord, U, F, B>(
  kind: EntityKindRoutes<D, S, R, U, F, B>,
): Readonly<Record<'list' | 'get' | 'update' | 'remove' | 'restore', DescribedRoute>> {
  const { path, words, homes, called } = kind
  const tags = [kind.tag]
  const missing = missingOne(called)
  const one = { 200: jsonAnswer(kind.body, words.one), ...missing }
  const place = { params: IdParam, ...(homes.inFilms && { query: HomeQuery }) }
  return {
    list: routeOf({
      method: 'get',
      path,
      tags,
      ...words.list,
      request: { query: homes.inFilms ? CastListQuery : PageQuery },
      responses: {
        200: jsonAnswer(listOrPage(kind.body), words.all),
        ...(homes.inFilms && { 404: problemAnswer('There is no such project') }),
        422: problemAnswer('The query is wrong'),
      },
    }),
    get: routeOf({ method: 'get', path: `${path}/{id}`, tags, ...words.get, request: place, responses: one }),
    update: routeOf({
      method: 'put',
      path: `${path}/{id}`,
      tags,
      ...words.update,
      request: { ...place, headers: IfMatch, body: jsonBody(kind.updateBody) },
      responses: { ...one, ...changedSince },
    }),
    remove: routeOf({
      method: 'delete',
      path: `${path}/{id}`,
      tags,
      ...words.remove,
      request: { ...place, headers: IfMatch },
      responses: { 204: { description: 'It is in the trash' }, ...missing, ...changedSince },
    }),
    restore: routeOf({
      method: 'post',
      path: `${path}/{id}/restore`,
      tags,
      ...words.restore,
      request: place,
      responses: one,
    }),
  }
}

/** A route whose schemas are known only where its kind is described, so that its handler gets no types from it. */
type DescribedRoute = ReturnType<typeof routeOf>

function routeOf(config: RouteConfig): RouteConfig & { getRoutingPath(): string } {
  return createRoute(config)
}

/** What the route's own schema has let through: the types of `DescribedRoute` do not tell it. */
function validOf<T>(c: Context, target: 'json' | 'query' | 'param', _schema: z.ZodType<T>): T {
  return (c.req.valid as (target: string) => unknown)(target) as T
}
