"""Independent reference of the draw algorithm `kexiang-draw` version 1, standard library only.

    python3 draw_reference.py record.json     verifies a record and prints what was drawn
    python3 draw_reference.py vectors         prints the vectors that the tests hold

It shares nothing with the Rust code but the description in `crates/matching/src/draw/mod.rs`.
"""
import hashlib
import json
import struct
import sys


def dump(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def sm3(data):
    if "sm3" in hashlib.algorithms_available:
        return hashlib.new("sm3", data).digest()
    raise SystemExit("this Python has no SM3 (OpenSSL without it)")


def h(name, text):
    data = text.encode()
    return hashlib.sha256(data).digest() if name == "sha-256" else sm3(data)


def plan_text(plan):
    text = dump(["kexiang-draw", 1, "plan", plan.get("hash", "sha-256")]) + dump(["purpose", plan["purpose"]])
    for c in plan["contributors"]:
        text += dump(["contributor", c["by"], c["origin"]])
    for s in plan["strata"]:
        text += dump(["stratum", s["name"], s["count"], s.get("reserves", 0)])
    for c in sorted(plan["candidates"], key=lambda c: c["id"]):
        text += dump(["candidate", c["id"], c.get("name", ""), c["stratum"], c.get("weight", 1), c.get("excluded")])
    return text


def keystream(key):
    def rotl(x, n):
        return ((x << n) | (x >> (32 - n))) & 0xFFFFFFFF

    counter = 0
    while True:
        state = list(struct.unpack("<4I", b"expand 32-byte k") + struct.unpack("<8I", key)) + [counter, 0, 0, 0]
        x = state[:]
        for _ in range(10):
            for a, b, c, d in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                               (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):
                x[a] = (x[a] + x[b]) & 0xFFFFFFFF; x[d] = rotl(x[d] ^ x[a], 16)
                x[c] = (x[c] + x[d]) & 0xFFFFFFFF; x[b] = rotl(x[b] ^ x[c], 12)
                x[a] = (x[a] + x[b]) & 0xFFFFFFFF; x[d] = rotl(x[d] ^ x[a], 8)
                x[c] = (x[c] + x[d]) & 0xFFFFFFFF; x[b] = rotl(x[b] ^ x[c], 7)
        data = struct.pack("<16I", *((a + b) & 0xFFFFFFFF for a, b in zip(x, state)))
        yield from struct.unpack("<8Q", data)
        counter += 1


def below(words, n):
    limit = (1 << 64) // n * n
    while True:
        word = next(words)
        if word < limit:
            return word % n


def draw(plan, shares):
    name = plan.get("hash", "sha-256")
    digest = h(name, plan_text(plan)).hex()
    text = dump(["kexiang-draw", 1, "key", digest])
    for s in shares:
        text += dump(["share", s["by"], s["seed"]])
    words = keystream(h(name, text))
    picks = []
    for stratum in plan["strata"]:
        left = sorted((c["id"], c.get("weight", 1)) for c in plan["candidates"]
                      if c["stratum"] == stratum["name"] and c.get("excluded") is None)
        for _ in range(stratum["count"] + stratum.get("reserves", 0)):
            total = sum(w for _, w in left)
            number = below(words, total)
            running = 0
            for i, (who, weight) in enumerate(left):
                running += weight
                if running > number:
                    break
            picks.append([stratum["name"], total, number, who])
            left.pop(i)
    return digest, picks


def commitments(plan, shares):
    name = plan.get("hash", "sha-256")
    digest = h(name, plan_text(plan)).hex()
    return [h(name, dump(["kexiang-draw", 1, "seed", digest, s["by"], s["seed"]])).hex() for s in shares]


def example(name):
    """A plan with two strata, weights, an exclusion, quotes and a line break in the purpose, and an astral id."""
    candidates = [{"id": f"E{i:02}", "name": f"专家{i}", "stratum": "技术", "weight": 1 + i % 3} for i in range(1, 13)]
    candidates[4]["excluded"] = "与申报单位同一法人"
    candidates += [{"id": f"F{i}", "name": "", "stratum": "财务", "weight": 1} for i in range(1, 6)]
    candidates.append({"id": "\U00020000", "name": "𠀀", "stratum": "财务", "weight": 1})
    candidates.append({"id": "\uff21", "name": "全角", "stratum": "财务", "weight": 1})
    return {
        "purpose": "2026年度\"科普\"项目评审专家\n第一批", "hash": name,
        "contributors": [{"by": "项目办", "origin": "secret"}, {"by": "公开开奖第2026101期", "origin": "public"}],
        "strata": [{"name": "技术", "count": 3, "reserves": 2}, {"name": "财务", "count": 2, "reserves": 0}],
        "candidates": candidates,
    }


SHARES = [{"by": "项目办", "seed": "00112233445566778899aabbccddeeff"},
          {"by": "公开开奖第2026101期", "seed": "03 11 17 22 28 31 + 09"}]


def main():
    if sys.argv[1] == "vectors":
        for name in ("sha-256", "sm3"):
            plan = example(name)
            digest, picks = draw(plan, SHARES)
            print(name, "plan", digest)
            print(name, "commitment", commitments(plan, SHARES[:1])[0])
            for pick in picks:
                print(name, *pick)
        return
    record = json.load(open(sys.argv[1], encoding="utf-8"))
    plan = record["notice"]["plan"]
    digest, picks = draw(plan, record["shares"])
    recorded = [[p["stratum"], p["total"], p["number"], p["id"]] for p in record["picks"]]
    pledged = [p.get("commitment") for p in record["notice"]["pledges"]]
    computed = [c if p else None for p, c in zip(pledged, commitments(plan, record["shares"]))]
    print("plan digest", "agrees" if digest == record["notice"]["plan_digest"] else "DIFFERS")
    print("commitments", "agree" if pledged == computed else "DIFFER")
    print("picks", "agree" if picks == recorded else "DIFFER")
    for pick in picks:
        print(*pick)
    sys.exit(digest != record["notice"]["plan_digest"] or pledged != computed or picks != recorded)


main()
