"""homes in full"""

import json
from datetime import UTC, datetime

from alembic import op
import sqlalchemy as sa
import sqlalchemy.dialects.postgresql

from leasing.fee_names import columns_of, per_of
from leasing.ids import new_id
from leasing.money import from_wire, to_wire


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
FEE_KINDS = (
    "'application', 'admin', 'security_deposit', 'amenity', 'parking', 'storage', 'pet_rent', 'pet_fee', "
    "'pet_deposit', 'trash', 'utilities', 'internet', 'pest_control', 'insurance', 'lease_premium', 'other'"
)
UNDATED = sa.text('move_in_from IS NULL')
OWNER = sa.text('coalesce(unit_id, floor_plan_id, property_id)')
PLAN_OR_ALL = sa.text('coalesce(floor_plan_id, property_id)')


def _text(name, length, nullable=False):
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _check(table, name, condition):
    return sa.CheckConstraint(condition, name=op.f(f'ck_{table}_{name}'))


def _shared(table, *references):
    """The columns and keys of every table here: id, company, property, and what else it refers to."""
    own = [('companies', 'company_id', False), ('properties', 'property_id', False), *references]
    columns = [_text(column, 36, nullable) for _, column, nullable in own]
    keys = [
        sa.ForeignKeyConstraint([column], [f'{target}.id'], name=op.f(f'fk_{table}_{column}'), ondelete='CASCADE')
        for target, column, _ in own
    ]
    return [
        _text('id', 36), *columns,
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        *keys, sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
    ]


def _index(table, *columns):
    for column in columns:
        op.create_index(op.f(f'ix_{table}_{column}'), table, [column], unique=False)


PLAN = ('floor_plans', 'floor_plan_id', True)
UNIT = ('units', 'unit_id', True)


def upgrade() -> None:
    _create_rents()
    fees = _create_fees()
    _create_specials()
    photos = _create_photos()
    _move_fees(fees)
    _move_photos(photos, 'units', 'unit_id')
    _move_photos(photos, 'floor_plans', 'floor_plan_id')
    op.drop_column('properties', 'fees')
    op.drop_column('units', 'image_urls')
    op.drop_column('floor_plans', 'image_urls')


def _create_rents():
    op.create_table(
        'rents',
        *_shared('rents', PLAN, UNIT),
        sa.Column('lease_months', sa.Integer(), nullable=False),
        sa.Column('move_in_from', sa.Date(), nullable=True),
        sa.Column('move_in_until', sa.Date(), nullable=True),
        sa.Column('rent_cents', sa.Integer(), nullable=True),
        sa.Column('difference_cents', sa.Integer(), nullable=True),
        _check('rents', 'lease_months', 'lease_months BETWEEN 0 AND 60'),
        _check('rents', 'owner', 'unit_id IS NULL OR floor_plan_id IS NULL'),
        _check('rents', 'amount', '(rent_cents IS NULL) <> (difference_cents IS NULL)'),
        _check('rents', 'amount_of_a_home', 'rent_cents IS NULL OR unit_id IS NOT NULL OR floor_plan_id IS NOT NULL'),
        _check('rents', 'rent', 'rent_cents IS NULL OR rent_cents >= 0'),
        _check('rents', 'window', 'move_in_from IS NULL OR move_in_until IS NULL OR move_in_from <= move_in_until'),
    )
    _index('rents', 'company_id', 'property_id', 'floor_plan_id', 'unit_id')
    op.create_index('uq_rents_dated', 'rents', [OWNER, 'lease_months', 'move_in_from'], unique=True)
    op.create_index(
        'uq_rents_undated', 'rents', [OWNER, 'lease_months'], unique=True, sqlite_where=UNDATED,
        postgresql_where=UNDATED,
    )


def _create_fees():
    fees = op.create_table(
        'fees',
        *_shared('fees', PLAN),
        _text('kind', 20),
        _text('name', 100),
        sa.Column('description', sa.Text(), nullable=True),
        sa.Column('amount_cents', sa.Integer(), nullable=True),
        _text('frequency', 10),
        _text('due', 12, nullable=True),
        _text('requirement', 12),
        _text('per', 10),
        sa.Column('refundable', sa.Boolean(), nullable=False),
        sa.Column('included_in_rent', sa.Boolean(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        _check('fees', 'kind', f'kind IN ({FEE_KINDS})'),
        _check('fees', 'frequency', "frequency IN ('one_time', 'monthly')"),
        _check('fees', 'requirement', "requirement IN ('mandatory', 'optional', 'situational')"),
        _check('fees', 'per', "per IN ('home', 'person', 'pet', 'vehicle')"),
        _check('fees', 'due', "due IN ('application', 'move_in', 'move_out', 'event')"),
        _check('fees', 'due_once', "(frequency = 'monthly') = (due IS NULL)"),
        _check('fees', 'amount', 'amount_cents IS NULL OR amount_cents >= 0'),
        _check('fees', 'refundable', "frequency = 'one_time' OR refundable = false"),
        _check(
            'fees', 'included', "included_in_rent = false OR (frequency = 'monthly' AND requirement = 'mandatory')"
        ),
        _check('fees', 'pets', "kind NOT IN ('pet_rent', 'pet_fee', 'pet_deposit') OR requirement <> 'mandatory'"),
    )
    _index('fees', 'company_id', 'property_id', 'floor_plan_id')
    op.create_index('uq_fees_name', 'fees', [PLAN_OR_ALL, 'name'], unique=True)
    return fees


def _create_specials():
    op.create_table(
        'specials',
        *_shared('specials'),
        _text('kind', 20),
        _text('text', 300),
        sa.Column('terms', sa.Text(), nullable=False),
        sa.Column('quantity', sa.Integer(), nullable=True),
        sa.Column('amount_cents', sa.Integer(), nullable=True),
        _text('waived_kind', 20, nullable=True),
        sa.Column('starts_on', sa.Date(), nullable=True),
        sa.Column('ends_on', sa.Date(), nullable=True),
        sa.Column('move_in_by', sa.Date(), nullable=True),
        sa.Column('min_lease_months', sa.Integer(), nullable=True),
        sa.Column('max_lease_months', sa.Integer(), nullable=True),
        sa.Column('every_floor_plan', sa.Boolean(), nullable=False),
        _check(
            'specials', 'kind',
            "kind IN ('weeks_free', 'months_free', 'amount_off', 'monthly_discount', 'fee_waived', 'other')",
        ),
        _check('specials', 'quantity_given', "(kind IN ('weeks_free', 'months_free')) = (quantity IS NOT NULL)"),
        _check('specials', 'quantity', 'quantity IS NULL OR quantity BETWEEN 1 AND 26'),
        _check(
            'specials', 'amount_given', "(kind IN ('amount_off', 'monthly_discount')) = (amount_cents IS NOT NULL)"
        ),
        _check('specials', 'amount', 'amount_cents IS NULL OR amount_cents > 0'),
        _check('specials', 'waived_given', "(kind = 'fee_waived') = (waived_kind IS NOT NULL)"),
        _check('specials', 'waived_kind', f'waived_kind IN ({FEE_KINDS})'),
        _check('specials', 'min_lease_months', 'min_lease_months IS NULL OR min_lease_months BETWEEN 1 AND 60'),
        _check('specials', 'max_lease_months', 'max_lease_months IS NULL OR max_lease_months BETWEEN 1 AND 60'),
        _check(
            'specials', 'lease_months',
            'min_lease_months IS NULL OR max_lease_months IS NULL OR min_lease_months <= max_lease_months',
        ),
        _check('specials', 'span', 'starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on'),
    )
    _index('specials', 'company_id', 'property_id')
    op.create_table(
        'special_floor_plans',
        _text('special_id', 36),
        _text('floor_plan_id', 36),
        _text('company_id', 36),
        sa.ForeignKeyConstraint(
            ['company_id'], ['companies.id'], name=op.f('fk_special_floor_plans_company_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['special_id'], ['specials.id'], name=op.f('fk_special_floor_plans_special_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['floor_plan_id'], ['floor_plans.id'], name=op.f('fk_special_floor_plans_floor_plan_id'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('special_id', 'floor_plan_id', name=op.f('pk_special_floor_plans')),
    )
    _index('special_floor_plans', 'company_id', 'floor_plan_id')


def _create_photos():
    photos = op.create_table(
        'photos',
        *_shared('photos', PLAN, UNIT),
        _text('url', 500),
        _text('alt', 300),
        sa.Column('position', sa.Integer(), nullable=False),
        _check('photos', 'owner', 'unit_id IS NULL OR floor_plan_id IS NULL'),
        _check('photos', 'url', "url <> ''"),
    )
    _index('photos', 'company_id', 'property_id', 'floor_plan_id', 'unit_id')
    op.create_index('uq_photos_url', 'photos', [OWNER, 'url'], unique=True)
    return photos


def _decoded(value):
    """What a column of JSON holds; reflected on SQLite it comes as text."""
    return json.loads(value) if isinstance(value, str) else value or []


def _move_fees(fees):
    """A property's fees were a list of name, amount, `per` and `optional` of its own."""
    now = datetime.now(UTC)
    properties = sa.table('properties', sa.column('id'), sa.column('company_id'), sa.column('fees', JSON))
    rows = []
    for one in op.get_bind().execute(sa.select(properties)).all():
        names = set()
        for position, fee in enumerate(_decoded(one.fees)):
            name = str(fee['name'])[:100]
            if name in names:
                name = f'{name[:94]} ({position + 1})'
            names.add(name)
            rows.append(
                {
                    'id': new_id(), 'company_id': one.company_id, 'property_id': one.id, 'floor_plan_id': None,
                    'name': name, 'amount_cents': from_wire(str(fee['amount'])), 'position': position,
                    **columns_of(name, fee['per'], optional=bool(fee.get('optional', False))),
                    'created_at': now, 'updated_at': now,
                }
            )
    if rows:
        op.bulk_insert(fees, rows)


def _move_photos(photos, table, owner):
    """A unit's and a floor plan's pictures were a list of addresses of its own."""
    now = datetime.now(UTC)
    columns = [sa.column(name) for name in ('id', 'company_id', 'property_id')]
    owners = sa.table(table, *columns, sa.column('image_urls', JSON))
    rows = [
        {
            'id': new_id(), 'company_id': one.company_id, 'property_id': one.property_id, 'floor_plan_id': None,
            'unit_id': None, owner: one.id, 'url': url[:500], 'alt': '', 'position': position, 'created_at': now,
            'updated_at': now,
        }
        for one in op.get_bind().execute(sa.select(owners)).all()
        for position, url in enumerate(dict.fromkeys(url for url in _decoded(one.image_urls) if url))
    ]
    if rows:
        op.bulk_insert(photos, rows)


def downgrade() -> None:
    for table, column in (('properties', 'fees'), ('units', 'image_urls'), ('floor_plans', 'image_urls')):
        op.add_column(table, sa.Column(column, JSON, nullable=False, server_default='[]'))
    _fees_back()
    _photos_back('units', 'unit_id')
    _photos_back('floor_plans', 'floor_plan_id')
    for table in ('photos', 'special_floor_plans', 'specials', 'fees', 'rents'):
        op.drop_table(table)


def _fees_back():
    names = ('property_id', 'name', 'amount_cents', 'frequency', 'due', 'per', 'requirement', 'position')
    fees = sa.table('fees', *(sa.column(name) for name in names))
    properties = sa.table('properties', sa.column('id'), sa.column('fees', JSON))
    lists = {}
    for fee in op.get_bind().execute(sa.select(fees).order_by(fees.c.property_id, fees.c.position)).all():
        if fee.amount_cents is not None:
            lists.setdefault(fee.property_id, []).append(
                {
                    'name': fee.name, 'amount': to_wire(fee.amount_cents),
                    'per': per_of(fee.frequency, fee.due, fee.per), 'optional': fee.requirement != 'mandatory',
                }
            )
    for property_id, given in lists.items():
        op.execute(properties.update().where(properties.c.id == property_id).values(fees=given))


def _photos_back(table, owner):
    photos = sa.table('photos', sa.column(owner), sa.column('url'), sa.column('position'))
    owners = sa.table(table, sa.column('id'), sa.column('image_urls', JSON))
    of = photos.c[owner]
    lists = {}
    for one in op.get_bind().execute(sa.select(photos).where(of.is_not(None)).order_by(photos.c.position)).all():
        lists.setdefault(getattr(one, owner), []).append(one.url)
    for owner_id, urls in lists.items():
        op.execute(owners.update().where(owners.c.id == owner_id).values(image_urls=urls))
