// Written by `npm run api-types` from the API’s document: change the routes, and write it anew.

export interface Paths {
  '/api/v1': {
    /**
     * Name, version and where to go from here
     *
     * Needs no sign-in: a script can find out by it whether a server is there, and which version runs.
     */
    get: {
      parameters: {
        path?: never
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Index
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/health': {
    /**
     * The state of each part
     *
     * Answers 503 where a part that is needed does not work, so that it fits the health check of a container or a load balancer.
     */
    get: {
      parameters: {
        path?: never
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Health
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/events': {
    /**
     * What happens on the server, as server-sent events
     *
     * Begins with `hello` on every connection. Events that happen while a client is away are not repeated: after each `hello` it fetches anew what it shows.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          project_id?: string
        }
      }
      responses: {
        200: {
          content: {
            'text/event-stream': string
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/session': {
    /**
     * Tell who asks, and what they may do
     *
     * Answers everybody; whoever is not signed in learns whether they have to.
     */
    get: {
      parameters: {
        path?: never
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': WhoAmI
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Sign in by name and password
     *
     * Sets the session cookie that browsers send from then on. Programs use an API token in its place.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': SignIn
        }
      }
      responses: {
        200: {
          content: {
            'application/json': WhoAmI
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Sign out
     *
     * Whoever is not signed in is told the same.
     */
    delete: {
      parameters: {
        path?: never
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/session/password': {
    /**
     * Change the password of who is signed in
     *
     * Every other session of the account ends.
     */
    put: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': ChangePassword
        }
      }
      responses: {
        200: {
          content: {
            'application/json': WhoAmI
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/session/profile': {
    /**
     * Change the name that others read
     *
     * The name under which others see presence, takes and comments; the name to sign in by stays.
     */
    put: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': Profile
        }
      }
      responses: {
        200: {
          content: {
            'application/json': WhoAmI
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/set-up': {
    /**
     * Make the first administrator, with the code from the log of the server
     *
     * Works once, on a server that has no account yet, and signs the new administrator in.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': SetUp
        }
      }
      responses: {
        201: {
          content: {
            'application/json': WhoAmI
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/password-resets/use': {
    /**
     * Set a new password by a code from an administrator
     *
     * Every session of the account ends, and a new one begins.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': UsePasswordReset
        }
      }
      responses: {
        200: {
          content: {
            'application/json': WhoAmI
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/sessions': {
    /**
     * List the browsers in which the account is signed in, last used first
     *
     * Each has the browser and the address from which it was used; the one that asks is marked.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | Session[]
              | {
                  items: Session[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Sign out everywhere but in the browser that asks
     *
     * Their open connections end at once.
     */
    delete: {
      parameters: {
        path?: never
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/sessions/{id}': {
    /**
     * Sign out one browser of the account
     *
     * Its open connections end at once.
     */
    delete: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/accounts': {
    /**
     * List the accounts, oldest first
     *
     * For administrators. The whole list comes at once, unless a page is asked for by `limit`.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | Account[]
              | {
                  items: Account[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/people': {
    /**
     * List who is in the studio, by the names that others read
     *
     * What choosing a member needs to show: ids, names and roles in the studio, nothing to sign in by.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | Person[]
              | {
                  items: Person[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/accounts/{id}': {
    /**
     * Read an account
     *
     * For administrators. It never holds a password, only whether there is one.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Account
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Change the name, the role in the studio, or whether somebody may sign in; what is absent stays
     *
     * Whoever is disabled is signed out at once everywhere. The last administrator stays one.
     */
    put: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      requestBody: {
        content: {
          'application/json': UpdateAccount
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Account
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Remove an account for good
     *
     * Films that nobody else owns belong to the administrators then. What it made in films stays.
     */
    delete: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/accounts/{id}/password-reset': {
    /**
     * Make a code by which somebody sets a new password
     *
     * It is shown here alone, works once within a day, and replaces one that was made before.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        201: {
          content: {
            'application/json': PasswordReset
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/accounts/{id}/sessions': {
    /**
     * Sign somebody out everywhere
     *
     * All sessions of the account end, and its open connections with them; its password stays.
     */
    delete: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/invitations': {
    /**
     * Invite somebody to the studio or to a project
     *
     * Owners of a film invite guests to it; administrators invite to everything. The code is shown here alone and works once.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': CreateInvitation
        }
      }
      responses: {
        201: {
          content: {
            'application/json': NewInvitation
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * List invitations, newest first
     *
     * Administrators see all of them, others their own.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | Invitation[]
              | {
                  items: Invitation[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/invitations/{id}': {
    /**
     * Take an invitation back
     *
     * Its link stops working at once; whoever has used it stays.
     */
    delete: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/invitations/look': {
    /**
     * Tell what an invitation is to
     *
     * What the page of an invitation shows before it is used. The code stays good.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': InvitationCode
        }
      }
      responses: {
        200: {
          content: {
            'application/json': InvitationPreview
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/invitations/accept': {
    /**
     * Use an invitation, with a new account or for the one that is signed in
     *
     * The code works once. With `account` a new account is made and signed in; without it the role goes to the account that asks.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': AcceptInvitation
        }
      }
      responses: {
        200: {
          content: {
            'application/json': WhoAmI
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/members': {
    /**
     * List who has a role in a project, owners first
     *
     * Owner, editor, reviewer or viewer: one role for each account.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | Member[]
              | {
                  items: Member[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Give a role to somebody by the name they sign in by
     *
     * The account must be there already; others come by an invitation.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      requestBody: {
        content: {
          'application/json': AddMember
        }
      }
      responses: {
        201: {
          content: {
            'application/json': Member
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/members/{account_id}': {
    /**
     * Give somebody a role, in place of another one
     *
     * It holds at once, in open tabs too. The last owner of a project stays owner.
     */
    put: {
      parameters: {
        path: {
          id: string
          account_id: string
        }
        query?: never
      }
      requestBody: {
        content: {
          'application/json': MemberRole
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Member
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Take somebody’s role away
     *
     * Their open connections to the film end at once.
     */
    delete: {
      parameters: {
        path: {
          id: string
          account_id: string
        }
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/membership': {
    /**
     * Leave a project
     *
     * Gives one’s own role back; open connections to the project end at once. The last owner cannot leave.
     */
    delete: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/audit': {
    /**
     * List what was done on this server, newest first
     *
     * For administrators: sign-ins, changes of roles, deletions, exports and secrets, a page at a time.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          limit?: number
          cursor?: string
          kind?:
            | 'set-up'
            | 'sign-in'
            | 'sign-in-failed'
            | 'sign-out'
            | 'session-ended'
            | 'password-changed'
            | 'password-reset-made'
            | 'password-reset-used'
            | 'account-made'
            | 'account-changed'
            | 'account-removed'
            | 'invitation-made'
            | 'invitation-used'
            | 'invitation-removed'
            | 'member-added'
            | 'role-changed'
            | 'member-removed'
            | 'film-made'
            | 'film-trashed'
            | 'film-removed'
            | 'version-removed'
            | 'exported'
            | 'token-made'
            | 'token-removed'
            | 'share-link-made'
            | 'share-link-removed'
            | 'passkey-added'
            | 'passkey-removed'
            | 'sign-in-service-linked'
            | 'sign-in-service-unlinked'
            | 'secret-stored'
            | 'secret-removed'
            | 'secrets-rotated'
            | 'server-added'
            | 'server-changed'
            | 'server-removed'
          actor_id?: string
          project_id?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': AuditPage
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects': {
    /**
     * Make a project
     *
     * With an `id` of your own, asking twice makes one project.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': CreateProject
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Project
          }
        }
        201: {
          content: {
            'application/json': Project
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * List projects, newest change first
     *
     * Only those in which who asks has a role. The whole list comes at once, unless a page is asked for by `limit`.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          limit?: number
          cursor?: string
          archived?: 'true' | 'false'
          trashed?: 'true' | 'false'
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | Project[]
              | {
                  items: Project[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}': {
    /**
     * Read a project
     *
     * Title, frame rate, picture size in pixels and song. The answer’s ETag is for `If-Match` of a later change.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Project
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Change a project; what is absent stays
     *
     * Open tabs show the change at once and can undo it there. With `If-Match` it is made only to the state that was read.
     */
    put: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      requestBody: {
        content: {
          'application/json': UpdateProject
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Project
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Move a project to the trash, or delete it for good
     *
     * With `permanent=true` everything in it is deleted: scenes, clips, takes, versions and jobs. It goes from every open tab at once, and from other devices when they next connect; nothing brings it back. Media files stay, since other projects may use them.
     */
    delete: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          permanent?: 'true' | 'false'
        }
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/trash': {
    /**
     * List what lies in the trash of a project
     *
     * What was deleted and can be restored: scenes, clips and takes with the time of their deletion.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Trash
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/with-scenes': {
    /**
     * Read a project with all its scenes, clips and takes
     *
     * The whole tree in story order. Lengths and positions are seconds.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': ProjectWithScenes
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/clips': {
    /**
     * List the clips of a project in the order they play
     *
     * Alternates and clips in the trash are left out. Lengths and positions are seconds.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | Clip[]
              | {
                  items: Clip[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/export/json': {
    /**
     * Export a whole project as JSON
     *
     * Scenes, clips with their places in frames and seconds, all takes with the hashes of their files and recipes, characters, styles and the song. Media files are fetched by their hashes.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': FilmExport
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/export/fcpxml': {
    /**
     * Export the cut of a project for Final Cut Pro (FCPXML 1.10)
     *
     * The header `X-Export-Warnings` tells what of the film the format cannot hold, as percent-encoded JSON: a list of texts. Media are named in the file as in `json`’s takes; put the files of `/media/{sha256}` into a folder `media` beside it under those names.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/xml': string
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/export/edl': {
    /**
     * Export the cut of a project for an edit decision list (CMX 3600)
     *
     * The header `X-Export-Warnings` tells what of the film the format cannot hold, as percent-encoded JSON: a list of texts. Media are named in the file as in `json`’s takes; put the files of `/media/{sha256}` into a folder `media` beside it under those names.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'text/plain': string
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/export/resolve': {
    /**
     * Export the cut of a project for DaVinci Resolve (FCPXML 1.10, clips named by their files)
     *
     * The header `X-Export-Warnings` tells what of the film the format cannot hold, as percent-encoded JSON: a list of texts. Media are named in the file as in `json`’s takes; put the files of `/media/{sha256}` into a folder `media` beside it under those names.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/xml': string
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/plan': {
    /**
     * Add many scenes with their clips at once
     *
     * They come after the scenes that are there, in the order of the body: all of them or none. Lengths are seconds. A project that has scenes already is kept as a version first. Open tabs show it at once.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      requestBody: {
        content: {
          'application/json': Plan
        }
      }
      responses: {
        201: {
          content: {
            'application/json': PlannedScenes
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/scenes': {
    /**
     * Add a scene to a project
     *
     * It comes last, unless `order` says another place (0 is the first). Open tabs show it at once.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': CreateScene
        }
      }
      responses: {
        201: {
          content: {
            'application/json': Scene
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/scenes/project/{project_id}': {
    /**
     * List the scenes of a project in story order
     *
     * The whole list comes at once, unless a page is asked for by `limit`.
     */
    get: {
      parameters: {
        path: {
          project_id: string
        }
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | Scene[]
              | {
                  items: Scene[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/scenes/{id}': {
    /**
     * Read a scene
     *
     * Name, lyrics and place in the story. The answer’s ETag is for `If-Match` of a later change.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Scene
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Change a scene; what is absent stays
     *
     * Open tabs show the change at once and can undo it there. With `If-Match` it is made only to the state that was read.
     */
    put: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      requestBody: {
        content: {
          'application/json': UpdateScene
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Scene
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Move a scene to the trash; its clips go with it
     *
     * Where it has clips, the film is kept as a version first.
     */
    delete: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/scenes/{id}/restore': {
    /**
     * Take a scene out of the trash, with the clips that went with it
     *
     * One that is not in the trash stays as it is.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Scene
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/scenes/{id}/timeline-analysis': {
    /**
     * What there is to put right about a scene on the timeline
     *
     * Places are those in the whole film, in frames and seconds. Clips never overlap, so `overlaps` is empty.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': TimelineAnalysis
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/clips': {
    /**
     * Add a clip to a scene
     *
     * It comes last in its scene, unless the body says otherwise. `length` is in seconds and becomes whole frames of the project’s rate.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': CreateClip
        }
      }
      responses: {
        201: {
          content: {
            'application/json': Clip
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/clips/scene/{scene_id}': {
    /**
     * List the clips of a scene in order
     *
     * The whole list comes at once, unless a page is asked for by `limit`. Lengths and positions are seconds.
     */
    get: {
      parameters: {
        path: {
          scene_id: string
        }
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | Clip[]
              | {
                  items: Clip[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/clips/{id}': {
    /**
     * Read a clip
     *
     * With its prompts, its cast and all its takes. Lengths and positions are seconds.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Clip
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Change a clip; what is absent stays
     *
     * All of it is written, or nothing. Lengths are seconds and become whole frames; open tabs show the change at once.
     */
    put: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      requestBody: {
        content: {
          'application/json': UpdateClip
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Clip
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Move a clip to the trash; what follows closes up
     *
     * It stays in the trash of its project, from where it can be restored with its takes.
     */
    delete: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/clips/{id}/gallery': {
    /**
     * List the takes of a clip, oldest first
     *
     * Each take has the address of its file, its size in bytes and pixels, and its duration in seconds.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | Take[]
              | {
                  items: Take[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/clips/{id}/prompts': {
    /**
     * Change the prompts of a clip; what is absent stays
     *
     * The smallest change is written, so what somebody types elsewhere in the same prompt is kept.
     */
    put: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      requestBody: {
        content: {
          'application/json': UpdatePrompts
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Clip
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/clips/{id}/timeline-position': {
    /**
     * Pin a clip to a place in the film, or let it follow the clip before
     *
     * The clip keeps its place in the story. A start before the end of the clip before it, or one from which it would push a clip that is locked to the music, cannot hold without an overlap: it is refused, and `free_positions` names where the clip could start.
     */
    put: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      requestBody: {
        content: {
          'application/json': TimelinePosition
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Clip
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/clips/{id}/restore': {
    /**
     * Take a clip out of the trash
     *
     * One that is not in the trash stays as it is. A scene in the trash must be taken out first.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Clip
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/characters': {
    /**
     * Make a character
     *
     * With a `project_id` it belongs to that film, without one to the studio’s library, from which films take copies. With an `id` of your own, asking twice makes one.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': CreateCharacter
        }
      }
      responses: {
        201: {
          content: {
            'application/json': Character
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * List the characters of the library or of a film, oldest first
     *
     * Those in the trash are left out. With `limit` the answer is a page, without it the bare list.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          limit?: number
          cursor?: string
          project_id?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | Character[]
              | {
                  items: Character[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/characters/{id}': {
    /**
     * Read a character
     *
     * Films that use a character of the library have a copy with the same id: name the film to read that one.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          project_id?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Character
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Change a character; what is absent stays
     *
     * Texts change by their smallest edit. Copies that films have of a character of the library stay as they are.
     */
    put: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          project_id?: string
        }
      }
      requestBody: {
        content: {
          'application/json': UpdateCharacter
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Character
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Move a character to the trash
     *
     * Clips keep it, and takes are made without it as long as it lies there.
     */
    delete: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          project_id?: string
        }
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/characters/{id}/restore': {
    /**
     * Take a character out of the trash
     *
     * One that is not in the trash stays as it is.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          project_id?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Character
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/characters/{id}/apply/{clip_id}': {
    /**
     * Put a character into a clip
     *
     * No prompt is written: words, LoRA and pictures of the character go into each take when it is made. Doing it again changes nothing. The film gets a copy of a character of the library, under the same id.
     */
    post: {
      parameters: {
        path: {
          id: string
          clip_id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Clip
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Take a character out of a clip
     *
     * The film keeps the character. Taking out one that is not in the clip changes nothing.
     */
    delete: {
      parameters: {
        path: {
          id: string
          clip_id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Clip
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/templates': {
    /**
     * Make a style template
     *
     * With a `project_id` it belongs to that film, without one to the studio’s library, from which films take copies. With an `id` of your own, asking twice makes one.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': CreateTemplate
        }
      }
      responses: {
        201: {
          content: {
            'application/json': Template
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * List the style templates of the library or of a film, oldest first
     *
     * Those in the trash are left out. With `limit` the answer is a page, without it the bare list.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          limit?: number
          cursor?: string
          project_id?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | Template[]
              | {
                  items: Template[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/templates/{id}': {
    /**
     * Read a style template
     *
     * Films that use a template of the library have a copy with the same id: name the film to read that one.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          project_id?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Template
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Change a style template; what is absent stays
     *
     * `params` is given whole. Texts change by their smallest edit. Copies that films have of a template of the library stay as they are.
     */
    put: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          project_id?: string
        }
      }
      requestBody: {
        content: {
          'application/json': UpdateTemplate
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Template
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Move a style template to the trash
     *
     * Clips keep it, and takes are made without it as long as it lies there.
     */
    delete: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          project_id?: string
        }
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/templates/{id}/restore': {
    /**
     * Take a style template out of the trash
     *
     * One that is not in the trash stays as it is.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          project_id?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Template
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/templates/{id}/use': {
    /**
     * Put a style template to use: `use_count` goes up by one
     *
     * With `clip_id` this clip gets the style as well, and its film a copy of a template of the library under the same id. No prompt is written: words and values of the style go into each take when it is made. Uses that are counted at the same time add up.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          project_id?: string
        }
      }
      requestBody?: {
        content: {
          'application/json': UseTemplate
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Template
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/presets': {
    /**
     * Keep sampling values of a model under a name
     *
     * Presets belong to the studio. What clips take over from one is their own from then on.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': CreatePreset
        }
      }
      responses: {
        201: {
          content: {
            'application/json': Preset
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * List the model presets, oldest first
     *
     * Those in the trash are left out. With `limit` the answer is a page, without it the bare list.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | Preset[]
              | {
                  items: Preset[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/presets/{id}': {
    /**
     * Read a model preset
     *
     * Sizes are pixels, `cfg` says how closely the prompt is followed.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Preset
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Change a model preset; what is absent stays
     *
     * `params` is given whole.
     */
    put: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      requestBody: {
        content: {
          'application/json': UpdatePreset
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Preset
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Move a model preset to the trash
     *
     * Clips that took its values over keep them.
     */
    delete: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/presets/{id}/restore': {
    /**
     * Take a model preset out of the trash
     *
     * One that is not in the trash stays as it is.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Preset
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/recipes': {
    /**
     * Keep a way to make a take under a name
     *
     * Model, sampling values, prompts and seed. Recipes that are saved belong to the studio.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': CreateRecipe
        }
      }
      responses: {
        201: {
          content: {
            'application/json': Recipe
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * List the saved recipes, oldest first
     *
     * Those in the trash are left out. With `limit` the answer is a page, without it the bare list.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | Recipe[]
              | {
                  items: Recipe[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/recipes/{id}': {
    /**
     * Read a saved recipe
     *
     * A `seed` of null rolls anew for each take.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Recipe
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Change a saved recipe; what is absent stays
     *
     * `params` is given whole. Texts change by their smallest edit.
     */
    put: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      requestBody: {
        content: {
          'application/json': UpdateRecipe
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Recipe
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Move a saved recipe to the trash
     *
     * Takes that were made by it stay.
     */
    delete: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/recipes/{id}/restore': {
    /**
     * Take a saved recipe out of the trash
     *
     * One that is not in the trash stays as it is.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Recipe
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/pool': {
    /**
     * Offer a take for reuse
     *
     * The take’s file is referred to, not copied, and the entry has the take’s id: offering a take twice leaves one entry.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': CreatePoolEntry
        }
      }
      responses: {
        200: {
          content: {
            'application/json': PoolEntry
          }
        }
        201: {
          content: {
            'application/json': PoolEntry
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * List the takes that the studio or a film offers for reuse, oldest first
     *
     * Those in the trash are left out. Sizes are bytes and pixels, durations seconds.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          limit?: number
          cursor?: string
          project_id?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | PoolEntry[]
              | {
                  items: PoolEntry[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/pool/{id}': {
    /**
     * Read an entry of the pool
     *
     * Sizes are bytes and pixels, the duration seconds.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          project_id?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': PoolEntry
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Rename an entry of the pool, or change the words it is found by
     *
     * What is absent stays.
     */
    put: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          project_id?: string
        }
      }
      requestBody: {
        content: {
          'application/json': UpdatePoolEntry
        }
      }
      responses: {
        200: {
          content: {
            'application/json': PoolEntry
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Take an entry out of the pool, to the trash
     *
     * The take that it was made from, and takes that were made of it, stay.
     */
    delete: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          project_id?: string
        }
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/pool/{id}/restore': {
    /**
     * Take an entry of the pool out of the trash
     *
     * One that is not in the trash stays as it is.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          project_id?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': PoolEntry
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/pool/{id}/use/{clip_id}': {
    /**
     * Put an entry of the pool into a clip as a take of its own
     *
     * A clip that has a live take of the same file keeps that one, so doing it again changes nothing.
     */
    post: {
      parameters: {
        path: {
          id: string
          clip_id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Clip
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/versions': {
    /**
     * List the kept versions of a project, newest first
     *
     * Named versions stay for ever, automatic ones are thinned out with age. Sizes are bytes.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | Version[]
              | {
                  items: Version[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Keep the project as it is now, under a name
     *
     * With an `id` of your own, asking twice keeps one version.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      requestBody: {
        content: {
          'application/json': CreateVersion
        }
      }
      responses: {
        201: {
          content: {
            'application/json': Version
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/versions/{version_id}': {
    /**
     * Hand over a version that a device has kept
     *
     * The body is the packed state: gzip of a Yjs update in encoding V2: the whole project document. It must be an earlier state of this project. A known id changes nothing but the name.
     */
    put: {
      parameters: {
        path: {
          id: string
          version_id: string
        }
        query: {
          kind: 'automatic' | 'named' | 'before-import' | 'before-migration' | 'before-delete' | 'before-restore'
          name?: string
          author?: string
          at?: number | null
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Version
          }
        }
        201: {
          content: {
            'application/json': Version
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Read a version: the project with its scenes, clips and takes as they were
     *
     * Nothing is restored by reading. The project as it is now is not touched.
     */
    get: {
      parameters: {
        path: {
          id: string
          version_id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': VersionWithFilm
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Delete a version for good; the project is not touched
     *
     * It cannot be brought back.
     */
    delete: {
      parameters: {
        path: {
          id: string
          version_id: string
        }
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/versions/{version_id}/state': {
    /**
     * Download the state that a version holds
     *
     * gzip of a Yjs update in encoding V2: the whole project document
     */
    get: {
      parameters: {
        path: {
          id: string
          version_id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/gzip': Blob
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/versions/{version_id}/changes': {
    /**
     * What is different since a version
     *
     * Scenes, clips and takes that were added, changed or removed, by their names and fields.
     */
    get: {
      parameters: {
        path: {
          id: string
          version_id: string
        }
        query?: {
          with?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': VersionComparison
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/versions/{version_id}/name': {
    /**
     * Name a version, which keeps it for ever, or take its name away
     *
     * Named versions are never thinned out; `null` leaves it to the rules for automatic ones.
     */
    put: {
      parameters: {
        path: {
          id: string
          version_id: string
        }
        query?: never
      }
      requestBody: {
        content: {
          'application/json': RenameVersion
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Version
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/versions/{version_id}/restore': {
    /**
     * Bring the project back to what a version held
     *
     * The project is kept as a version first. Takes that were made since stay; scenes and clips that were made since go to the trash.
     */
    post: {
      parameters: {
        path: {
          id: string
          version_id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': RestoredVersion
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/versions/{version_id}/copy': {
    /**
     * Make a new project of a version; media are shared
     *
     * The copy has ids of its own and begins its own history. No file is copied.
     */
    post: {
      parameters: {
        path: {
          id: string
          version_id: string
        }
        query?: never
      }
      requestBody: {
        content: {
          'application/json': CopyVersion
        }
      }
      responses: {
        201: {
          content: {
            'application/json': Project
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/openai/videos': {
    /**
     * List the videos that OpenAI keeps for the studio’s key, newest first
     *
     * What comes of them is taken into clips by generation with an OpenAI video model.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json': OpenAiVideoPage
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/openai/videos/{id}': {
    /**
     * Read how a video at OpenAI does
     *
     * Asks OpenAI with the key of the studio. `progress` is in percent, `seconds` the length of the video.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': OpenAiVideo
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Delete a video at OpenAI
     *
     * Takes that came of it stay: their files are here.
     */
    delete: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/generation': {
    /**
     * Ask for an image or a video for a clip
     *
     * With an `id` of your own, asking twice makes one job; the take gets the same id. What is absent from `params` is chosen from the model’s preset and the film. The model `sketch` draws a placeholder without any server.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': GenerationRequest
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Job
          }
        }
        201: {
          content: {
            'application/json': Job
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/queue/jobs': {
    /**
     * Put a job into the queue
     *
     * With an `id` of your own, asking twice makes one job; the take gets the same id. What is absent from `params` is chosen from the model’s preset and the film. The model `sketch` draws a placeholder without any server.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': GenerationRequest
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Job
          }
        }
        201: {
          content: {
            'application/json': Job
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * List jobs, newest first
     *
     * Only jobs of projects in which who asks has a role. `status` takes several states, with commas between them.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          limit?: number
          cursor?: string
          project_id?: string
          clip_id?: string
          server_id?: string
          status?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | Job[]
              | {
                  items: Job[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/generation/batch': {
    /**
     * Ask for takes of many clips at once
     *
     * All of it goes into the queue, or nothing: where a job could never run, every such one is named. Without a `prompt` each clip’s own prompts are used. A batch that was taken is completed even if the server ends in the middle.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': BatchInput
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Batch
          }
        }
        201: {
          content: {
            'application/json': Batch
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/generation/batches': {
    /**
     * List batches, newest first
     *
     * Only batches with projects in which who asks has a role, with how many of their jobs are in which state.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | BatchSummary[]
              | {
                  items: BatchSummary[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/generation/batch/{id}': {
    /**
     * Read how a batch and each of its jobs does
     *
     * `fraction` is how much of the whole is done, from 0 to 1.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Batch
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/generation/batch/{id}/cancel': {
    /**
     * Call off what of a batch is not at its end
     *
     * Takes that are there already stay.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Batch
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/queue/servers/{id}/register': {
    /**
     * Register a machine that fetches its jobs itself
     *
     * For machines that this server cannot reach, as behind a home router. The id is one of your own (a UUID), or that of a registered ComfyUI server whose jobs the machine is to take. Registering again changes what is known of it.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      requestBody?: {
        content: {
          'application/json': RegisterWorker
        }
      }
      responses: {
        200: {
          content: {
            'application/json': PullWorker
          }
        }
        201: {
          content: {
            'application/json': PullWorker
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/queue/servers': {
    /**
     * List the machines that fetch their jobs themselves
     *
     * `here` tells whether a machine has asked for work lately; `lease_seconds` is how long it may keep a job without a word.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | PullWorker[]
              | {
                  items: PullWorker[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/queue/servers/{id}': {
    /**
     * Forget a machine that fetches its jobs itself
     *
     * A job that it has goes back into the queue when its lease ends.
     */
    delete: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/queue/servers/{id}/next': {
    /**
     * Take the next job, with a lease
     *
     * The job is this machine’s until the lease expires. Asking again before that holds the same job for longer, so ask every third of the lease while you work; a machine that is silent for the whole lease loses the job, which counts as a failed attempt.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': LeasedJob
          }
        }
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/queue/jobs/{id}/complete': {
    /**
     * Hand in what came of a job: its outputs, or an error
     *
     * What the files are is told by their bytes. Handing in twice changes nothing. The take is written into the film like any other, and every open tab shows it at once.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      requestBody?: {
        content: {
          'multipart/form-data': {
            outputs?: Blob | Blob[]
            server_id?: string
            fps?: number
            error?: string
            detail?: string
          }
          'application/json': JobFailure
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Job
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/queue/projects/{id}/jobs': {
    /**
     * List the jobs of a project, newest first
     *
     * The same jobs as in the whole list, of one project.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          limit?: number
          cursor?: string
          clip_id?: string
          server_id?: string
          status?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | Job[]
              | {
                  items: Job[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/queue/status': {
    /**
     * How many jobs there are, and when all will be done
     *
     * Counts by state, for each machine too. `seconds_left` is estimated from the jobs that were done.
     */
    get: {
      parameters: {
        path?: never
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': QueueStatus
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/queue/pause': {
    /**
     * Stop the queue: what runs goes on, nothing is begun
     *
     * For administrators. Jobs can be asked for and moved meanwhile. It stays so over a restart.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': QueueStatus
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/queue/resume': {
    /**
     * Let the queue run again
     *
     * For administrators. A queue that runs already stays as it is.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': QueueStatus
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/queue/jobs/{id}': {
    /**
     * Read a job
     *
     * `progress.fraction` goes from 0 to 1, `seconds_left` is an estimate. Events tell of each change, so nobody has to ask in a loop.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Job
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Forget a job; one that is under way is called off first
     *
     * The take that it made stays.
     */
    delete: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/queue/jobs/{id}/preview': {
    /**
     * The newest picture of a job that is being made
     *
     * Small and unfinished. 204 where there is none yet, or the job is at its end.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'image/*': Blob
          }
        }
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/queue/jobs/{id}/cancel': {
    /**
     * Call a job off; one at its end stays as it is
     *
     * The machine that works on it is told to stop.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Job
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/queue/jobs/{id}/retry': {
    /**
     * Try a failed or cancelled job again, as a new one
     *
     * The body may change parameters, such as a smaller size in pixels after a lack of memory.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      requestBody?: {
        content: {
          'application/json': RetryJob
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Job
          }
        }
        201: {
          content: {
            'application/json': Job
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/queue/jobs/{id}/priority': {
    /**
     * Move a waiting job in the line
     *
     * Higher numbers go first; among equals the older one.
     */
    put: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      requestBody: {
        content: {
          'application/json': JobPriority
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Job
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/queue/jobs/{id}/place': {
    /**
     * Put a waiting job before another of its film, or last
     *
     * It gets the priority of the job that it stands before, and stays there: it is not overtaken for the sake of a loaded model.
     */
    put: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      requestBody: {
        content: {
          'application/json': JobPlace
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Job
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/queue/jobs/{id}/front': {
    /**
     * Put a waiting job first in the line of its film
     *
     * It is the next of its film. Films still take turns.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Job
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/queue/clear': {
    /**
     * Forget the jobs that are at their end
     *
     * Done, failed and cancelled jobs go, of one project with `project_id`. Their takes stay.
     */
    delete: {
      parameters: {
        path?: never
        query?: {
          project_id?: string
          status?: 'done' | 'failed' | 'cancelled'
        }
      }
      responses: {
        200: {
          content: {
            'application/json': ClearedQueue
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/comfyui/servers': {
    /**
     * Register a ComfyUI server
     *
     * It is registered even where it does not answer now; `problem` then says what is wrong.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': ComfyServerInput
        }
      }
      responses: {
        201: {
          content: {
            'application/json': ComfyServer
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * List the registered ComfyUI servers
     *
     * Each with whether it answers now, and why not.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | ComfyServer[]
              | {
                  items: ComfyServer[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/comfyui/servers/{id}/info': {
    /**
     * What a server runs on and what it holds
     *
     * Versions, devices with their memory in bytes, and the models and nodes that it has.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': ComfyServerInfo
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/comfyui/servers/{id}': {
    /**
     * Rename, readdress or pause a server
     *
     * For administrators. A paused server finishes its run and gets no more; what it had not begun goes to others. The ETag to send as `If-Match` is that of `/info` or of the change before: whether the server answers is no part of what it is compared by.
     */
    put: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      requestBody: {
        content: {
          'application/json': ComfyServerInput
        }
      }
      responses: {
        200: {
          content: {
            'application/json': ComfyServer
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Forget a server; its jobs go elsewhere or fail
     *
     * For administrators. The ComfyUI server itself is not touched.
     */
    delete: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/comfyui/servers/{id}/pause': {
    /**
     * Drain a server: it finishes its run and gets no more
     *
     * For administrators. What it has not begun goes back into the queue, for other servers. It is drained once `/queue/status` shows nothing running or waiting on it.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': ComfyServer
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/comfyui/servers/{id}/resume': {
    /**
     * Let a paused server have jobs again
     *
     * For administrators. A server that runs already stays as it is.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': ComfyServer
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/comfyui/servers/test': {
    /**
     * Try an address before it is registered
     *
     * For administrators. Nothing is kept; the answer says what the address answered, or why it did not.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': ComfyServerTest
        }
      }
      responses: {
        200: {
          content: {
            'application/json': ComfyServerTestResult
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/session/ways': {
    /**
     * Tell by which ways people sign in here
     *
     * What the page to sign in shows. Needs no sign-in.
     */
    get: {
      parameters: {
        path?: never
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': SignInWays
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/session/oidc/start': {
    /**
     * Go to the sign-in service (OpenID Connect)
     *
     * For a browser to open. The service sends it back, and it ends at `return_to`; where something went wrong, at the start page with the query `sign_in_problem`: one of the words of `SignInProblem`.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          return_to?: string
          invitation?: string
          link?: '1'
        }
      }
      responses: {
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/session/oidc/callback': {
    /**
     * Come back from the sign-in service
     *
     * The sign-in service sends the browser here; no program calls it. It leads on to the page that was asked for.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          code?: string
          state?: string
        }
      }
      responses: {
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/session/linked': {
    /**
     * List the sign-in services that are linked to one’s own account
     *
     * At most one for each service that this server knows.
     */
    get: {
      parameters: {
        path?: never
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': LinkedSignIn[]
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Unlink the sign-in service from one’s own account
     *
     * Refused where nothing else is left to sign in by.
     */
    delete: {
      parameters: {
        path?: never
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/passkeys': {
    /**
     * List one’s own passkeys
     *
     * Names and times of use; the keys themselves stay in the devices.
     */
    get: {
      parameters: {
        path?: never
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Passkey[]
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Add the passkey that the browser has made
     *
     * The second step: `ceremony` is the one of the options that the browser was given before.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': AddPasskey
        }
      }
      responses: {
        201: {
          content: {
            'application/json': Passkey
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/passkeys/options': {
    /**
     * Begin to add a passkey
     *
     * The options are for `navigator.credentials.create()`; its answer goes to `POST /passkeys`.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': PasskeyOptions
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/passkeys/{passkey_id}': {
    /**
     * Remove a passkey
     *
     * Refused where nothing else is left to sign in by.
     */
    delete: {
      parameters: {
        path: {
          passkey_id: string
        }
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/session/passkey/options': {
    /**
     * Begin to sign in by a passkey
     *
     * The options are for `navigator.credentials.get()`; its answer goes to `POST /session/passkey`.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': PasskeyOptions
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/session/passkey': {
    /**
     * Sign in by a passkey
     *
     * The second step: `ceremony` is the one of the options that the browser was given before. Sets the session cookie.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': UsePasskey
        }
      }
      responses: {
        200: {
          content: {
            'application/json': WhoAmI
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/tokens': {
    /**
     * List one’s own API tokens, newest first
     *
     * Names, scopes and times of use. The tokens themselves were shown once, and are kept only as hashes.
     */
    get: {
      parameters: {
        path?: never
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | ApiToken[]
              | {
                  items: ApiToken[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Make an API token for a program
     *
     * Its text is in this answer alone: the server keeps a hash of it.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': CreateApiToken
        }
      }
      responses: {
        201: {
          content: {
            'application/json': NewApiToken
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/tokens/{id}': {
    /**
     * Revoke an API token
     *
     * What it has open ends at once.
     */
    delete: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/access-tokens': {
    /**
     * Make a short-lived token for where no cookie goes
     *
     * For WebSockets of pages from elsewhere, and for workers. It is good for ten minutes, for no more than who asks may do, and ends with the session, token or link by which it was asked for. What was opened with it stays open.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': CreateAccessToken
        }
      }
      responses: {
        201: {
          content: {
            'application/json': AccessToken
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/share-links': {
    /**
     * List the share links of a project, newest first
     *
     * For owners. The links themselves were shown once, and are kept only as hashes.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: {
          limit?: number
          cursor?: string
        }
      }
      responses: {
        200: {
          content: {
            'application/json':
              | ShareLink[]
              | {
                  items: ShareLink[]
                  next_cursor: string | null
                }
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Make a link that lets guests into a project
     *
     * Whoever has it comes in with its role, into this project alone. Its secret is in this answer alone.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      requestBody: {
        content: {
          'application/json': CreateShareLink
        }
      }
      responses: {
        201: {
          content: {
            'application/json': NewShareLink
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/projects/{id}/share-links/{link_id}': {
    /**
     * Revoke a share link
     *
     * Whoever came by it is out at once.
     */
    delete: {
      parameters: {
        path: {
          id: string
          link_id: string
        }
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/share-links/look': {
    /**
     * Tell what a share link opens, before it is opened
     *
     * The name of the project, the role it gives, and whether it asks for a password.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': LookShareLink
        }
      }
      responses: {
        200: {
          content: {
            'application/json': ShareLinkPreview
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/share-links/open': {
    /**
     * Come in by a share link
     *
     * Sets a cookie for browsers; programs take the access token of the answer, and with it new ones from `POST /access-tokens`. Whoever is signed in stays who they are, with the role of the link in its project.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': OpenShareLink
        }
      }
      responses: {
        200: {
          content: {
            'application/json': OpenedShareLink
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/secrets': {
    /**
     * Tell which keys of other services are kept here
     *
     * What they are is never answered: whoever needs a key again makes a new one where it came from.
     */
    get: {
      parameters: {
        path?: never
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': Secret[]
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/secrets/{name}': {
    /**
     * Keep a key of another service, sealed
     *
     * For administrators. It is never answered again, only that it is there. With `If-Match`, only where it is still the one of the answer with that ETag.
     */
    put: {
      parameters: {
        path: {
          name: 'openai-api-key'
        }
        query?: never
      }
      requestBody: {
        content: {
          'application/json': SetSecret
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Secret
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
    /**
     * Forget a key of another service
     *
     * For administrators. What needs it says so from then on.
     */
    delete: {
      parameters: {
        path: {
          name: 'openai-api-key'
        }
        query?: never
      }
      responses: {
        204: {
          content?: never
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/media/upload-face-image': {
    /**
     * Upload a picture of a face, for a character
     *
     * The bytes decide what it is, whatever it is called. The answer’s `sha256` is what characters refer to; the file is at `/media/{sha256}`.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'multipart/form-data': {
            file: Blob
          }
        }
      }
      responses: {
        201: {
          content: {
            'application/json': Media
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/media/{sha256}': {
    /**
     * Upload a file under the hash of its bytes
     *
     * The body is the file itself. Its bytes decide what it is, whatever the Content-Type says. Uploading it again changes nothing. Size and length may be given for what the server cannot measure.
     */
    put: {
      parameters: {
        path: {
          sha256: string
        }
        query?: {
          width?: number
          height?: number
          duration?: number
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Media
          }
        }
        201: {
          content: {
            'application/json': Media
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/media/missing': {
    /**
     * Tell which files are not on this server
     *
     * Asked before an upload, so that what is here already need not be sent.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': MissingMedia
        }
      }
      responses: {
        200: {
          content: {
            'application/json': MissingMedia
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/media/lend': {
    /**
     * Let everybody with an account read files
     *
     * For what is put into the studio’s library: whoever has an account may read these files then, whatever their role in the films that use them. Only files that who asks may read are lent.
     */
    post: {
      parameters: {
        path?: never
        query?: never
      }
      requestBody: {
        content: {
          'application/json': MissingMedia
        }
      }
      responses: {
        200: {
          content: {
            'application/json': MissingMedia
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/v1/media/projects/{id}/upload-music': {
    /**
     * Upload the song of a film
     *
     * A form with `file`: an audio file of at most 50 MB, unless the server is set otherwise. `duration` is in seconds, `bpm` in beats a minute.
     */
    post: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      requestBody: {
        content: {
          'multipart/form-data': {
            file: Blob
            duration?: number
            bpm?: number
          }
        }
      }
      responses: {
        200: {
          content: {
            'application/json': Project
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/projects/{id}/export/json': {
    /**
     * Export a whole project as JSON
     *
     * Scenes, clips with their places in frames and seconds, all takes with the hashes of their files and recipes, characters, styles and the song. Media files are fetched by their hashes.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/json': FilmExport
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/projects/{id}/export/fcpxml': {
    /**
     * Export the cut of a project for Final Cut Pro (FCPXML 1.10)
     *
     * The header `X-Export-Warnings` tells what of the film the format cannot hold, as percent-encoded JSON: a list of texts. Media are named in the file as in `json`’s takes; put the files of `/media/{sha256}` into a folder `media` beside it under those names.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/xml': string
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/projects/{id}/export/edl': {
    /**
     * Export the cut of a project for an edit decision list (CMX 3600)
     *
     * The header `X-Export-Warnings` tells what of the film the format cannot hold, as percent-encoded JSON: a list of texts. Media are named in the file as in `json`’s takes; put the files of `/media/{sha256}` into a folder `media` beside it under those names.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'text/plain': string
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
  '/api/projects/{id}/export/resolve': {
    /**
     * Export the cut of a project for DaVinci Resolve (FCPXML 1.10, clips named by their files)
     *
     * The header `X-Export-Warnings` tells what of the film the format cannot hold, as percent-encoded JSON: a list of texts. Media are named in the file as in `json`’s takes; put the files of `/media/{sha256}` into a folder `media` beside it under those names.
     */
    get: {
      parameters: {
        path: {
          id: string
        }
        query?: never
      }
      responses: {
        200: {
          content: {
            'application/xml': string
          }
        }
        default: {
          content: {
            'application/problem+json': Problem
          }
        }
      }
    }
  }
}
export interface Index {
  name: string
  version: string
  protocol: number
  links: {
    [k: string]: string
  }
}
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  errors: {
    path: string
    message: string
  }[]
  free_positions?: {
    from: number
    to: number | null
  }[]
}
export interface Health {
  status: 'ok' | 'degraded' | 'down'
  version: string
  parts: {
    name: string
    status: 'ok' | 'degraded' | 'down'
    essential: boolean
    latency_ms: number
    detail: string
  }[]
}
export interface WhoAmI {
  accounts: 'off' | 'set-up' | 'on'
  signed_in: boolean
  kind: 'machine' | 'account' | 'token' | 'share-link' | null
  account: Account | null
  name: string | null
  studio_role: 'administrator' | 'member' | 'guest' | null
  roles:
    | {
        project_id: string
        role: 'owner' | 'editor' | 'reviewer' | 'viewer'
      }[]
    | null
}
export interface Account {
  id: string
  name: string
  display_name: string
  studio_role: 'administrator' | 'member' | 'guest'
  disabled: boolean
  has_password: boolean
  created_at: string
  last_seen_at: string | null
}
export interface SignIn {
  name: string
  password: string
}
export interface ChangePassword {
  current_password: string
  new_password: string
}
export interface Profile {
  display_name: string
}
export interface SetUp {
  code: string
  name: string
  display_name?: string
  password: string
}
export interface UsePasswordReset {
  code: string
  password: string
}
export interface Session {
  id: string
  current: boolean
  created_at: string
  last_seen_at: string
  expires_at: string
  user_agent: string
  address: string | null
}
export interface Person {
  id: string
  display_name: string
  studio_role: 'administrator' | 'member' | 'guest'
}
export interface UpdateAccount {
  display_name?: string
  studio_role?: 'administrator' | 'member' | 'guest'
  disabled?: boolean
}
export interface PasswordReset {
  code: string
  expires_at: string
}
export interface CreateInvitation {
  studio_role?: 'administrator' | 'member' | 'guest'
  project_id?: string
  project_role?: 'owner' | 'editor' | 'reviewer' | 'viewer'
  note?: string
  expires_in_days?: number
}
export interface NewInvitation {
  id: string
  studio_role: 'administrator' | 'member' | 'guest'
  project_id: string | null
  project_role: 'owner' | 'editor' | 'reviewer' | 'viewer' | null
  note: string
  invited_by: string
  created_at: string
  expires_at: string
  used_by: string | null
  code: string
}
export interface Invitation {
  id: string
  studio_role: 'administrator' | 'member' | 'guest'
  project_id: string | null
  project_role: 'owner' | 'editor' | 'reviewer' | 'viewer' | null
  note: string
  invited_by: string
  created_at: string
  expires_at: string
  used_by: string | null
}
export interface InvitationCode {
  code: string
}
export interface InvitationPreview {
  invited_by: string
  studio_role: 'administrator' | 'member' | 'guest'
  project_name: string | null
  project_role: 'owner' | 'editor' | 'reviewer' | 'viewer' | null
  expires_at: string
}
export interface AcceptInvitation {
  code: string
  account?: {
    name: string
    display_name?: string
    password: string
  }
}
export interface Member {
  account_id: string
  display_name: string
  role: 'owner' | 'editor' | 'reviewer' | 'viewer'
  since: string
}
export interface AddMember {
  name: string
  role: 'owner' | 'editor' | 'reviewer' | 'viewer'
}
export interface MemberRole {
  role: 'owner' | 'editor' | 'reviewer' | 'viewer'
}
export interface AuditPage {
  items: AuditEntry[]
  next_cursor: string | null
}
export interface AuditEntry {
  id: string
  at: string
  kind:
    | 'set-up'
    | 'sign-in'
    | 'sign-in-failed'
    | 'sign-out'
    | 'session-ended'
    | 'password-changed'
    | 'password-reset-made'
    | 'password-reset-used'
    | 'account-made'
    | 'account-changed'
    | 'account-removed'
    | 'invitation-made'
    | 'invitation-used'
    | 'invitation-removed'
    | 'member-added'
    | 'role-changed'
    | 'member-removed'
    | 'film-made'
    | 'film-trashed'
    | 'film-removed'
    | 'version-removed'
    | 'exported'
    | 'token-made'
    | 'token-removed'
    | 'share-link-made'
    | 'share-link-removed'
    | 'passkey-added'
    | 'passkey-removed'
    | 'sign-in-service-linked'
    | 'sign-in-service-unlinked'
    | 'secret-stored'
    | 'secret-removed'
    | 'secrets-rotated'
    | 'server-added'
    | 'server-changed'
    | 'server-removed'
  actor_id: string | null
  actor: string
  address: string | null
  project_id: string | null
  subject: string
  detail: string
}
export interface CreateProject {
  id?: string
  name: string
  description?: string
  fps?: string | number
  width?: number
  height?: number
}
export interface Project {
  id: string
  name: string
  description: string
  fps: string
  width: number
  height: number
  music: {
    file: string
    sha256: string
    file_name: string
    duration: number
    bpm: number | null
  } | null
  created_at: string
  updated_at: string
  archived: boolean
  deleted: boolean
  sample: boolean
}
export interface UpdateProject {
  name?: string
  description?: string
  fps?: string | number
  width?: number
  height?: number
  archived?: boolean
  deleted?: false
}
export interface Trash {
  scenes: {
    id: string
    name: string
    clips: number
    deleted_at: string
  }[]
  clips: {
    id: string
    scene_id: string
    number: string
    name: string
    deleted_at: string
  }[]
  takes: {
    id: string
    clip_id: string
    number: number
    deleted_at: string
  }[]
}
export interface ProjectWithScenes {
  id: string
  name: string
  description: string
  fps: string
  width: number
  height: number
  music: {
    file: string
    sha256: string
    file_name: string
    duration: number
    bpm: number | null
  } | null
  created_at: string
  updated_at: string
  archived: boolean
  deleted: boolean
  sample: boolean
  scenes: {
    id: string
    project_id: string
    name: string
    part: string
    description: string
    lyrics: string
    order: number
    alternate_of: string | null
    created_at: string
    clips: Clip[]
  }[]
}
export interface Clip {
  id: string
  project_id: string
  scene_id: string
  number: string
  name: string
  length: number
  timeline_position: number | null
  pinned: 'held' | 'locked' | null
  order: number
  image_prompt: string
  video_prompt: string
  negative_prompt: string
  character_ids: string[]
  style_template_id: string | null
  settings: {
    [k: string]: string | number
  }
  selected_take_id: string | null
  alternate_of: string | null
  generated_content: Take[]
  created_at: string
}
export interface Take {
  id: string
  clip_id: string
  number: number
  kind: 'image' | 'video' | 'audio'
  media: string
  sha256: string
  mime: string
  bytes: number
  width: number
  height: number
  duration: number
  recipe: string | null
  source: 'generated' | 'imported' | 'sketch'
  model: string | null
  selected: boolean
  created_at: string
  created_by: string
}
export interface FilmExport {
  format: 'storycanvas-film'
  version: 1
  project: {
    id: string
    name: string
    description: string
    fps: string
    width: number
    height: number
    music: {
      file: string
      sha256: string
      file_name: string
      duration: number
      bpm: number | null
    } | null
    created_at: string
    updated_at: string
    archived: boolean
    deleted: boolean
    sample: boolean
    rate: {
      num: number
      den: number
    }
  }
  total: {
    frames: number
    seconds: number
  }
  scenes: {
    id: string
    project_id: string
    name: string
    part: string
    description: string
    lyrics: string
    order: number
    alternate_of: string | null
    created_at: string
    clips: {
      id: string
      project_id: string
      scene_id: string
      number: string
      name: string
      length: number
      timeline_position: number | null
      pinned: 'held' | 'locked' | null
      order: number
      image_prompt: string
      video_prompt: string
      negative_prompt: string
      character_ids: string[]
      style_template_id: string | null
      settings: {
        [k: string]: string | number
      }
      selected_take_id: string | null
      alternate_of: string | null
      created_at: string
      span: {
        start: {
          frames: number
          seconds: number
        }
        end: {
          frames: number
          seconds: number
        }
        length: {
          frames: number
          seconds: number
        }
        source_in: {
          frames: number
          seconds: number
        }
        take_id: string | null
        source_length: {
          frames: number
          seconds: number
        } | null
      } | null
      takes: {
        id: string
        clip_id: string
        number: number
        kind: 'image' | 'video' | 'audio'
        media: string
        sha256: string
        mime: string
        bytes: number
        width: number
        height: number
        duration: number
        recipe: string | null
        source: 'generated' | 'imported' | 'sketch'
        model: string | null
        selected: boolean
        created_at: string
        created_by: string
        frames: number
        rate: {
          num: number
          den: number
        } | null
        recipe_sha256: string | null
      }[]
    }[]
  }[]
  characters: Character[]
  templates: Template[]
}
export interface Character {
  id: string
  project_id: string | null
  name: string
  description: string
  negative_prompt: string
  trigger_words: string
  reference_images: string[]
  face_image: string | null
  lora_path: string | null
  lora_strength: number
  lora_model_types: string[]
  prompt_fragments: {
    [k: string]: string
  }
  source_id: string | null
  created_at: string
}
export interface Template {
  id: string
  project_id: string | null
  name: string
  description: string
  model: string | null
  model_type: string | null
  params: LookParams
  prompt_prefix: string
  prompt_suffix: string
  negative_prompt: string
  use_count: number
  source_id: string | null
  created_at: string
}
export interface LookParams {
  steps?: number
  cfg?: number
  sampler?: string
  scheduler?: string
  width?: number
  height?: number
  preset?: 'fast' | 'quality'
  denoise?: number
  /**
   * @maxItems 5
   */
  loras?: {
    name: string
    strength: number
  }[]
  [k: string]: unknown
}
export interface Plan {
  /**
   * @minItems 1
   * @maxItems 100
   */
  scenes: PlannedScene[]
}
export interface PlannedScene {
  id?: string
  name: string
  part?: string
  description?: string
  lyrics?: string
  /**
   * @maxItems 500
   */
  clips?: PlannedClip[]
}
export interface PlannedClip {
  id?: string
  name?: string
  length?: number
  image_prompt?: string
  video_prompt?: string
  negative_prompt?: string
  /**
   * @maxItems 100
   */
  character_ids?: string[]
  style_template_id?: string | null
  settings?: {
    kind?: 'image' | 'video' | null
    model?: string | null
    model_type?: string | null
    preset?: 'fast' | 'quality' | null
    seed?: number | null
    width?: number | null
    height?: number | null
    steps?: number | null
    cfg?: number | null
    sampler?: string | null
    scheduler?: string | null
    server_id?: string | null
  }
}
export interface PlannedScenes {
  scenes: {
    id: string
    project_id: string
    name: string
    part: string
    description: string
    lyrics: string
    order: number
    alternate_of: string | null
    created_at: string
    clips: Clip[]
  }[]
}
export interface CreateScene {
  id?: string
  project_id: string
  name: string
  part?: string
  description?: string
  lyrics?: string
  order?: number
  alternate_of?: string | null
}
export interface Scene {
  id: string
  project_id: string
  name: string
  part: string
  description: string
  lyrics: string
  order: number
  alternate_of: string | null
  created_at: string
}
export interface UpdateScene {
  name?: string
  part?: string
  description?: string
  lyrics?: string
  order?: number
}
export interface TimelineAnalysis {
  total: {
    frames: number
    seconds: number
  }
  clips: {
    clip_id: string
    start: {
      frames: number
      seconds: number
    }
    end: {
      frames: number
      seconds: number
    }
  }[]
  gaps: {
    start: {
      frames: number
      seconds: number
    }
    length: {
      frames: number
      seconds: number
    }
    before_clip_id: string
  }[]
  overlaps: {
    first_clip_id: string
    second_clip_id: string
    length: {
      frames: number
      seconds: number
    }
  }[]
  pushed: {
    clip_id: string
    pinned: 'held' | 'locked'
    pin: {
      frames: number
      seconds: number
    }
    late: {
      frames: number
      seconds: number
    }
  }[]
  without_take: string[]
  beyond_take: {
    clip_id: string
    missing: {
      frames: number
      seconds: number
    }
  }[]
}
export interface CreateClip {
  id?: string
  scene_id: string
  name?: string
  length?: number
  order?: number
  image_prompt?: string
  video_prompt?: string
  negative_prompt?: string
  alternate_of?: string | null
  /**
   * @maxItems 100
   */
  character_ids?: string[]
  style_template_id?: string | null
  settings?: {
    kind?: 'image' | 'video' | null
    model?: string | null
    model_type?: string | null
    preset?: 'fast' | 'quality' | null
    seed?: number | null
    width?: number | null
    height?: number | null
    steps?: number | null
    cfg?: number | null
    sampler?: string | null
    scheduler?: string | null
    server_id?: string | null
  }
}
export interface UpdateClip {
  name?: string
  scene_id?: string
  order?: number
  length?: number
  image_prompt?: string
  video_prompt?: string
  negative_prompt?: string
  selected_take_id?: string | null
  /**
   * @maxItems 100
   */
  character_ids?: string[]
  style_template_id?: string | null
  settings?: {
    kind?: 'image' | 'video' | null
    model?: string | null
    model_type?: string | null
    preset?: 'fast' | 'quality' | null
    seed?: number | null
    width?: number | null
    height?: number | null
    steps?: number | null
    cfg?: number | null
    sampler?: string | null
    scheduler?: string | null
    server_id?: string | null
  }
}
export interface UpdatePrompts {
  image_prompt?: string
  video_prompt?: string
  negative_prompt?: string
}
export interface TimelinePosition {
  timeline_position: number | null
  length?: number
}
export interface CreateCharacter {
  name: string
  description?: string
  negative_prompt?: string
  trigger_words?: string | string[]
  /**
   * @maxItems 40
   */
  reference_images?: string[]
  face_image?: string | null
  lora_path?: string | null
  lora_strength?: number
  /**
   * @maxItems 20
   */
  lora_model_types?: string[]
  prompt_fragments?: {
    [k: string]: string
  }
  id?: string
  project_id?: string | null
}
export interface UpdateCharacter {
  name?: string
  description?: string
  negative_prompt?: string
  trigger_words?: string | string[]
  /**
   * @maxItems 40
   */
  reference_images?: string[]
  face_image?: string | null
  lora_path?: string | null
  lora_strength?: number
  /**
   * @maxItems 20
   */
  lora_model_types?: string[]
  prompt_fragments?: {
    [k: string]: string
  }
}
export interface CreateTemplate {
  name: string
  description?: string
  model?: string | null
  model_type?: string | null
  params?: LookParams
  prompt_prefix?: string
  prompt_suffix?: string
  negative_prompt?: string
  id?: string
  project_id?: string | null
}
export interface UpdateTemplate {
  name?: string
  description?: string
  model?: string | null
  model_type?: string | null
  params?: LookParams
  prompt_prefix?: string
  prompt_suffix?: string
  negative_prompt?: string
}
export interface UseTemplate {
  clip_id?: string
}
export interface CreatePreset {
  name: string
  description?: string
  model?: string | null
  model_type?: string | null
  params?: LookParams
  id?: string
}
export interface Preset {
  id: string
  name: string
  description: string
  model: string | null
  model_type: string | null
  params: LookParams
  created_at: string
}
export interface UpdatePreset {
  name?: string
  description?: string
  model?: string | null
  model_type?: string | null
  params?: LookParams
}
export interface CreateRecipe {
  name: string
  note?: string
  generation_type?: 'image' | 'video'
  model: string
  model_type?: string | null
  prompt?: string
  negative_prompt?: string
  params?: LookParams
  seed?: number | null
  recipe?: string | null
  id?: string
}
export interface Recipe {
  id: string
  name: string
  note: string
  generation_type: 'image' | 'video'
  model: string
  model_type: string | null
  prompt: string
  negative_prompt: string
  params: LookParams
  seed: number | null
  recipe: string | null
  created_at: string
}
export interface UpdateRecipe {
  name?: string
  note?: string
  generation_type?: 'image' | 'video'
  model?: string
  model_type?: string | null
  prompt?: string
  negative_prompt?: string
  params?: LookParams
  seed?: number | null
  recipe?: string | null
}
export interface CreatePoolEntry {
  take_id: string
  name?: string
  studio_wide?: boolean
}
export interface PoolEntry {
  id: string
  project_id: string | null
  name: string
  prompt: string
  kind: 'image' | 'video' | 'audio'
  media: string
  sha256: string
  mime: string
  bytes: number
  width: number
  height: number
  duration: number
  recipe: string | null
  source: 'generated' | 'imported' | 'sketch'
  model: string | null
  from_project_id: string | null
  from_clip_id: string | null
  created_at: string
  created_by: string
}
export interface UpdatePoolEntry {
  name?: string
  prompt?: string
}
export interface Version {
  id: string
  project_id: string
  name: string | null
  kind: 'automatic' | 'named' | 'before-import' | 'before-migration' | 'before-delete' | 'before-restore'
  at: string
  author: string | null
  bytes: number
  fingerprint: string
  state: string
}
export interface CreateVersion {
  id?: string
  name: string
}
export interface VersionWithFilm {
  version: Version
  project: ProjectWithScenes
}
export interface VersionComparison {
  version: Version
  with: {
    id: string
    project_id: string
    name: string | null
    kind: 'automatic' | 'named' | 'before-import' | 'before-migration' | 'before-delete' | 'before-restore'
    at: string
    author: string | null
    bytes: number
    fingerprint: string
    state: string
  } | null
  changes: VersionChange[]
}
export interface VersionChange {
  kind: 'added' | 'deleted' | 'moved' | 'changed'
  entity: 'film' | 'scene' | 'clip' | 'take' | 'character' | 'style' | 'pool'
  id: string | null
  title: string
  count: number
  from: string | null
  to: string | null
  fields: {
    field: string
    label: string
    before: string | null
    after: string | null
  }[]
}
export interface RenameVersion {
  name: string | null
}
export interface RestoredVersion {
  restored: Version
  before: {
    id: string
    project_id: string
    name: string | null
    kind: 'automatic' | 'named' | 'before-import' | 'before-migration' | 'before-delete' | 'before-restore'
    at: string
    author: string | null
    bytes: number
    fingerprint: string
    state: string
  }
  project: Project
}
export interface CopyVersion {
  name: string
}
export interface OpenAiVideoPage {
  items: OpenAiVideo[]
  next_cursor: string | null
}
export interface OpenAiVideo {
  id: string
  model: string
  status: 'queued' | 'in_progress' | 'completed' | 'failed'
  progress: number
  seconds: number | null
  size: string | null
  prompt: string | null
  error: string | null
  created_at: string
  completed_at: string | null
  expires_at: string | null
}
export interface GenerationRequest {
  id?: string
  clip_id: string
  server_id?: string
  prompt: string
  negative_prompt?: string
  model: string
  generation_type: 'image' | 'video'
  params?: JobParams
  priority?: number
  requested_by?: string
  composed?: {
    prompt: string
    negative: string
    /**
     * @maxItems 100
     */
    characters: {
      id: string
      name: string
      lora: string | null
    }[]
    style: {
      id: string
      name: string
    } | null
  }
}
export interface JobParams {
  steps?: number
  cfg?: number
  sampler?: string
  scheduler?: string
  seed?: number
  width?: number
  height?: number
  frames?: number
  preset?: 'fast' | 'quality'
  model_type?: string
  denoise?: number
  /**
   * @maxItems 5
   */
  loras?: {
    name: string
    strength: number
  }[]
  guidance?: number
  shift?: number
  fps?: number
  start_image?: string
  end_image?: string
  /**
   * @maxItems 8
   */
  reference_images?: string[]
  reference_strength?: number
  face_image?: string
  refiner?: string
  upscale?: 1.5 | 2 | 3 | 4
  upscale_model?: string
  interpolate?: number
}
export interface Job {
  id: string
  project_id: string
  clip_id: string
  server_id: string
  assigned_server_id: string | null
  assigned_server_name: string | null
  prompt: string
  negative_prompt: string
  model: string
  model_type: string | null
  generation_type: 'image' | 'video'
  params: JobParams
  priority: number
  status: 'queued' | 'assigned' | 'running' | 'storing' | 'done' | 'failed' | 'cancelled'
  progress: {
    step: number
    steps: number
    fraction: number
    seconds_left: number | null
    preview: number
  }
  position: number | null
  error: JobError | null
  attempts: number
  max_attempts: number
  take_id: string | null
  media: string | null
  requested_by: string
  created_at: string
  started_at: string | null
  finished_at: string | null
}
export interface JobError {
  message: string
  detail: string
  fix: {
    label: string
    params: JobParams
  } | null
}
export interface BatchInput {
  id?: string
  name?: string
  /**
   * @minItems 1
   * @maxItems 500
   */
  clip_ids?: string[]
  model?: string
  generation_type?: 'image' | 'video'
  server_id?: string
  prompt?: string
  negative_prompt?: string
  params?: JobParams
  takes?: number
  priority?: number
  requested_by?: string
  /**
   * @minItems 1
   * @maxItems 500
   */
  requests?: GenerationRequest[]
}
export interface Batch {
  id: string
  name: string
  project_ids: string[]
  status: 'waiting' | 'running' | 'done' | 'partial' | 'failed' | 'cancelled'
  total: number
  counts: {
    queued?: number
    assigned?: number
    running?: number
    storing?: number
    done?: number
    failed?: number
    cancelled?: number
    removed?: number
  }
  fraction: number
  requested_by: string
  created_at: string
  jobs: {
    job_id: string
    clip_id: string
    status: 'queued' | 'assigned' | 'running' | 'storing' | 'done' | 'failed' | 'cancelled' | 'removed'
    fraction: number
    error: JobError | null
  }[]
}
export interface BatchSummary {
  id: string
  name: string
  project_ids: string[]
  status: 'waiting' | 'running' | 'done' | 'partial' | 'failed' | 'cancelled'
  total: number
  counts: {
    queued?: number
    assigned?: number
    running?: number
    storing?: number
    done?: number
    failed?: number
    cancelled?: number
    removed?: number
  }
  fraction: number
  requested_by: string
  created_at: string
}
export interface RegisterWorker {
  name?: string
  /**
   * @maxItems 2000
   */
  models?: string[]
  /**
   * @minItems 1
   * @maxItems 2
   */
  generation_types?: ('image' | 'video')[]
  lease_seconds?: number
}
export interface PullWorker {
  id: string
  name: string
  models: string[] | null
  generation_types: ('image' | 'video')[]
  lease_seconds: number
  job_id: string | null
  here: boolean
  last_seen_at: string
  created_at: string
}
export interface LeasedJob {
  job: Job
  lease: {
    expires_at: string
    seconds: number
  }
  params: {
    steps?: number
    cfg?: number
    sampler?: string
    scheduler?: string
    seed?: number
    width?: number
    height?: number
    frames?: number
    preset?: 'fast' | 'quality'
    model_type?: string
    denoise?: number
    /**
     * @maxItems 5
     */
    loras?: {
      name: string
      strength: number
    }[]
    guidance?: number
    shift?: number
    fps?: number
    start_image?: string
    end_image?: string
    /**
     * @maxItems 8
     */
    reference_images?: string[]
    reference_strength?: number
    face_image?: string
    refiner?: string
    upscale?: 1.5 | 2 | 3 | 4
    upscale_model?: string
    interpolate?: number
  }
  start_image: string | null
  complete: string
}
export interface JobFailure {
  server_id?: string
  error: string
  detail?: string
  retry?: boolean
}
export interface QueueStatus {
  counts: {
    queued?: number
    assigned?: number
    running?: number
    storing?: number
    done?: number
    failed?: number
    cancelled?: number
  }
  waiting: number
  running: number
  paused: boolean
  blocked: number
  finish_at: string | null
  seconds_left: number | null
  servers: {
    id: string
    name: string
    status: string
    running: number
    waiting: number
  }[]
}
export interface RetryJob {
  id?: string
  params?: JobParams
}
export interface JobPriority {
  priority: number
}
export interface JobPlace {
  before: string | null
}
export interface ClearedQueue {
  removed: number
}
export interface ComfyServerInput {
  name: string
  url: string
  paused?: boolean
  credentials?: ComfyServerCredentials | null
}
export interface ComfyServerCredentials {
  username: string
  password: string
}
export interface ComfyServer {
  id: string
  name: string
  url: string
  paused: boolean
  status: 'unknown' | 'online' | 'working' | 'unreachable' | 'paused'
  problem: string | null
  has_credentials: boolean
  waiting: number
  ping_ms: number | null
  last_seen_at: string | null
  created_at: string
}
export interface ComfyServerInfo {
  id: string
  name: string
  url: string
  paused: boolean
  status: 'unknown' | 'online' | 'working' | 'unreachable' | 'paused'
  problem: string | null
  has_credentials: boolean
  waiting: number
  ping_ms: number | null
  last_seen_at: string | null
  created_at: string
  version: string | null
  gpus: {
    name: string
    vram_total: number
    vram_free: number
  }[]
  queue: {
    running: number
    pending: number
  }
  models: {
    name: string
    folder: 'checkpoints' | 'diffusion_models' | 'nodes'
    model_type: string | null
    missing: string[]
    kinds: ('image' | 'video')[]
    presets: {
      fast: {
        steps: number
        lacks: {
          what: string
          files: string[]
          steps_without: number
        } | null
      }
      quality: {
        steps: number
        lacks: {
          what: string
          files: string[]
          steps_without: number
        } | null
      }
    } | null
  }[]
  loras: string[]
  node_count: number
  nodes: string[]
}
export interface ComfyServerTest {
  url: string
  credentials?: ComfyServerCredentials | null
  server_id?: string
}
export interface ComfyServerTestResult {
  ok: boolean
  problem: string | null
  fix: string | null
  version: string | null
  ping_ms: number | null
  gpus: {
    name: string
    vram_total: number
    vram_free: number
  }[]
  models: {
    name: string
    folder: 'checkpoints' | 'diffusion_models' | 'nodes'
    model_type: string | null
    missing: string[]
    kinds: ('image' | 'video')[]
    presets: {
      fast: {
        steps: number
        lacks: {
          what: string
          files: string[]
          steps_without: number
        } | null
      }
      quality: {
        steps: number
        lacks: {
          what: string
          files: string[]
          steps_without: number
        } | null
      }
    } | null
  }[]
}
export interface SignInWays {
  password: boolean
  passkeys: boolean
  oidc: {
    name: string
    start: string
  } | null
}
export interface LinkedSignIn {
  issuer: string
  email: string | null
  linked_at: string
}
export interface Passkey {
  id: string
  name: string
  synced: boolean
  created_at: string
  last_used_at: string | null
}
export interface AddPasskey {
  ceremony: string
  name?: string
  response: {
    id: string
    rawId: string
    type: 'public-key'
    clientExtensionResults?: {
      [k: string]: unknown
    }
    response: {
      clientDataJSON: string
      attestationObject: string
      /**
       * @maxItems 10
       */
      transports?: string[]
    }
  }
}
export interface PasskeyOptions {
  ceremony: string
  options: {
    [k: string]: unknown
  }
}
export interface UsePasskey {
  ceremony: string
  response: {
    id: string
    rawId: string
    type: 'public-key'
    clientExtensionResults?: {
      [k: string]: unknown
    }
    response: {
      clientDataJSON: string
      authenticatorData: string
      signature: string
      userHandle?: string | null
    }
  }
}
export interface ApiToken {
  id: string
  name: string
  scopes: ('read' | 'write' | 'generate' | 'work' | 'administer')[]
  hint: string
  created_at: string
  expires_at: string | null
  last_used_at: string | null
}
export interface CreateApiToken {
  name: string
  /**
   * @minItems 1
   * @maxItems 10
   */
  scopes: ('read' | 'write' | 'generate' | 'work' | 'administer')[]
  expires_in_days?: number | null
}
export interface NewApiToken {
  id: string
  name: string
  scopes: ('read' | 'write' | 'generate' | 'work' | 'administer')[]
  hint: string
  created_at: string
  expires_at: string | null
  last_used_at: string | null
  token: string
}
export interface CreateAccessToken {
  /**
   * @minItems 1
   * @maxItems 10
   */
  scopes?: ('read' | 'write' | 'generate' | 'work' | 'administer')[]
  project_id?: string
}
export interface AccessToken {
  access_token: string
  token_type: 'Bearer'
  expires_in: number
}
export interface ShareLink {
  id: string
  project_id: string
  role: 'owner' | 'editor' | 'reviewer' | 'viewer'
  note: string
  has_password: boolean
  made_by: string
  created_at: string
  expires_at: string | null
  last_used_at: string | null
}
export interface CreateShareLink {
  role?: 'editor' | 'reviewer' | 'viewer'
  note?: string
  expires_in_days?: number | null
  password?: string
}
export interface NewShareLink {
  id: string
  project_id: string
  role: 'owner' | 'editor' | 'reviewer' | 'viewer'
  note: string
  has_password: boolean
  made_by: string
  created_at: string
  expires_at: string | null
  last_used_at: string | null
  secret: string
  path: string
}
export interface LookShareLink {
  secret: string
}
export interface ShareLinkPreview {
  project_id: string | null
  project_name: string | null
  role: 'owner' | 'editor' | 'reviewer' | 'viewer'
  made_by: string
  needs_password: boolean
  expires_at: string | null
}
export interface OpenShareLink {
  secret: string
  password?: string
  name?: string
}
export interface OpenedShareLink {
  access_token: string
  token_type: 'Bearer'
  expires_in: number
  project_id: string
  role: 'owner' | 'editor' | 'reviewer' | 'viewer'
  name: string
  expires_at: string
}
export interface Secret {
  name: 'openai-api-key'
  is_set: boolean
  set_at: string | null
}
export interface SetSecret {
  value: string
}
export interface Media {
  sha256: string
  kind: 'image' | 'video' | 'audio' | 'recipe'
  mime: string
  bytes: number
  width: number | null
  height: number | null
  duration: number | null
}
export interface MissingMedia {
  /**
   * @maxItems 1000
   */
  sha256: string[]
}
