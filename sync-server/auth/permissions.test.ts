import { expect, test } from 'vitest'
import { ProjectRole, StudioRole } from '#shared/model/roles.ts'
import { MACHINE_OWNER, roomAccess } from './permissions.ts'

test('[R6] the project room is written by owners and editors, and read by all who have a role in the film', () => {
  const access = ProjectRole.options.map((project) => roomAccess('project', { studio: 'guest', project }))
  expect(access).toEqual(['write', 'write', 'read', 'read'])
})

test('[R6] the review room is written by reviewers too', () => {
  const access = ProjectRole.options.map((project) => roomAccess('review', { studio: 'guest', project }))
  expect(access).toEqual(['write', 'write', 'write', 'read'])
})

test('[R6] without a role in the film there is no way into its rooms, whatever the role in the studio', () => {
  for (const studio of StudioRole.options) {
    expect(roomAccess('project', { studio, project: null })).toBe('none')
    expect(roomAccess('review', { studio, project: null })).toBe('none')
  }
})

test('[R6] the library is written by members, and read by guests', () => {
  const access = StudioRole.options.map((studio) => roomAccess('library', { studio, project: null }))
  expect(access).toEqual(['write', 'write', 'read'])
  expect(roomAccess('library', { studio: null, project: 'owner' })).toBe('none')
})

test('whoever is at the machine writes everywhere', () => {
  for (const kind of ['project', 'review', 'library'] as const) expect(roomAccess(kind, MACHINE_OWNER)).toBe('write')
})
