"""Contacts are found by themselves too, not only their customers: by the words that stand for them already."""

from alembic import op

from migrations.tools import begin, unforced

revision = "0018_search"
down_revision = "0017_defaults"


def upgrade() -> None:
    begin()
    with unforced("search_word", "contact", "person"):
        op.execute(
            r"""
            INSERT INTO search_word (tenant_id, id, word, kind, sort_key, object_id, source_id)
            SELECT w.tenant_id, gen_random_uuid(), w.word, 'contact', n.sort_key, c.id, c.id
            FROM search_word w
            JOIN contact c ON c.tenant_id = w.tenant_id AND c.id = w.source_id AND c.customer_id = w.object_id
            JOIN person p ON p.tenant_id = c.tenant_id AND p.id = c.person_id
            -- as near to the order of the product as SQL comes; the next change of the contact makes it exact
            CROSS JOIN LATERAL (SELECT btrim(p.last_name || ' ' || p.first_name) AS name) AS f
            CROSS JOIN LATERAL (
                SELECT btrim(regexp_replace(lower(regexp_replace(
                    normalize(replace(coalesce(nullif(f.name, ''), p.email, ''), 'ß', 'ss'), NFKD),
                    U&'[\0300-\036F]', '', 'g')), '[-\s.,''/_()@]+', ' ', 'g')) AS sort_key
            ) AS n
            WHERE w.kind = 'customer'
            """
        )
