import type { Client } from 'pg'

/** One step of the tables' shape. A step that has been released never changes; a new one is added below it. */
export interface Migration {
  readonly name: string
  readonly sql: string
}

/** Held while the tables are brought up to date: servers that start at once take turns. Any number that nobody else uses. */
const MIGRATION_LOCK = 7_226_943_911

/**
 * All steps in order: step n brings a database from version n to n + 1. Names and ids are ordered by their bytes, as
 * SQLite does, whatever language the database was made for.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: 'documents, catalogue, media, jobs and hosts',
    sql: `
      -- One row a room, kept for good: numbers are given under its lock, and never twice.
      CREATE TABLE document_rooms (
        room text COLLATE "C" PRIMARY KEY,
        last_seq bigint NOT NULL
      ) WITH (fillfactor = 50);
      CREATE TABLE document_updates (
        room text COLLATE "C" NOT NULL,
        seq bigint NOT NULL,
        bytes bytea NOT NULL,
        author text,
        at bigint NOT NULL,
        PRIMARY KEY (room, seq)
      );
      CREATE TABLE document_snapshots (
        room text COLLATE "C" PRIMARY KEY,
        bytes bytea NOT NULL,
        through_seq bigint NOT NULL,
        newest_at bigint NOT NULL
      );
      CREATE TABLE projects (
        id text COLLATE "C" PRIMARY KEY,
        name text NOT NULL,
        created_at bigint NOT NULL,
        updated_at bigint NOT NULL,
        archived_at bigint,
        deleted_at bigint,
        record text
      );
      CREATE TABLE entities (
        entity_id text COLLATE "C" PRIMARY KEY,
        project_id text COLLATE "C" NOT NULL,
        kind text NOT NULL
      );
      CREATE INDEX entities_by_project ON entities (project_id);
      CREATE TABLE media (
        sha256 text COLLATE "C" PRIMARY KEY,
        mime text NOT NULL,
        bytes bigint NOT NULL,
        kind text NOT NULL,
        width double precision,
        height double precision,
        duration double precision,
        created_at bigint NOT NULL
      );
      CREATE TABLE jobs (
        id text COLLATE "C" PRIMARY KEY,
        revision bigint NOT NULL,
        project_id text COLLATE "C" NOT NULL,
        clip_id text COLLATE "C" NOT NULL,
        host_id text COLLATE "C",
        state text NOT NULL,
        created_at bigint NOT NULL,
        body text NOT NULL
      );
      CREATE INDEX jobs_by_age ON jobs (created_at, id);
      CREATE INDEX jobs_by_project ON jobs (project_id, created_at);
      CREATE INDEX jobs_by_clip ON jobs (clip_id, created_at);
      CREATE INDEX jobs_by_state ON jobs (state, created_at);
      CREATE TABLE hosts (
        id text COLLATE "C" PRIMARY KEY,
        name text NOT NULL,
        url text NOT NULL,
        paused smallint NOT NULL,
        created_at bigint NOT NULL
      );
    `,
  },
  {
    name: 'versions of films',
    sql: `
      CREATE TABLE versions (
        project_id text COLLATE "C" NOT NULL,
        id text COLLATE "C" NOT NULL,
        name text,
        kind text NOT NULL,
        at bigint NOT NULL,
        author text,
        bytes bigint NOT NULL,
        fingerprint text COLLATE "C" NOT NULL,
        PRIMARY KEY (project_id, id)
      );
      CREATE INDEX versions_by_age ON versions (project_id, at);
      CREATE TABLE version_states (
        project_id text COLLATE "C" NOT NULL,
        fingerprint text COLLATE "C" NOT NULL,
        state bytea NOT NULL,
        uses bigint NOT NULL,
        PRIMARY KEY (project_id, fingerprint)
      );
    `,
  },
  {
    name: 'what was moved here',
    sql: `
      CREATE TABLE storage_moves (
        source text NOT NULL,
        begun_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz
      );
    `,
  },
  {
    name: 'what one server at a time may do',
    sql: `
      CREATE TABLE leases (
        name text COLLATE "C" PRIMARY KEY,
        holder text NOT NULL,
        ends_at timestamptz NOT NULL
      );
    `,
  },
  {
    name: 'sealed secrets',
    sql: `
      CREATE TABLE secrets (
        name text COLLATE "C" PRIMARY KEY,
        key_id text NOT NULL,
        sealed bytea NOT NULL,
        updated_at bigint NOT NULL
      );
    `,
  },
  {
    name: 'batches, pull workers and answers to repeated requests',
    sql: `
      CREATE TABLE batches (
        id text COLLATE "C" PRIMARY KEY,
        created_at bigint NOT NULL,
        submitted smallint NOT NULL,
        body text NOT NULL
      );
      CREATE INDEX batches_by_age ON batches (created_at, id);
      CREATE TABLE pull_workers (
        id text COLLATE "C" PRIMARY KEY,
        created_at bigint NOT NULL,
        body text NOT NULL
      );
      CREATE TABLE request_answers (
        scope text COLLATE "C" NOT NULL,
        key text COLLATE "C" NOT NULL,
        fingerprint text NOT NULL,
        answer text,
        until bigint NOT NULL,
        PRIMARY KEY (scope, key)
      );
      CREATE INDEX request_answers_by_end ON request_answers (until);
    `,
  },
  {
    name: 'accounts, roles, the audit log and who uses which media',
    sql: `
      CREATE TABLE accounts (
        id text COLLATE "C" PRIMARY KEY,
        name text NOT NULL,
        name_key text COLLATE "C" NOT NULL UNIQUE,
        display_name text NOT NULL,
        studio_role text NOT NULL,
        password_hash text,
        disabled smallint NOT NULL,
        created_at bigint NOT NULL,
        last_seen_at bigint
      );
      CREATE TABLE sessions (
        id text COLLATE "C" PRIMARY KEY,
        token_hash text COLLATE "C" NOT NULL UNIQUE,
        account_id text COLLATE "C" NOT NULL,
        created_at bigint NOT NULL,
        last_seen_at bigint NOT NULL,
        expires_at bigint NOT NULL,
        user_agent text NOT NULL,
        address text
      );
      CREATE INDEX sessions_by_account ON sessions (account_id);
      CREATE TABLE one_time_codes (
        code_hash text COLLATE "C" PRIMARY KEY,
        kind text NOT NULL,
        account_id text COLLATE "C",
        expires_at bigint NOT NULL
      );
      CREATE TABLE film_members (
        project_id text COLLATE "C" NOT NULL,
        account_id text COLLATE "C" NOT NULL,
        role text NOT NULL,
        since bigint NOT NULL,
        PRIMARY KEY (project_id, account_id)
      );
      CREATE INDEX film_members_by_account ON film_members (account_id);
      CREATE TABLE invitations (
        id text COLLATE "C" PRIMARY KEY,
        code_hash text COLLATE "C" NOT NULL UNIQUE,
        studio_role text NOT NULL,
        project_id text COLLATE "C",
        project_role text,
        note text NOT NULL,
        inviter_id text COLLATE "C",
        inviter text NOT NULL,
        created_at bigint NOT NULL,
        expires_at bigint NOT NULL,
        used_by text COLLATE "C"
      );
      CREATE TABLE audit_log (
        id text COLLATE "C" PRIMARY KEY,
        at bigint NOT NULL,
        kind text NOT NULL,
        actor_id text COLLATE "C",
        actor text NOT NULL,
        address text,
        project_id text COLLATE "C",
        subject text NOT NULL,
        detail text NOT NULL
      );
      CREATE TABLE film_media (
        sha256 text COLLATE "C" NOT NULL,
        project_id text COLLATE "C" NOT NULL,
        PRIMARY KEY (sha256, project_id)
      );
      CREATE INDEX film_media_by_film ON film_media (project_id);
      CREATE TABLE media_uploads (
        sha256 text COLLATE "C" NOT NULL,
        account_id text COLLATE "C" NOT NULL,
        PRIMARY KEY (sha256, account_id)
      );
      -- Every film is read again at the next start, to learn which media it uses.
      UPDATE projects SET record = NULL;
    `,
  },
  {
    name: 'hosts that ask for a password',
    sql: 'ALTER TABLE hosts ADD COLUMN credentials_at bigint;',
  },
  {
    name: 'tokens, share links, passkeys and sign-in services',
    sql: `
      CREATE TABLE access_tokens (
        id text COLLATE "C" PRIMARY KEY,
        token_hash text COLLATE "C" NOT NULL UNIQUE,
        account_id text COLLATE "C",
        name text NOT NULL,
        scopes text NOT NULL,
        hint text NOT NULL,
        created_at bigint NOT NULL,
        expires_at bigint,
        last_used_at bigint
      );
      CREATE INDEX access_tokens_by_account ON access_tokens (account_id);
      CREATE TABLE share_links (
        id text COLLATE "C" PRIMARY KEY,
        token_hash text COLLATE "C" NOT NULL UNIQUE,
        project_id text COLLATE "C" NOT NULL,
        role text NOT NULL,
        note text NOT NULL,
        password_hash text,
        maker_id text COLLATE "C",
        maker text NOT NULL,
        created_at bigint NOT NULL,
        expires_at bigint,
        last_used_at bigint
      );
      CREATE INDEX share_links_by_project ON share_links (project_id);
      CREATE TABLE passkeys (
        id text COLLATE "C" PRIMARY KEY,
        account_id text COLLATE "C" NOT NULL,
        public_key bytea NOT NULL,
        counter bigint NOT NULL,
        transports text NOT NULL,
        synced integer NOT NULL,
        name text NOT NULL,
        created_at bigint NOT NULL,
        last_used_at bigint
      );
      CREATE INDEX passkeys_by_account ON passkeys (account_id);
      CREATE TABLE outside_identities (
        issuer text COLLATE "C" NOT NULL,
        subject text COLLATE "C" NOT NULL,
        account_id text COLLATE "C" NOT NULL,
        email text,
        linked_at bigint NOT NULL,
        PRIMARY KEY (issuer, subject)
      );
      CREATE INDEX outside_identities_by_account ON outside_identities (account_id);
      CREATE TABLE ceremonies (
        key_hash text COLLATE "C" PRIMARY KEY,
        kind text NOT NULL,
        data text NOT NULL,
        expires_at bigint NOT NULL
      );
    `,
  },
  {
    name: 'when a request that may be repeated began',
    sql: `
      ALTER TABLE request_answers ADD COLUMN began bigint NOT NULL DEFAULT 0;
    `,
  },
  {
    name: 'whether the queue is paused',
    sql: `
      CREATE TABLE queue_switch (
        id text PRIMARY KEY,
        paused integer NOT NULL
      );
    `,
  },
]

/**
 * Brings a database to the newest version, in one transaction; doing it twice changes nothing. Throws where the database
 * is newer than this code.
 */
export async function migrate(client: Client, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    await client.query(`
      CREATE TABLE IF NOT EXISTS storycanvas_migrations (
        version integer PRIMARY KEY,
        name text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
      )`)
    const { rows } = await client.query<{ version: number | null }>(
      'SELECT max(version) AS version FROM storycanvas_migrations',
    )
    const version = rows[0]?.version ?? 0
    if (version > migrations.length) {
      throw new Error(
        `it was written by a newer StoryCanvas (version ${version}, this one knows ${migrations.length}). ` +
          'Nothing was changed. Start the newer version, or use another database',
      )
    }
    for (const [index, { name, sql }] of [...migrations.entries()].slice(version)) {
      await client.query(sql)
      await client.query('INSERT INTO storycanvas_migrations (version, name) VALUES ($1, $2)', [index + 1, name])
    }
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}
