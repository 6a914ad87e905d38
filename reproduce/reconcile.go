package reproduce

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"kith/analysis/scale"
	"kith/analysis/stat"
	"kith/report"
	"kith/study"
	"kith/study/dataset"
)

// LeadNote stands beside every lead, wherever it is printed.
const LeadNote = "a lead to follow, not an analysis"

// A Reconciliation is the search for ways of scoring and testing that give what
// was published for one comparison.
type Reconciliation struct {
	Study   string   `json:"study"`
	What    string   `json:"what"` // set, analysis or item
	Source  string   `json:"source,omitempty"`
	Against []string `json:"against"` // published values that a lead reproduces, all of them
	Tried   int      `json:"tried"`   // ways of scoring, each in every direction and with every d
	// Bounded is true when there were more ways than are tried.
	Bounded bool   `json:"bounded"`
	Leads   []Lead `json:"leads"`
	Why     string `json:"why,omitempty"` // why nothing was tried
	Note    string `json:"note"`          // LeadNote
}

// A Lead is a way of scoring and testing that reproduces all published values
// it was held against, at their printed precision.
type Lead struct {
	// Changes say what differs from the manifest, each in words; none when it
	// is as declared.
	Changes []string   `json:"changes"`
	N       int        `json:"n"`
	MeanA   report.Num `json:"mean_a"`
	SDA     report.Num `json:"sd_a"`
	MeanB   report.Num `json:"mean_b"`
	SDB     report.Num `json:"sd_b"`
	T       report.Num `json:"t"`
	Note    string     `json:"note"` // LeadNote
}

// maxWays bounds the ways of scoring tried for one comparison, and maxChanges how
// far each may be from the manifest; those with fewer changes come first. A match
// with many changes is more likely to be chance than history.
const (
	maxWays    = 4000
	maxChanges = 3
)

// Reconcile tries, for every published comparison with a mismatch (with all,
// for every one), the alternatives to what the manifest declares: which items
// are reverse-keyed (none, one more, one fewer), one item left out, how many
// answered items a score needs, the same items under both conditions, mean or
// sum, people with every set only (listwise), the direction of the difference,
// and the kind of d. It gives the ways that reproduce every published n, M, SD,
// MD, t, df and d. A way is left out where fewer of its changes do the same.
//
// What it finds is [LeadNote]: trying many ways until one fits proves nothing.
func (r *Run) Reconcile(ctx context.Context, all bool) ([]Reconciliation, error) {
	out := []Reconciliation{}
	for _, part := range r.Manifest.Studies {
		data := r.Data[part.ID]
		q := r.quant(part.ID)
		if data == nil || q == nil {
			continue
		}
		for _, pub := range part.Published {
			mismatch := slices.ContainsFunc(compareOne(part, q, pub), func(c report.Check) bool { return c.Verdict == Mismatch })
			if !all && !mismatch {
				continue
			}
			rec, err := reconcile(ctx, part, data, pub)
			if err != nil {
				return nil, err
			}
			out = append(out, rec)
		}
	}
	return out, nil
}

func (r *Run) quant(id string) *report.Quant {
	for _, q := range r.Results.Quant {
		if q.Study == id {
			return q
		}
	}
	return nil
}

// A way is one way to score and test a comparison.
type way struct {
	reverse  int // the item whose key is turned; asDeclared, or noneReversed
	drop     int // the item left out; asDeclared for none
	minItems int
	same     bool
	method   scale.Method
	listwise bool

	changes []string
}

const (
	asDeclared   = -1
	noneReversed = -2
)

// A reconciler holds what all ways of one comparison share.
type reconciler struct {
	part *study.Part
	pub  study.Published
	set  *study.Set
	data *dataset.Set
	// Items before any reversing, and which are declared reversed.
	a, b     [][]float64
	reversed []bool
	ids      []string
	lo, hi   float64
	declared way
	others   []bool // people with a score in every other set, by row
	effect   string
}

func reconcile(ctx context.Context, part *study.Part, data *dataset.Set, pub study.Published) (Reconciliation, error) {
	rec := Reconciliation{Study: part.ID, What: pub.Set.Name + pub.Item.Name + pub.Analysis.Name, Source: pub.Source,
		Against: []string{}, Leads: []Lead{}, Note: LeadNote}
	rc, why, err := newReconciler(part, data, pub)
	if err != nil {
		return rec, err
	}
	if why != "" {
		rec.Why = why
		return rec, nil
	}
	for _, v := range rc.against(report.Paired{}) {
		rec.Against = append(rec.Against, v.name)
	}
	if len(rec.Against) == 0 {
		rec.Why = "no n, M, SD, MD, t, df or d is published as a number"
		return rec, nil
	}
	ways, bounded := rc.ways()
	rec.Tried, rec.Bounded = len(ways), bounded
	var found [][]string
	for _, w := range ways {
		if err := ctx.Err(); err != nil {
			return rec, err
		}
		leads, err := rc.try(w)
		if err != nil {
			return rec, err
		}
		for _, l := range leads {
			if slices.ContainsFunc(found, func(fewer []string) bool { return holds(l.Changes, fewer) }) {
				continue
			}
			found = append(found, l.Changes)
			rec.Leads = append(rec.Leads, l)
		}
	}
	slices.SortStableFunc(rec.Leads, func(x, y Lead) int { return cmp.Compare(len(x.Changes), len(y.Changes)) })
	return rec, nil
}

// holds reports whether all of some is among all.
func holds(all, some []string) bool {
	for _, s := range some {
		if !slices.Contains(all, s) {
			return false
		}
	}
	return true
}

// newReconciler gathers the items of a comparison; why says that there is
// nothing to try.
func newReconciler(part *study.Part, data *dataset.Set, pub study.Published) (rc *reconciler, why string, err error) {
	p := publishedSet{part: part, pub: pub, printed: map[string]stat.Printed{}}
	p.settle()
	if p.set == nil {
		return nil, "no set of that name is declared", nil
	}
	rc = &reconciler{part: part, pub: pub, set: p.set, data: data, effect: cmp.Or(pub.Effect, part.Tests.Effect)}
	sc := part.FindScale(p.set.Scale.Name)
	rc.lo, rc.hi = float64(sc.Points[0]), float64(sc.Points[1])
	for _, pair := range p.set.Pairs {
		if pub.Item.Name != "" && pair.ID != pub.Item.Name {
			continue
		}
		rc.a = append(rc.a, data.Column(pair.A.Name).Numbers)
		rc.b = append(rc.b, data.Column(pair.B.Name).Numbers)
		rc.ids = append(rc.ids, pair.ID)
		rc.reversed = append(rc.reversed, slices.ContainsFunc(p.set.Reverse, func(r study.Ref) bool { return r.Name == pair.ID }))
	}
	rc.declared = way{reverse: asDeclared, drop: asDeclared, minItems: 1, listwise: rc.part.Tests.Missing == "listwise"}
	if p.score != nil {
		if p.score.Method == "none" {
			return nil, "the items of this set are not scored together", nil
		}
		rc.declared.minItems = p.score.MinItems.Of(len(rc.a))
		rc.declared.same = p.score.SameItemsBoth
		if cmp.Or(pub.Scoring, p.score.Method) == "sum" {
			rc.declared.method = scale.Sum
		}
	}
	return rc, "", rc.listOthers()
}

// listOthers finds the people with a score under both conditions of every other
// set, as that set is declared; a set whose items stand alone needs them all.
func (rc *reconciler) listOthers() error {
	rc.others = make([]bool, rc.data.N())
	for i := range rc.others {
		rc.others[i] = true
	}
	for _, s := range rc.part.QuestionSets {
		if s == rc.set {
			continue
		}
		it := gather(s, rc.part.FindScale(s.Scale.Name), rc.data)
		opt := scale.Options{}
		if s.Score != nil && s.Score.Method != "none" {
			opt = scale.Options{MinItems: s.Score.MinItems.Of(len(it.a)), SameItemsBoth: s.Score.SameItemsBoth}
		}
		a, b, err := scale.ScorePaired(it.a, it.b, opt)
		if err != nil {
			return err
		}
		for i := range rc.others {
			rc.others[i] = rc.others[i] && !math.IsNaN(a[i]) && !math.IsNaN(b[i])
		}
	}
	return nil
}

// ways lists the ways to try, those with the fewest changes first and
// otherwise in the order of their making.
func (rc *reconciler) ways() (ways []way, bounded bool) {
	k := len(rc.a)
	composite := rc.pub.Item.Name == ""
	reverses := []int{asDeclared}
	if slices.Contains(rc.reversed, true) {
		reverses = append(reverses, noneReversed)
	}
	declaredCount := 0
	for _, r := range rc.reversed {
		if r {
			declaredCount++
		}
	}
	for i := range k {
		// With one reversed item, turning it is the same as reversing none.
		if declaredCount != 1 || !rc.reversed[i] {
			reverses = append(reverses, i)
		}
	}
	drops, minima, sames, methods := []int{asDeclared}, []int{rc.declared.minItems}, []bool{rc.declared.same}, []scale.Method{rc.declared.method}
	if composite && k > 1 {
		for i := range k {
			drops = append(drops, i)
		}
		minima = nil
		for m := k; m >= 1; m-- {
			minima = append(minima, m)
		}
		sames = []bool{rc.declared.same, !rc.declared.same}
		methods = []scale.Method{rc.declared.method, scale.Sum - rc.declared.method}
	}
	listwise := []bool{rc.declared.listwise}
	if len(rc.part.QuestionSets) > 1 {
		listwise = append(listwise, !rc.declared.listwise)
	}
	byChanges := make([][]way, maxChanges+1)
	kept := 0
	for changes := 0; changes <= maxChanges; changes++ {
		rc.each(reverses, drops, minima, sames, methods, listwise, changes, func(w way) bool {
			if kept == maxWays {
				bounded = true
				return false
			}
			byChanges[changes] = append(byChanges[changes], w)
			kept++
			return true
		})
	}
	return slices.Concat(byChanges...), bounded
}

// each calls yield with every combination that has so many changes.
func (rc *reconciler) each(reverses, drops, minima []int, sames []bool, methods []scale.Method, listwise []bool, changes int, yield func(way) bool) {
	for _, reverse := range reverses {
		for _, drop := range drops {
			for _, minItems := range minima {
				for _, same := range sames {
					for _, method := range methods {
						for _, lw := range listwise {
							w := way{reverse: reverse, drop: drop, minItems: minItems, same: same, method: method, listwise: lw}
							if rc.changed(w) != changes || !rc.possible(w) {
								continue
							}
							w.changes = rc.describe(w)
							if !yield(w) {
								return
							}
						}
					}
				}
			}
		}
	}
}

// changed counts what differs from the manifest.
func (rc *reconciler) changed(w way) int {
	n := 0
	for _, differs := range []bool{
		w.reverse != asDeclared, w.drop != asDeclared, w.minItems != rc.declared.minItems,
		w.same != rc.declared.same, w.method != rc.declared.method, w.listwise != rc.declared.listwise,
	} {
		if differs {
			n++
		}
	}
	return n
}

// possible leaves out combinations that are another one in disguise: turning
// the item that is dropped, or needing more items than are left.
func (rc *reconciler) possible(w way) bool {
	k := len(rc.a)
	if w.drop == asDeclared {
		return true
	}
	if w.reverse == w.drop {
		return false
	}
	return w.minItems <= k-1 || w.minItems == rc.declared.minItems
}

// describe says in words what differs from the manifest, a text for each change.
func (rc *reconciler) describe(w way) []string {
	changes := []string{}
	add := func(format string, args ...any) { changes = append(changes, fmt.Sprintf(format, args...)) }
	switch {
	case w.reverse == noneReversed:
		add("no item reverse-keyed")
	case w.reverse != asDeclared && rc.reversed[w.reverse]:
		add("%s not reverse-keyed", rc.ids[w.reverse])
	case w.reverse != asDeclared:
		add("%s reverse-keyed", rc.ids[w.reverse])
	}
	if w.drop != asDeclared {
		add("%s left out", rc.ids[w.drop])
	}
	if w.minItems != rc.declared.minItems {
		if w.minItems == len(rc.a) {
			add("all %d items answered", w.minItems)
		} else {
			add("at least %d of %d items answered", w.minItems, len(rc.a))
		}
	}
	if w.same != rc.declared.same {
		if w.same {
			add("the same items under both conditions")
		} else {
			add("each condition over its own answered items")
		}
	}
	if w.method != rc.declared.method {
		add("%s instead of %s", methodName(w.method), methodName(rc.declared.method))
	}
	if w.listwise != rc.declared.listwise {
		if w.listwise {
			add("only people with a score in every set")
		} else {
			add("everyone with both scores of this set")
		}
	}
	return changes
}

func methodName(m scale.Method) string {
	if m == scale.Sum {
		return "sum"
	}
	return "mean"
}

// scores gives both columns of scores of a way.
func (rc *reconciler) scores(w way) (a, b []float64, err error) {
	var itemsA, itemsB [][]float64
	for i := range rc.a {
		if i == w.drop {
			continue
		}
		xa, xb := rc.a[i], rc.b[i]
		if rc.reversed[i] && w.reverse != noneReversed && w.reverse != i || !rc.reversed[i] && w.reverse == i {
			xa, xb = scale.Reverse(xa, rc.lo, rc.hi), scale.Reverse(xb, rc.lo, rc.hi)
		}
		itemsA, itemsB = append(itemsA, xa), append(itemsB, xb)
	}
	opt := scale.Options{Method: w.method, MinItems: min(w.minItems, len(itemsA)), SameItemsBoth: w.same}
	if a, b, err = scale.ScorePaired(itemsA, itemsB, opt); err != nil || !w.listwise {
		return a, b, err
	}
	a = slices.Clone(a)
	for i, in := range rc.others {
		if !in {
			a[i] = math.NaN()
		}
	}
	return a, b, nil
}

// try scores and tests one way, in both directions and with every kind of d,
// and gives those that reproduce all that was published.
func (rc *reconciler) try(w way) ([]Lead, error) {
	a, b, err := rc.scores(w)
	if err != nil {
		return nil, err
	}
	if !rc.couldFit(a, b) {
		return nil, nil
	}
	c := comparer{part: rc.part, set: rc.set}
	straight, err := c.compare("", "", a, b, 1)
	if err != nil {
		return nil, err
	}
	var leads []Lead
	for _, o := range []struct {
		exchanged, turned bool
		words             []string
	}{
		{},
		{turned: true, words: []string{"the difference taken the other way"}},
		{exchanged: true, words: []string{"conditions A and B exchanged"}},
		{exchanged: true, turned: true, words: []string{"conditions A and B exchanged", "the difference taken the other way"}},
	} {
		p := straight.Paired
		if o.exchanged {
			p.MeanA, p.MeanB, p.SDA, p.SDB = p.MeanB, p.MeanA, p.SDB, p.SDA
		}
		if o.exchanged != o.turned {
			p.MeanDiff, p.T, p.DZ, p.GZ, p.DAv, p.DRm = -p.MeanDiff, -p.T, -p.DZ, -p.GZ, -p.DAv, -p.DRm
		}
		if !rc.reproduces(p) {
			continue
		}
		for _, kind := range rc.kinds(p) {
			changes := slices.Concat([]string{}, w.changes, o.words)
			if kind != "" {
				changes = append(changes, "d as "+kind)
			}
			leads = append(leads, Lead{Changes: changes, N: p.N, MeanA: p.MeanA, SDA: p.SDA, MeanB: p.MeanB, SDB: p.SDB, T: p.T, Note: LeadNote})
		}
	}
	return leads, nil
}

// reproduces reports whether all that was published prints the same, but for
// d, which kinds looks at.
func (rc *reconciler) reproduces(p report.Paired) bool {
	for _, v := range rc.against(p) {
		if v.name != "d" && !prints(v.value, v.text) {
			return false
		}
	}
	return true
}

// couldFit looks at n and the means alone, which cost far less than the whole
// test.
func (rc *reconciler) couldFit(a, b []float64) bool {
	n, sumA, sumB := 0, 0.0, 0.0
	for i := range a {
		if !math.IsNaN(a[i]) && !math.IsNaN(b[i]) {
			n++
			sumA += a[i]
			sumB += b[i]
		}
	}
	if n == 0 {
		return false
	}
	meanA, meanB := report.Num(sumA/float64(n)), report.Num(sumB/float64(n))
	for _, v := range rc.against(report.Paired{N: n, DF: report.Num(n - 1)}) {
		switch v.name {
		case "n", "df":
			if !prints(v.value, v.text) {
				return false
			}
		case "M_A", "M_B": // the conditions may be exchanged
			if !prints(meanA, v.text) && !prints(meanB, v.text) {
				return false
			}
		}
	}
	return true
}

// A publishedValue is a recomputed value and the text it must print as.
type publishedValue struct {
	name  string
	value report.Num
	text  string
}

// against gives the n, M, SD, MD, t, df and d that were published as numbers,
// beside those of p.
func (rc *reconciler) against(p report.Paired) []publishedValue {
	pub := &rc.pub
	var out []publishedValue
	for _, v := range []publishedValue{
		{"n", report.Num(p.N), numberText(pub.N)},
		{"M_A", p.MeanA, numberText(pub.MA)}, {"SD_A", p.SDA, numberText(pub.SDA)},
		{"M_B", p.MeanB, numberText(pub.MB)}, {"SD_B", p.SDB, numberText(pub.SDB)},
		{"MD", p.MeanDiff, numberText(pub.MD)},
		{"t", p.T, numberText(pub.T)}, {"df", p.DF, numberText(pub.DF)},
		{"d", p.DZ, numberText(pub.D)},
	} {
		if v.text != "" {
			out = append(out, v)
		}
	}
	return out
}

// numberText gives a published value that is a number; "" otherwise.
func numberText(t study.Text) string {
	if sign, _, _, ok := readPublished(t.Value); t.Set && ok && sign == "" {
		return t.Value
	}
	return ""
}

// prints reports whether value prints as text does.
func prints(value report.Num, text string) bool {
	_, number, decimals, ok := readPublished(text)
	return ok && value.Defined() && report.Fixed(float64(value), decimals) == report.Fixed(number, decimals)
}

// kinds gives the kinds of d that print as published: "" alone for the declared
// kind, or when none is published as a number; otherwise every other that fits.
func (rc *reconciler) kinds(p report.Paired) []string {
	text := numberText(rc.pub.D)
	if text == "" {
		return []string{""}
	}
	var fits []string
	for _, e := range []struct {
		id, name string
		value    report.Num
	}{{"dz", "d_z", p.DZ}, {"gz", "g_z", p.GZ}, {"dav", "d_av", p.DAv}, {"drm", "d_rm", p.DRm}} {
		switch {
		case !prints(e.value, text):
		case e.id == rc.effect:
			return []string{""}
		default:
			fits = append(fits, e.name)
		}
	}
	return fits
}

// Words gives the changes of a lead in one line.
func (l Lead) Words() string {
	if len(l.Changes) == 0 {
		return "as declared"
	}
	return strings.Join(l.Changes, "; ")
}
