"""Fills a fresh Tryton database with a small contractor: company, chart, fiscal years, accounts, customers, jobs, users.

Called as: set-up.py DATABASE CONFIG-FILE YEAR ANSWER-FILE, by /usr/bin/python3 (the one that has Debian's tryton
modules). Fiscal years run from 2024 to the year after YEAR. It writes what a caller has to know to ANSWER-FILE.
"""
import datetime
import json
import sys
from decimal import Decimal

from proteus import Model, Wizard
from proteus import config as proteus_config

database, config_file, this_year, answer_file = sys.argv[1:5]
this_year = int(this_year)

USER, PASSWORD = 'drawbridge', 'Span-47-Wrought'
FIRST_YEAR = 2024
# The month that no longer takes a posting.
CLOSED = datetime.date(2025, 1, 1)

config = proteus_config.set_trytond(database, user='admin', config_file=config_file)


def model(name):
    return Model.get(name)


def one(model_name, **values):
    record = model(model_name)(**values)
    record.save()
    return record


def xml_record(model_name, module, xml_id):
    data, = model('ir.model.data').find([('module', '=', module), ('fs_id', '=', xml_id)], limit=1)
    return model(model_name)(data.db_id)


# Company and currency.
currency = one('currency.currency', name='US Dollar', symbol='$', code='USD', numeric_code='840',
    rounding=Decimal('0.01'), digits=2)
one('currency.currency.rate', date=datetime.date(FIRST_YEAR, 1, 1), rate=Decimal('1'), currency=currency)
party = one('party.party', name='Drawbridge Demo Contractors', code='SELF')
wizard = Wizard('company.company.config')
wizard.execute('company')
wizard.form.party = party
wizard.form.currency = currency
wizard.execute('add')
config._context = model('res.user').get_preferences(True, {})
company, = model('company.company').find()

# Chart of accounts.
wizard = Wizard('account.create_chart')
wizard.execute('account')
wizard.form.account_template = xml_record('account.account.template', 'account', 'account_template_root_en')
wizard.form.company = company
wizard.execute('create_account')
Account = model('account.account')
receivable, = Account.find([('type.receivable', '=', True), ('company', '=', company.id)], limit=1)
payable, = Account.find([('type.payable', '=', True), ('company', '=', company.id)], limit=1)
wizard.form.account_receivable = receivable
wizard.form.account_payable = payable
wizard.execute('create_properties')

# Tryton takes no asset account on an invoice line, so what is withheld goes to a contra-revenue account.
revenue, = Account.find([('type.revenue', '=', True), ('company', '=', company.id)], limit=1)
one('account.account', code='4000', name='Contract billings', type=revenue.type, company=company, parent=revenue.parent)
one('account.account', code='4090', name='Contract billings: retainage withheld', type=revenue.type, company=company,
    parent=revenue.parent)
one('account.account', code='2200', name='Sales tax payable', type=payable.type, company=company, parent=payable.parent)
# A receivable may not be an invoice line's account: what a wrong link runs into.
receivable.code = '1200'
receivable.save()

# Fiscal years, with numbers that leave no gap.
Sequence, SequenceStrict = model('ir.sequence'), model('ir.sequence.strict')
move_type, = model('ir.sequence.type').find([('name', '=', 'Account Move')], limit=1)
invoice_type, = model('ir.sequence.type').find([('name', '=', 'Invoice')], limit=1)
for year in range(FIRST_YEAR, this_year + 2):
    moves = one('ir.sequence', name='Moves %d' % year, sequence_type=move_type, company=company)
    invoices = one('ir.sequence.strict', name='Invoices %d' % year, sequence_type=invoice_type, company=company,
        prefix='INV-%d-' % year, padding=5)
    credits = one('ir.sequence.strict', name='Credit notes %d' % year, sequence_type=invoice_type, company=company,
        prefix='CN-%d-' % year, padding=5)
    fiscal_year = model('account.fiscalyear')(name=str(year), company=company,
        start_date=datetime.date(year, 1, 1), end_date=datetime.date(year, 12, 31), post_move_sequence=moves)
    sequences, = fiscal_year.invoice_sequences
    sequences.out_invoice_sequence = sequences.in_invoice_sequence = invoices
    sequences.out_credit_note_sequence = sequences.in_credit_note_sequence = credits
    fiscal_year.save()
    fiscal_year.click('create_period')
closed = model('account.period').find([('start_date', '=', CLOSED)])
model('account.period').click(closed, 'close')

# Customers.
for code, name, street, city, postal_code in [
        ('OWN-001', 'San Francisco Public Works', '49 South Van Ness Avenue', 'San Francisco', '94103'),
        ('OWN-002', 'City of Lakeville', '20195 Holyoke Avenue', 'Lakeville', '55044')]:
    customer = model('party.party')(name=name, code=code)
    address, = customer.addresses
    address.street, address.city, address.postal_code = street, city, postal_code
    address.invoice = True
    customer.save()
# A customer to whom no invoice can be addressed.
nowhere = model('party.party')(name='Owner without an address', code='OWN-900')
del nowhere.addresses[:]
nowhere.save()

# Jobs.
root = one('analytic_account.account', name='Jobs', code='JOBS', type='root', state='opened', company=company)
for code, name in [('P-1001', '2977J Paul Avenue'), ('P-1002', 'Lakeville Street Reconstruction')]:
    one('analytic_account.account', name=name, code=code, type='normal', state='opened', root=root, parent=root,
        company=company)

# People. `drawbridge` may invoice; `norights` may sign in and nothing else.
group = xml_record('res.group', 'account', 'group_account')
for login, groups in [(USER, [group]), ('norights', [])]:
    user = model('res.user')(name=login, login=login, password=PASSWORD)
    user.companies.append(model('company.company')(company.id))
    user.company = model('company.company')(company.id)
    for one_group in groups:
        user.groups.append(model('res.group')(one_group.id))
    user.save()

with open(answer_file, 'w') as answer:
    json.dump({'user': USER, 'password': PASSWORD, 'firstYear': FIRST_YEAR, 'lastYear': this_year + 1,
            'closedOn': CLOSED.isoformat()}, answer)
