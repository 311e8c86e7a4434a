-- Prepares a PostgreSQL server (14 or newer) for the application: the database, and roles that may do no more than their
-- work needs. It can be run again at any time, also after a restore, and to change passwords. By a superuser:
--
--   IXP_MIGRATOR_PASSWORD=… IXP_APP_PASSWORD=… IXP_BACKUP_PASSWORD=… psql -v ON_ERROR_STOP=1 -f init.sql
--
-- Passwords come from the environment, or from files that IXP_…_PASSWORD_FILE name; never from the command line.
--
--   ixp_owner     owns all tables; nobody signs in as it
--   ixp_migrator  the migration service: makes and changes tables
--   ixp_app       the server: reads and writes rows
--   ixp_backup    backup.sh: reads everything
--   ixp_replica   base-backup.sh: copies all files; made only with IXP_REPLICA_PASSWORD. pg_hba.conf must let it in for
--                 "replication"

\set ON_ERROR_STOP on
\set database ixpdb
\getenv database IXP_DATABASE

-- So that the passwords below are never in the server's log, nor among the statements that pg_stat_statements keeps, which
-- the server's role may read. Where the library is not loaded, the last one sets a variable that nobody reads.
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
SET pg_stat_statements.track = 'none';

-- An empty password would let nobody in, and say so only later.
\set migrator_password `if [ -n "$IXP_MIGRATOR_PASSWORD_FILE" ]; then cat "$IXP_MIGRATOR_PASSWORD_FILE"; else printf %s "$IXP_MIGRATOR_PASSWORD"; fi`
\set app_password `if [ -n "$IXP_APP_PASSWORD_FILE" ]; then cat "$IXP_APP_PASSWORD_FILE"; else printf %s "$IXP_APP_PASSWORD"; fi`
\set backup_password `if [ -n "$IXP_BACKUP_PASSWORD_FILE" ]; then cat "$IXP_BACKUP_PASSWORD_FILE"; else printf %s "$IXP_BACKUP_PASSWORD"; fi`
SELECT :'migrator_password' = '' OR :'app_password' = '' OR :'backup_password' = '' AS incomplete \gset
\if :incomplete
  \warn 'Set IXP_MIGRATOR_PASSWORD, IXP_APP_PASSWORD and IXP_BACKUP_PASSWORD, or their _FILE forms'
  SELECT 1 / 0 AS "passwords are missing";
\endif

\set replica_password `if [ -n "$IXP_REPLICA_PASSWORD_FILE" ]; then cat "$IXP_REPLICA_PASSWORD_FILE"; else printf %s "$IXP_REPLICA_PASSWORD"; fi`
SELECT :'replica_password' <> '' AS replicates \gset

SET password_encryption = 'scram-sha-256';

SELECT format('CREATE ROLE %I', role)
FROM unnest(ARRAY['ixp_owner', 'ixp_migrator', 'ixp_app', 'ixp_backup']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec

ALTER ROLE ixp_owner NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
ALTER ROLE ixp_migrator LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 10 PASSWORD :'migrator_password';
ALTER ROLE ixp_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
ALTER ROLE ixp_backup LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 5 PASSWORD :'backup_password';

\if :replicates
  SELECT 'CREATE ROLE ixp_replica' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ixp_replica') \gexec
  ALTER ROLE ixp_replica LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 5 PASSWORD :'replica_password';
\endif

-- What the migration service makes belongs to the owner, whoever signs in for it in future.
GRANT ixp_owner TO ixp_migrator;
GRANT pg_read_all_data TO ixp_backup;

-- For /api/diagnostics: others' statistics, not their rows.
GRANT pg_read_all_stats TO ixp_app;

SELECT format('CREATE DATABASE %I OWNER ixp_owner ENCODING ''UTF8'' TEMPLATE template0', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
ALTER DATABASE :"database" OWNER TO ixp_owner;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO ixp_migrator, ixp_app, ixp_backup;
ALTER ROLE ixp_migrator IN DATABASE :"database" SET role = 'ixp_owner';

-- What hangs holds locks that others wait for.
ALTER ROLE ixp_app IN DATABASE :"database" SET idle_in_transaction_session_timeout = '60s';

\connect :"database"

ALTER SCHEMA public OWNER TO ixp_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO ixp_app, ixp_backup;

-- After a restore all tables and functions belong to whoever restored, each partition by itself. What an extension brought
-- stays its own; a sequence of a column goes with its table.
SELECT format('ALTER %s %I.%I OWNER TO ixp_owner', CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, nspname, relname)
FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
WHERE nspname = 'public' AND relkind IN ('r', 'p', 'S') AND relowner <> 'ixp_owner'::regrole
  AND NOT EXISTS (
    SELECT FROM pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = pg_class.oid
      AND (d.deptype = 'e' OR relkind = 'S' AND d.deptype IN ('i', 'a'))) \gexec
SELECT format('ALTER ROUTINE %s OWNER TO ixp_owner', p.oid::regprocedure)
FROM pg_proc p
WHERE pronamespace = 'public'::regnamespace AND proowner <> 'ixp_owner'::regrole
  AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e') \gexec

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ixp_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ixp_app;
ALTER DEFAULT PRIVILEGES FOR ROLE ixp_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ixp_app;
ALTER DEFAULT PRIVILEGES FOR ROLE ixp_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO ixp_app;

-- Statistics of statements, where the server was started with them (shared_preload_libraries).
SELECT 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements'
WHERE current_setting('shared_preload_libraries') LIKE '%pg_stat_statements%'
  AND EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_stat_statements') \gexec
