"""Makes the files of survey layouts in this folder. The answers are typed
once, in ANSWERS; every layout holds the same, and what kith must read of them
is in expected.csv."""
import csv, json

# person: (age, pre 1 and 2, post 1 and 2); None: nothing on that occasion.
ANSWERS = {
    "P01": (31, (1, 2), (3, 4)),
    "P02": (44, (5, 4), (4, 5)),
    "P03": (28, (2, 2), None),
    "P04": (60, None, (1, 5)),
    "P05": (39, (3, ""), (2, 2)),
}
WORDS = {1: "Never", 2: "Rarely", 3: "Sometimes", 4: "Often", 5: "Always", "": ""}


def write(name, rows):
    with open(name, "w", newline="", encoding="utf-8") as f:
        csv.writer(f, lineterminator="\n").writerows(rows)


def occasion(i):
    return [(p, a[0], a[i]) for p, a in ANSWERS.items() if a[i]]


def slip(person, i):
    """An id as the second file spells it."""
    return f" {person.lower()} " if i == 2 else person


expected = [["id", "pre_1", "pre_2", "post_1", "post_2"]]
for p, (age, pre, post) in ANSWERS.items():
    expected.append([p, *(pre or ("absent", "absent")), *(post or ("absent", "absent"))])
write("expected.csv", expected)

for i, name in ((1, "pre"), (2, "post")):
    # In the second file the people stand in another order.
    people = occasion(i)[:: 1 if i == 1 else -1]
    write(f"forms_{name}.csv", [["ID", "Code", "Age", "I plan", "I rest"]]
          + [[n + 1, slip(p, i), age, *(WORDS[x] for x in a)] for n, (p, age, a) in enumerate(people)])
    ids = ["StartDate", "Status", "Finished", "ResponseId", "Q1", "Q2", "Q3_1", "Q3_2"]
    write(f"qualtrics_{name}.csv", [
        ids,
        ["Start Date", "Response Type", "Finished", "Response ID", "Code", "Age", "How often? - I plan", "How often? - I rest"],
        [json.dumps({"ImportId": "QID" + n}) for n in ids],
        ["2026-01-01", "Survey Preview", "True", "R_0", "TEST", 1, "Often", "Often"],
    ] + [["2026-01-02", "IP Address", "True", f"R_{n}", slip(p, i), age, *(WORDS[x] for x in a)] for n, (p, age, a) in enumerate(people, 1)])

write("long.csv", [["person", "wave", "age", "plan", "rest"]]
      + [[p, i, age, *a] for i in (2, 1) for p, age, a in occasion(i)])
write("items.csv", [["person", "wave", "question", "answer"]]
      + [[p, i, q, x] for i in (1, 2) for p, _, a in occasion(i) for q, x in zip(("plan", "rest"), a)])
grouped = [["A study of rest"], [],
           ["Respondent ID", "Before: how often?", "", "After: how often?", "", "Your age?"],
           ["", "I plan", "I rest", "I plan", "I rest", "Response"]]
for p, (age, pre, post) in ANSWERS.items():
    grouped.append([p, *(pre or ("", "")), *(post or ("", "")), age])
write("grouped.csv", grouped + [[], ["", "mean", 2.75], ["Exported by hand"]])

# One file a tool, with both occasions beside one another.
def wide(spell, blank=""):
    for n, (p, (age, pre, post)) in enumerate(ANSWERS.items(), 1):
        yield n, p, age, [spell.get(x, blank) for x in (*(pre or ("", "")), *(post or ("", "")))]


words = {k: v for k, v in WORDS.items() if k}
STEMS = ("Before: how often?", "Now: how often?")
write("google.csv", [["Timestamp", "Your code", "Age"] + [f"{s} [{i}]" for s in STEMS for i in ("I plan", "I rest")]]
      + [["2026/01/02 9:15:00 AM GMT", p, age, *a] for _, p, age, a in wide(words)])
write("jisc.csv", [["Unique Response Number", "1. Your code", "2. Age"] + [f"{k}.{j}. {s} - {i}" for k, s in zip((3, 4), STEMS) for j, i in ((1, "I plan"), (2, "I rest"))]]
      + [[f"1234567-{1000 + n}", p, age, *a] for n, p, age, a in wide(words)])
lime = ["id", "submitdate", "lastpage", "startlanguage", "seed"]
write("limesurvey_codes.csv", [lime + ["code", "age"] + [f"{g}[{q}]" for g in ("G01Q02", "G02Q03") for q in ("SQ001", "SQ002")]]
      + [[n, "2026-01-02 09:15:00", 3, "en", 77, p, age, *a] for n, p, age, a in wide({k: f"AO{k:02}" for k in words})])
write("limesurvey_answers.csv", [["Response ID", "Date submitted", "Last page", "Start language", "Seed", "Your code", "Age"] + [f"{s} [{i}]" for s in STEMS for i in ("I plan", "I rest")]]
      + [[n, "2026-01-02 09:15:00", 3, "en", 77, p, age, *a] for n, p, age, a in wide(words, "N/A")])
monkey = ["Respondent ID", "Collector ID", "Start Date", "IP Address", "Your code", "Your age?", STEMS[0], "", STEMS[1], ""]
write("surveymonkey.csv", [monkey, ["", "", "", "", "Open-Ended Response", "Response", "I plan", "I rest", "I plan", "I rest"]]
      + [[114000 + n, 5, "01/02/2026 09:15:00 AM", "192.0.2.7", p, age, *a] for n, p, age, a in wide(words)])
write("spss.csv", [["person", "age", "plan.1", "rest.1", "plan.2", "rest.2"]]
      + [[p, age, *a] for _, p, age, a in wide({k: float(k) for k in words}, " ")])

# Two blocks in one sheet: ages above, answers below and to the right.
blocks = [["Ages"], ["person", "age"]] + [[p, age] for _, p, age, _ in wide(words)] + [[], ["", "", "", "Answers"]]
blocks += [["", "", "", "person", "plan 1", "rest 1", "plan 2", "rest 2"]]
blocks += [["", "", "", p, *a] for _, p, _, a in wide(words)]
write("blocks.csv", blocks + [["", "", "", "Mean", 3, 3, 2, 4], ["", "", "", "five people"]])

# The same as workbooks: soffice --headless --convert-to xlsx grouped.csv \
#   surveymonkey.csv blocks.csv qualtrics_pre.csv qualtrics_post.csv spss.csv
