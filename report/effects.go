package report

import "fmt"

// effectTable gives every effect size beside d_z with its interval: of the
// composites and further analyses, and of the items where a set has no
// composite.
func (b *builder) effectTable(q *Quant) *Table {
	kinds := []struct {
		name string
		of   func(p *Paired) (value, low, high Num)
	}{
		{"gz", func(p *Paired) (Num, Num, Num) { return p.GZ, p.GZLow, p.GZHigh }},
		{"dav", func(p *Paired) (Num, Num, Num) { return p.DAv, p.DAvLow, p.DAvHigh }},
		{"gav", func(p *Paired) (Num, Num, Num) { return p.GAv, p.GAvLow, p.GAvHigh }},
		{"drm", func(p *Paired) (Num, Num, Num) { return p.DRm, p.DRmLow, p.DRmHigh }},
		{"grm", func(p *Paired) (Num, Num, Num) { return p.GRm, p.GRmLow, p.GRmHigh }},
	}
	columns := []column{text("comparison", "Set"), num("n", symN)}
	spans := []Head{{Span: 2}}
	for _, k := range kinds {
		e := effects[k.name]
		columns = append(columns, num(e.name(), "Est."), num(e.name()+"_low", "LL"), num(e.name()+"_high", "UL"))
		spans = append(spans, Head{Text: e.symbol(), Span: 3})
	}
	t := newTable(b.id("effect-sizes", q), "Other Effect Sizes of the Paired Comparisons", columns...)
	t.Wide = true
	t.span(spans...)
	for _, r := range leadingRows(q) {
		p := &r.c.Paired
		stub := line(r.stub)
		if p.Reason != "" {
			stub = line(stub, t.mark(line(sentence(rich(p.Reason)))))
		}
		cells := []any{stub, numeral(p.N)}
		for _, k := range kinds {
			value, low, high := k.of(p)
			l, h := limits(low, high, p.Alternative)
			why := fmt.Sprintf("%s; its limits are those of d_z, %s to %s, times the same factor", effects[k.name].what, Dec(p.DZLow, 3), Dec(p.DZHigh, 3))
			cells = append(cells, cellWhy(Dec(value, 2), effects[k.name].what), cellWhy(l, why), cellWhy(h, why))
		}
		t.row(cells...).Indent = r.indent
	}
	t.General = b.effectNote(q)
	return t.Table
}

func (b *builder) effectNote(q *Quant) []Inline {
	parts := []any{"Each estimate (Est.) stands before the lower and upper limit of its " + Level(q.CI) + " CI. "}
	for _, name := range []string{"gz", "dav", "drm"} {
		parts = append(parts, effects[name].symbol(), " is "+effects[name].what+". ")
	}
	return line(append(parts, effects["gav"].symbol(), " and ", effects["grm"].symbol(), " are ", effects["dav"].symbol(), " and ", effects["drm"].symbol(),
		" times J, on ", symN, " − 1 degrees of freedom. The CI of ", effects["gz"].symbol(),
		" is that of ", effects["dz"].symbol(), ", from the noncentral ", symT, " distribution, times J; those of ", effects["dav"].symbol(), " and ", effects["drm"].symbol(),
		" are approximate (Algina and Keselman, 2003): that of ", effects["dz"].symbol(), " times the ratio of the two estimates, taken as known; those of ",
		effects["gav"].symbol(), " and ", effects["grm"].symbol(), " are these times J. The sample is one of convenience.")...)
}
