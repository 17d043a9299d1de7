// Rows for the measurements, written straight into the database by SQL that both engines understand: societies with tokens,
// and many applications that are copies of one.
import { createHash } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const APPLICATION = ['call', 'call_version', 'type_code', 'tier', 'class', 'recommender', 'leader', 'leader_phone', 'amount_fen', 'other_fen',
  'content_version', 'content_hash', 'version_code', 'returns', 'correction_due', 'open_overrides', 'repeats', 'paper_state', 'started_by',
  'started_at', 'handed_in_at', 'signed_off_at', 'recommended_at', 'changed_at', 'version'];

/** An id as addresses write it: 13 characters of base 32. */
export function idText(number) {
  let rest = BigInt(number);
  let text = '';
  for (let n = 0; n < 13; n += 1) { text = ALPHABET[Number(rest & 31n)] + text; rest >>= 5n; }
  return text;
}

const hash = (text) => createHash('sha256').update(text).digest('hex');
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

/** Token of the society with this number. */
export const tokenOf = (n) => `kx_bench-${n}`;

/** `count` societies like the one for which `login` works, each with a person and a token; ids begin at `base`. */
export function societies(db, association, login, base, count) {
  const template = `(select m.organisation from membership m join account a on a.id = m.account where a.login = ${quoted(login)} and m.association = ${quoted(association)} limit 1)`;
  const now = Date.now();
  const far = now + 400 * 86_400_000;
  const columns = db.run(columnsOf(db, 'organisation')).split('\n').filter((c) => !['association', 'id', 'name', 'name_key', 'credit_code'].includes(c)).join(', ');
  const numbers = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})`;
  const tokens = Array.from({ length: count }, (_, i) => `('', ${base + i + 1}, ${base + i + 1}, ${quoted(hash(tokenOf(base + i + 1)))}, 'bench', 'read write', 0, ${far})`);
  db.run(`begin;
    insert into organisation (association, id, name, name_key, credit_code, ${columns})
      ${numbers} select association, ${base} + n.i, '测量学会' || n.i, '测量学会' || n.i || '-' || ${base}, '', ${columns} from organisation, n
      where association = ${quoted(association)} and id = ${template};
    insert into organisation_fact (association, organisation, kind, year, value, basis, recorded_at, recorded_by)
      ${numbers} select association, ${base} + n.i, kind, year, value, basis, recorded_at, recorded_by from organisation_fact, n
      where association = ${quoted(association)} and organisation = ${template};
    insert into account (association, id, login, name, email, phone, language, state, password, password_at, must_change, totp_step, used_at, created_at, version)
      ${numbers} select '', ${base} + n.i, 'bench-' || (${base} + n.i), '测量' || n.i, '', '', 'zh', 'active', '', ${now}, 0, 0, ${now}, 0, 1 from n;
    insert into membership (association, organisation, account, role, granted_at, granted_by)
      ${numbers} select ${quoted(association)}, ${base} + n.i, ${base} + n.i, 'administrator', 0, 'bench' from n;
    insert into membership (association, organisation, account, role, granted_at, granted_by)
      ${numbers} select ${quoted(association)}, ${base} + n.i, ${base} + n.i, 'filler', 0, 'bench' from n;
    insert into api_token (association, id, account, token, name, scopes, created_at, expires_at) values ${tokens.join(',\n')};
    commit;`);
}

function columnsOf(db, table) {
  return db.name === 'SQLite'
    ? `select name from pragma_table_info('${table}')`
    : `select column_name from information_schema.columns where table_name = '${table}' and table_schema = current_schema() order by ordinal_position`;
}

/** Submitted applications, copies of the first one of the association, until there are `count`; every society has 20. */
export function applications(db, association, count) {
  const where = `association = ${quoted(association)}`;
  const model = `(select min(id) from application where ${where} and state = 'submitted')`;
  const there = Number(db.run(`select count(*) from application where ${where}`));
  const own = Number(db.run(`select organisation from application where ${where} and id = ${model}`));
  const columns = APPLICATION.join(', ');
  db.run(`begin;
    insert into application (association, id, organisation, organisation_name, state, number, title, search_key, submitted_at, ${columns})
      with recursive n(i) as (select ${there + 1} union all select i + 1 from n where i < ${count})
      select association, 1000000 + n.i, case when n.i % (${count} / 20) = 0 then ${own} else 2000000 + n.i / 20 end,
        case when n.i % (${count} / 20) = 0 then organisation_name else '测量学会' || (n.i / 20) end,
        case n.i % 3 when 0 then 'submitted' when 1 then 'ready' else 'not_accepted' end,
        'M-' || n.i, title || n.i, 'm-' || n.i || ' ' || title || n.i || ' 测量学会' || (n.i / 20), submitted_at - n.i * 1000, ${columns}
      from application, n where ${where} and id = ${model};
    delete from application_count where ${where};
    insert into application_count (association, call, type_code, state, n)
      select association, call, type_code, state, count(*) from application where ${where} group by association, call, type_code, state;
    commit;`);
  if (db.name === 'PostgreSQL') db.run('vacuum analyze application');
}

/** Copies a draft with its answers: `per` for each of the `count` societies after `base`; ids begin at `first`. */
export function drafts(db, association, model, base, count, per, first) {
  const where = `association = ${quoted(association)}`;
  const columns = ['organisation_name', 'title', 'state', 'search_key', ...APPLICATION].filter((c) => c !== 'started_by').join(', ');
  const numbers = `with recursive n(i) as (select 0 union all select i + 1 from n where i < ${count * per - 1})`;
  db.run(`begin;
    insert into application (association, id, organisation, started_by, ${columns})
      ${numbers} select association, ${first} + n.i, ${base} + 1 + n.i / ${per}, ${base} + 1 + n.i / ${per}, ${columns} from application, n
      where ${where} and id = ${model};
    insert into answer (association, application, field, value, version, saved_at, saved_by, saved_by_name)
      ${numbers} select association, ${first} + n.i, field, value, version, saved_at, saved_by, saved_by_name from answer, n
      where ${where} and application = ${model};
    delete from application_count where ${where};
    insert into application_count (association, call, type_code, state, n)
      select association, call, type_code, state, count(*) from application where ${where} group by association, call, type_code, state;
    commit;`);
}

/** Texts of their own for the drafts from `first` on, in each of these fields. */
export function written(db, association, first, count, fields, prose) {
  const rows = Array.from({ length: count }, (_, n) => fields.map((field) => `(${first + n}, ${quoted(field)}, ${quoted(JSON.stringify(prose()))})`)).flat();
  for (let at = 0; at < rows.length; at += 1000) {
    db.run(`with own(application, field, value) as (values ${rows.slice(at, at + 1000).join(', ')})
      update answer set value = (select own.value from own where own.application = answer.application and own.field = answer.field)
      where association = ${quoted(association)} and (application, field) in (select application, field from own);`);
  }
}

/** A later version of a call in which a limit has another number. */
export function limited(db, association, code, limit, most) {
  const call = `(select id from call where association = ${quoted(association)} and code = ${quoted(code)})`;
  const current = `call = ${call} and version = (select version from call where id = ${call})`;
  const body = db.run(`select body from call_version where ${current}`);
  const text = body.replace(new RegExp(`(id = "${limit}"[^\\[]*?max = )\\d+`), (_, before) => before + most);
  if (text === body) throw new Error(`no limit ${limit} in ${code}`);
  db.run(`begin;
    insert into call_version (association, call, version, kind, reason, body, body_hash, author, approver, published_at)
      select association, call, version + 1, 'correction', 'bench', ${quoted(text)}, ${quoted(hash(text))}, author, approver, published_at
      from call_version where ${current};
    update call set version = version + 1 where id = ${call};
    commit;`);
}
