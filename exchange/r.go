package exchange

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"kith/reproduce"
)

// rSyntax is load.R: it makes the data frame d (categories, flags and labelled
// points as factors, other answers as numbers, missing answers NA), codes (the
// numbers behind the factors) and why (the reason of every missing answer, NA
// where there is an answer). Texts are ASCII, so that no locale matters.
func (t *table) rSyntax() string {
	var b strings.Builder
	if t.book.Synthetic {
		b.WriteString("# SYNTHETIC: made-up data, no participants\n")
	}
	b.WriteString(`# Reads data.csv, which lies beside this file. Run it in that folder:
#   source("load.R")
# It makes
#   d      the answers: factors where values have labels (ordered where they have
#          an order), else numbers; missing answers are NA
#   codes  the same answers as numbers
#   why    the reason of each missing answer, NA where there is an answer
`)
	names := make([]string, 0, len(t.book.Variables))
	for _, v := range t.book.Variables {
		names = append(names, reproduce.RString(v.Name))
	}
	all, classes := names, fmt.Sprintf("rep(\"numeric\", %d)", len(names))
	if t.ids != nil {
		all = append([]string{reproduce.RString(t.idName)}, names...)
		classes = `c("character", ` + classes + ")"
	}
	if t.book.Synthetic {
		all = append(append([]string{}, all...), reproduce.RString(syntheticName))
		classes = "c(" + classes + `, "numeric")`
	}
	fmt.Fprintf(&b, "codes <- read.csv(\"data.csv\", header = FALSE, skip = 1, colClasses = %s,\n  na.strings = \"\", quote = \"\\\"\", comment.char = \"\", encoding = \"UTF-8\")\nnames(codes) <- %s\n", classes, rVector(all))
	if t.ids != nil {
		// data.csv is safe for spreadsheets; R needs no apostrophe.
		b.WriteString("codes[[1]] <- sub(\"^'('*[-=+@\\t\\r\\n])\", \"\\\\1\", codes[[1]])\n")
	}
	var reasonCodes, reasonNames []string
	for _, r := range t.reasons {
		reasonCodes = append(reasonCodes, number(r.Code))
		reasonNames = append(reasonNames, reproduce.RString(r.Name))
	}
	fmt.Fprintf(&b, "answers <- %s\nreasons <- %s\nreason_codes <- %s\n", rVector(names), cmp.Or(rVector(reasonNames), "character(0)"), cmp.Or(rVector(reasonCodes), "numeric(0)"))
	b.WriteString(`why <- codes[answers]
why[] <- lapply(why, function(x) reasons[match(x, reason_codes)])
codes[answers] <- lapply(codes[answers], function(x) replace(x, x %in% reason_codes, NA))
d <- codes
`)
	for _, v := range t.book.Variables {
		x := "d[[" + reproduce.RString(v.Name) + "]]"
		if labelled(v) {
			var levels, labels []string
			for _, k := range v.Values {
				levels = append(levels, number(k.Code))
				labels = append(labels, reproduce.RString(valueLabel(k)))
			}
			ordered := ""
			if v.Measure == "ordinal" {
				ordered = ", ordered = TRUE"
			}
			fmt.Fprintf(&b, "%s <- factor(%s, levels = %s,\n  labels = %s%s)\n", x, x, rVector(levels), rVector(labels), ordered)
		}
		fmt.Fprintf(&b, "attr(%s, \"label\") <- %s\n", x, reproduce.RString(v.Label))
	}
	return b.String()
}

// labelled reports whether a variable is a factor: at least one of its values
// has a label.
func labelled(v reproduce.Variable) bool {
	return slices.ContainsFunc(v.Values, func(k reproduce.Value) bool { return k.Label != "" })
}

// valueLabel gives the label of a value, or its number.
func valueLabel(k reproduce.Value) string {
	return cmp.Or(k.Label, number(k.Code))
}

func rVector(items []string) string {
	if len(items) == 0 {
		return ""
	}
	return "c(" + strings.Join(items, ", ") + ")"
}
