#!/usr/bin/env python3
"""Check the annotation in this directory: codes, labels, text, overlap with /work/shared/questions, own gold scores 1.0."""
import collections, json, pathlib, re, subprocess, sys, tempfile
HERE = pathlib.Path(__file__).resolve().parent
SHARED = pathlib.Path("/work/shared/questions")
KINDS = {"out_of_scope", "data", "explanation", "policy"}
readme = (SHARED / "README.md").read_text(encoding="utf-8")
def codes(rule, upto): return set(re.findall(r"[a-z][a-z_]+", re.sub(r"\([^)]*\)", "", re.search(rf"`{rule}`:(.*?){upto}", readme, re.S).group(1).replace("`", " "))))
IND = codes("indicator", r"\.\n"); MEA = codes("measures", "where the umbrella") - {"and"}; BRK = codes("breakdowns", r"\. `jaar` only")
gold = [json.loads(l) for l in (HERE / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
bad = []
files = {p.name for p in HERE.glob("*.txt")}
if files != {g["question"] for g in gold}: bad.append(("files", files ^ {g["question"] for g in gold}))
seen = collections.Counter((g["question"], g["label"], g.get("part")) for g in gold)
bad += [("twice", k) for k, n in seen.items() if n > 1]
groups = collections.defaultdict(list)
for g in gold: groups[g["question"], g["label"]].append(g)
for k, gs in groups.items():
    if [g.get("part") for g in gs] != ([None] if len(gs) == 1 else list(range(1, len(gs) + 1))): bad.append(("parts", k))
    if len({(g["kind"], g["indicator"]) for g in gs}) < len(gs): bad.append(("parts alike", k))
def body(p): return p.read_text(encoding="utf-8").partition("=== VRAAG ===")[2].partition("=== ANTWOORD ===")[0]
def norm(t): return re.sub(r"[^\w]+", "", re.sub(r"-\s*\n\s*", "", t)).lower()
for g in gold:
    k = (g["question"], g["label"])
    if g["kind"] not in KINDS or g["indicator"] not in IND or set(g["measures"]) - MEA or set(g["breakdowns"]) - BRK: bad.append(("code", k, g))
    if len(set(g["breakdowns"])) < len(g["breakdowns"]): bad.append(("double breakdown", k))
    if g["kind"] != "data" and (g["indicator"], g["measures"], g["period"], g["breakdowns"]) != ("andere", [], None, []): bad.append(("not data", k))
    if g["period"] and g["period"]["to"] and g["period"]["from"] > g["period"]["to"]: bad.append(("period", k))
    if norm(g["text_start"]) not in norm(body(HERE / g["question"])): bad.append(("text", k))
def sentences(p): return {norm(s) for s in re.split(r"(?<=[.?!;:])\s+|\n\s*\n", body(p)) if len(re.findall(r"\w+", s)) >= 4}
shared = {s: p.name for p in SHARED.glob("*.txt") for s in sentences(p)}
for p in sorted(HERE.glob("*.txt")): bad += [("copied", p.name, s) for s in sentences(p) & set(shared)]
with tempfile.TemporaryDirectory() as tmp:   # a "planner" that returns the gold of the file whose text it is given
    fake = pathlib.Path(tmp, "fake.py")
    fake.write_text(f"""import json, sys, pathlib
sys.path.insert(0, "/work/shared/tools"); import score_plan
text = open(sys.argv[1], encoding="utf-8").read(); here = pathlib.Path({str(HERE)!r})
name = next(p.name for p in here.glob("*.txt") if score_plan.read_question(p) == text)
gold = [g for g in map(json.loads, open(here / "gold.jsonl", encoding="utf-8")) if g["question"] == name]
print(json.dumps({{"vragen": [{{"label": g["label"], "tekst": g["text_start"], "soort": g["kind"], "indicator": g["indicator"], "maatregelen": g["measures"],
  "periode": g["period"] and {{"van": g["period"]["from"], "tot": g["period"]["to"]}}, "opsplitsingen": g["breakdowns"], "vertrouwen": 1.0}} for g in gold]}}))
""", encoding="utf-8")
    out = subprocess.run([sys.executable, "/work/shared/tools/score_plan.py", str(HERE), "--command", f"{sys.executable} -B {fake}"], capture_output=True, text=True)
print(out.stdout, out.stderr)
score = json.loads(out.stdout)
bad += [("score", k, v) for k, v in score.items() if k not in ("files", "gold", "gold_data") and v != 1.0]
print(len(files), "files", len(gold), "lines", len(groups), "labels", collections.Counter(g["kind"] for g in gold))
print(collections.Counter(g["indicator"] for g in gold if g["kind"] == "data"))
print(collections.Counter(m for g in gold for m in g["measures"]))
print(collections.Counter(b for g in gold for b in g["breakdowns"]), "unused:", BRK - {b for g in gold for b in g["breakdowns"]})
print(len(IND), len(MEA), len(BRK), "codes;", len(bad), "problems")
for b in bad: print("PROBLEM", *b)
sys.exit(bool(bad))
