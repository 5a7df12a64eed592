-- +goose Up
-- What every schema stands on: the role that the program works as, and two
-- functions that each later step calls for its schema and its tables.

CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE SCHEMA house;

-- +goose StatementBegin
DO $$
BEGIN
    -- Roles belong to the whole server: another database may have made it.
    CREATE ROLE manyhands_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;
-- +goose StatementEnd

-- The program's own log-in works as manyhands_app inside every transaction, so
-- that row-level security holds for it (an owner or superuser would pass it).
-- +goose StatementBegin
DO $$
BEGIN
    EXECUTE format('GRANT manyhands_app TO %I', current_user);
EXCEPTION WHEN OTHERS THEN NULL; -- a superuser needs no grant
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION house.open_schema(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO manyhands_app', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO manyhands_app', name);
    EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO manyhands_app', name);
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO manyhands_app', name);
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT USAGE, SELECT ON SEQUENCES TO manyhands_app', name);
END
$$;
-- +goose StatementEnd

-- by_brand closes a table that carries brand_id: a transaction sees the rows
-- of the brand it was opened for, and '*' (the marketplace itself) sees all.
-- +goose StatementBegin
CREATE FUNCTION house.by_brand(tab regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tab);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tab);
    EXECUTE format($p$CREATE POLICY by_brand ON %s
        USING (current_setting('app.brand', true) = '*' OR brand_id::text = current_setting('app.brand', true))
        WITH CHECK (current_setting('app.brand', true) = '*' OR brand_id::text = current_setting('app.brand', true))$p$, tab);
END
$$;
-- +goose StatementEnd

-- never_changed makes a table append-only.
-- +goose StatementBegin
CREATE FUNCTION house.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on %.% is refused: the table is append-only', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION house.append_only(tab regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION house.refuse_change()', tab);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION house.refuse_change()', tab);
END
$$;
-- +goose StatementEnd

-- +goose Down
SELECT 1;
