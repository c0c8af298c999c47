"""What PostgreSQL's catalogue must not say: one query for each kind of mistake, one line for each finding.

`%(…)s` is filled from the lists of expected things in tests/test_catalogue.py.
"""

from __future__ import annotations

TABLES = """
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND c.relname <> 'alembic_version'
    """

COLUMNS = """
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'alembic_version'
    AND a.attnum > 0 AND NOT a.attisdropped
    """

LEADING = """
    (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = i.indkey[0])
    """

FINDINGS: dict[str, str] = {
    "tables without a tenant": f"""
        SELECT c.relname {TABLES} AND c.relname <> ALL (%(global)s) AND NOT EXISTS (
            SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id'
            AND a.attnotnull AND a.atttypid = 'bigint'::regtype)
        """,
    "row-level security not enabled or not forced": f"""
        SELECT c.relname {TABLES} AND c.relname <> ALL (%(shared)s)
        AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
        """,
    "policies": """
        SELECT concat_ws(' ', tablename, policyname, lower(permissive), cmd, roles::text, qual, '/', with_check)
        FROM pg_policies WHERE schemaname = 'public'
        """,
    "keys that are not (tenant_id, id)": f"""
        SELECT c.relname {TABLES} AND c.relname <> ALL (%(global)s) AND NOT EXISTS (
            SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p'
            AND (SELECT array_agg(a.attname::text ORDER BY array_position(k.conkey, a.attnum)) FROM pg_attribute a
                 WHERE a.attrelid = c.oid AND a.attnum = ANY (k.conkey)) = '{{tenant_id,id}}')
        """,
    "indexes that do not begin with the tenant": f"""
        SELECT concat_ws(' ', c.relname, i.indexrelid::regclass) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> ALL (%(global)s)
        AND c.relname <> 'alembic_version' AND {LEADING} IS DISTINCT FROM 'tenant_id'
        """,
    "foreign keys that do not contain the tenant": """
        SELECT k.conname FROM pg_constraint k
        WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
        AND NOT EXISTS (
            SELECT FROM unnest(k.conkey, k.confkey) AS pair (own, other)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.own
            JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.other
            WHERE a.attname = 'tenant_id'
            AND b.attname = CASE k.confrelid WHEN 'tenant'::regclass THEN 'id' ELSE 'tenant_id' END)
        """,
    "foreign keys of one column between tables of tenants": """
        SELECT k.conname FROM pg_constraint k WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
        AND cardinality(k.conkey) = 1 AND k.confrelid <> 'tenant'::regclass
        """,
    "foreign keys that do something else than NO ACTION or CASCADE, or are not checked": """
        SELECT k.conname FROM pg_constraint k WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
        AND (k.confdeltype NOT IN ('a', 'c') OR k.confupdtype <> 'a' OR NOT k.convalidated)
        """,
    "tables that do not go with their agency": f"""
        SELECT c.relname {TABLES} AND c.relname <> ALL (%(global)s) AND NOT EXISTS (
            SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f'
            AND k.confrelid = 'tenant'::regclass AND k.confdeltype = 'c')
        """,
    "columns of other types, identity columns and sequences": f"""
        SELECT concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod)) {COLUMNS}
        AND (format_type(a.atttypid, a.atttypmod) <> ALL (%(types)s) OR a.attidentity <> '' OR EXISTS (
            SELECT FROM pg_attrdef d WHERE d.adrelid = c.oid AND d.adnum = a.attnum
            AND pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval%%'))
        """,
    "views, foreign tables, rules and triggers": """
        SELECT c.relname FROM pg_class c
        WHERE c.relnamespace IN ('public'::regnamespace, 'app'::regnamespace) AND c.relkind IN ('v', 'm', 'f')
        UNION ALL SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
        UNION ALL SELECT r.rulename FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
        WHERE c.relnamespace = 'public'::regnamespace
        """,
    "rights on tables and sequences": """
        SELECT concat_ws(' ', g.name, coalesce(r.rolname, 'PUBLIC'), string_agg(g.privilege, ' ' ORDER BY g.privilege))
        FROM (
            SELECT c.relname AS name, a.grantee, a.privilege_type AS privilege
            FROM pg_class c, aclexplode(c.relacl) a
            WHERE c.relnamespace IN ('public'::regnamespace, 'app'::regnamespace) AND a.grantee <> c.relowner
            UNION ALL SELECT c.relname, a.grantee, a.privilege_type || '(' || t.attname || ')'
            FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid, aclexplode(t.attacl) a
            WHERE c.relnamespace = 'public'::regnamespace AND a.grantee <> c.relowner
        ) AS g (name, grantee, privilege) LEFT JOIN pg_roles r ON r.oid = g.grantee GROUP BY g.name, r.rolname
        """,
    "rights on the job queue": """
        SELECT concat_ws(' ', coalesce(r.rolname, 'PUBLIC'), kind,
            string_agg(DISTINCT privilege, ' ' ORDER BY privilege))
        FROM (
            SELECT a.grantee, CASE c.relkind WHEN 'S' THEN 'sequences' ELSE 'tables' END, a.privilege_type
            FROM pg_class c, aclexplode(c.relacl) a
            WHERE c.relnamespace = 'queue'::regnamespace AND a.grantee <> c.relowner
            UNION ALL
            SELECT a.grantee, CASE p.proname WHEN 'enqueue' THEN 'enqueue' ELSE 'functions' END, a.privilege_type
            FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
            WHERE p.pronamespace = 'queue'::regnamespace AND a.grantee <> p.proowner
        ) AS g (grantee, kind, privilege) LEFT JOIN pg_roles r ON r.oid = g.grantee GROUP BY r.rolname, kind
        """,
    "rights on functions, schemas and the database": """
        SELECT concat_ws(' ', thing, coalesce(r.rolname, 'PUBLIC'), string_agg(privilege, ' ' ORDER BY privilege))
        FROM (
            SELECT p.oid::regprocedure::text, a.grantee, a.privilege_type
            FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
            WHERE p.pronamespace IN ('public'::regnamespace, 'app'::regnamespace) AND a.grantee <> p.proowner
            UNION ALL SELECT 'schema ' || n.nspname, a.grantee, a.privilege_type
            FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
            WHERE n.nspname !~ '^pg_|^information_schema' AND a.grantee <> n.nspowner
            UNION ALL SELECT 'database', a.grantee, a.privilege_type
            FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
            WHERE d.datname = current_database() AND a.grantee <> d.datdba
        ) AS g (thing, grantee, privilege) LEFT JOIN pg_roles r ON r.oid = g.grantee GROUP BY thing, r.rolname
        """,
    "functions that run with the rights of their owner": """
        SELECT concat_ws(' ', p.oid::regprocedure, r.rolname, p.proconfig::text)
        FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE p.prosecdef AND n.nspname !~ '^pg_|^information_schema'
        """,
    "rights that new functions are born with": """
        SELECT 'PUBLIC may execute what app_owner makes' WHERE NOT EXISTS (
            SELECT FROM pg_default_acl d WHERE d.defaclrole = 'app_owner'::regrole AND d.defaclobjtype = 'f'
            AND d.defaclnamespace = 0 AND NOT EXISTS (SELECT FROM aclexplode(d.defaclacl) a WHERE a.grantee = 0))
        """,
    "roles": """
        SELECT concat_ws(' ', r.rolname, CASE WHEN r.rolsuper THEN 'superuser' END,
            CASE WHEN r.rolbypassrls THEN 'bypassrls' END, CASE WHEN r.rolcreaterole THEN 'createrole' END,
            CASE WHEN r.rolcreatedb THEN 'createdb' END, CASE WHEN r.rolreplication THEN 'replication' END)
        FROM pg_roles r WHERE r.rolname LIKE 'app\\_%%'
        AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication)
        UNION ALL SELECT concat_ws(' ', m.member::regrole, 'may become', m.roleid::regrole) FROM pg_auth_members m
        WHERE m.member::regrole::text LIKE 'app\\_%%'
        AND (m.member, m.roleid) <> ('app_owner'::regrole, 'app_resolver'::regrole)
        """,
    "things that do not belong to app_owner": """
        SELECT concat_ws(' ', r.rolname, c.relname) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
        WHERE r.rolname IN ('app_user', 'app_queue', 'app_system', 'app_backup', 'app_resolver')
        OR (r.rolname <> 'app_owner' AND c.relnamespace = 'public'::regnamespace)
        UNION ALL SELECT concat_ws(' ', r.rolname, p.proname) FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
        WHERE p.pronamespace IN ('public'::regnamespace, 'app'::regnamespace, 'queue'::regnamespace)
        AND r.rolname <> 'app_owner' AND p.oid <> 'app.resolve_tenant(text)'::regprocedure
        UNION ALL SELECT concat_ws(' ', r.rolname, n.nspname) FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner
        WHERE n.nspname !~ '^pg_|^information_schema' AND r.rolname <> 'app_owner'
        """,
    "what requests may do beyond reading and writing rows": """
        SELECT concat_ws(' ', c.relname, wanted)
        FROM pg_class c, unnest('{TRUNCATE,REFERENCES,TRIGGER}'::text[]) wanted
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
        AND has_table_privilege('app_user', c.oid, wanted)
        UNION ALL SELECT 'temporary tables' WHERE has_database_privilege('app_user', current_database(), 'TEMP')
        UNION ALL SELECT 'new schemas' WHERE has_database_privilege('app_user', current_database(), 'CREATE')
        UNION ALL SELECT 'CREATE in ' || n.nspname FROM pg_namespace n
        WHERE has_schema_privilege('app_user', n.oid, 'CREATE')
        UNION ALL SELECT 'alembic_version' WHERE has_table_privilege('app_user', 'alembic_version', 'UPDATE')
        """,
}  # fmt: skip
