"""Prints the result of `similar quality` as a table in Markdown: `python3 table.py result.json`."""
import json
import sys


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        result = json.load(file)
    print(f"{result['texts']} texts, {result['queries']} queries")
    for name in ("microseconds", "processor_microseconds"):
        print(name, ", ".join(f"{place} {value}" for place, value in result[name].items()))
    print(f"sources named in {result['fresh_texts']} texts that copy nothing: {result['named_in_fresh_texts']}\n")
    print("| manner of editing | copied share | recall at 0 / 15 / 30 / 45 / 60 % edits | precision | characters: recall | precision |")
    print("|---|---|---|---|---|---|")
    groups = {}
    for row in result["rows"]:
        groups.setdefault((row["manner"], row["share"]), []).append(row["rates"])
    for (manner, share), rates in groups.items():
        cells = [" / ".join(f"{rate[key]:.2f}" for rate in rates)
                 for key in ("recall", "precision", "characters_recall", "characters_precision")]
        print(f"| {manner} | {share} % | " + " | ".join(cells) + " |")


main()
