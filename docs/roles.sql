-- The role the portal runs as owns nothing: migrations run as the owner, the web and the workers as portal_app.
-- Run as the owner after every migrate:  psql -f docs/roles.sql
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN CREATE ROLE portal_app NOLOGIN; END IF;
END $$;
GRANT USAGE ON SCHEMA public TO portal_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO portal_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO portal_app;
REVOKE UPDATE, DELETE, TRUNCATE ON audit_event, audit_anchor, audit_exportrecord, incidents_steptaken FROM portal_app;
-- the chain of custody of an item goes with its case at disposal, and a trigger refuses every other DELETE
REVOKE UPDATE, TRUNCATE ON incidents_custodyevent FROM portal_app;
-- at disposal a step is emptied, once: a trigger refuses every other change
GRANT UPDATE (note, by_id, erased_at) ON incidents_steptaken TO portal_app;
-- a version of the committee is taken back before it begins; a trigger refuses every other change
REVOKE UPDATE, DELETE, TRUNCATE ON registry_committeeversion FROM portal_app;
GRANT UPDATE (taken_back_at, taken_back_by_id) ON registry_committeeversion TO portal_app;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM portal_app;
