// What is typed and not yet saved, per form and person, in localStorage: it outlives a lost network, an ended session and
// a closed window. The key holds the person, so that a colleague at the same computer never sends it under another name.
// Entries: {field: {value, base, at, hold?}}; hold is 'conflict' or 'refused': not sent again until the person acts.

export function queueKey(owner, url) {
  return `kx.unsaved:${owner}:${url}`;
}

/** The queue with a new value of a field. The base stays that of the first unsaved change; a hold ends. */
export function put(queue, field, value, base, at) {
  const before = queue[field];
  return { ...queue, [field]: { value, base: before ? before.base : base, at: before && !before.hold ? before.at : at } };
}

/** After the server saved `sent`: gone, unless the person typed on; then what is left builds on the new version. */
export function settle(queue, field, sent, version) {
  const entry = queue[field];
  if (!entry) return queue;
  const rest = { ...queue };
  if (JSON.stringify(entry.value) === JSON.stringify(sent)) delete rest[field];
  else rest[field] = { ...entry, base: version };
  return rest;
}

export function hold(queue, field, why) {
  return queue[field] ? { ...queue, [field]: { ...queue[field], hold: why } } : queue;
}

/** The person chose a value in a conflict: sent on top of the other's version. */
export function resolve(queue, field, value, version, at) {
  return { ...queue, [field]: { value, base: version, at } };
}

export function drop(queue, field) {
  const rest = { ...queue };
  delete rest[field];
  return rest;
}

/** The fields that may be sent now, oldest first. */
export function sendable(queue) {
  return Object.keys(queue).filter((field) => !queue[field].hold).sort((a, b) => queue[a].at - queue[b].at);
}

/**
 * What an answer means: saved, conflict, signed_out, refused (the server will not take this value) or later (try again).
 * A conflict whose other value is the same as ours is no conflict.
 */
export function outcome(status, body, sent) {
  const conflict = body.conflict || (status === 409 ? body : null);
  if (conflict && conflict.theirs !== undefined) {
    if (JSON.stringify(conflict.theirs) === JSON.stringify(sent)) return { kind: 'saved', version: conflict.version, at: conflict.saved_at };
    return { kind: 'conflict', theirs: conflict.theirs, by: conflict.by || '', version: conflict.version };
  }
  if (status >= 200 && status < 300 && body.version !== undefined) return { kind: 'saved', version: body.version, at: body.saved_at };
  if (status === 401) return { kind: 'signed_out' };
  if (status === 0 || status === 408 || status === 425 || status === 429 || status >= 500) return { kind: 'later' };
  return { kind: 'refused', message: body.message || '' };
}

/** Seconds to wait before the next try: 2, 4, 8, 16, then 30. */
export function backoff(failures) {
  return Math.min(30, 2 ** Math.max(1, failures));
}

/** localStorage under a key; without one (private windows, full disk) the queue lives in memory only. */
export function openStore(storage, key) {
  let memory = {};
  return {
    load() {
      try {
        const text = storage.getItem(key);
        return text ? JSON.parse(text) : { ...memory };
      } catch (unreadable) {
        return { ...memory };
      }
    },
    save(queue) {
      memory = queue;
      try {
        if (Object.keys(queue).length === 0) storage.removeItem(key);
        else storage.setItem(key, JSON.stringify(queue));
        return true;
      } catch (full) {
        return false;
      }
    },
  };
}
