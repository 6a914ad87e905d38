package scale

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"kith/analysis/stat"
)

// Omega is McDonald's omega of one factor and the factor it rests on.
type Omega struct {
	Omega        float64   // of the sum of the items as they are; NaN when not defined
	Standardised float64   // of the sum of standardised items
	Loadings     []float64 // standardised
	N, Items     int
	Reason       string // why Omega is NaN; "" when it is defined
	Warning      string // what a reader must see beside it; "" for nothing
}

const (
	// leastUniqueness keeps a uniqueness off 0, as factanal does (a Heywood
	// case).
	leastUniqueness = .005
	omegaSteps      = 50_000
)

// McDonaldOmega gives ω = (Σλ)² / ((Σλ)² + Σψ) of the one-factor model, fitted
// by maximum likelihood to the people who answered every item (McDonald,
// 1999). The loadings are those of factanal(x, factors = 1); omega of the raw
// sum weighs them by the items' SDs. psych::omega(x, 1) and jamovi fit by
// minimum residuals and give a slightly other value. It needs three items;
// with fewer the model is not identified. It fails as [CronbachAlpha] does.
//
// The fit iterates Lawley's equations: with uniquenesses ψ, the loadings are
// √ψ·v√(θ − 1) for θ, v the largest eigenvalue and its vector of
// ψ^-½ R ψ^-½, and the new ψ is 1 − λ², but at least .005.
//
// R: f <- factanal(x, 1); l <- f$loadings * apply(x, 2, sd); sum(l)^2 /
// (sum(l)^2 + sum(f$uniquenesses * apply(x, 2, var))), x <- na.omit(x).
func McDonaldOmega(items [][]float64) (Omega, error) {
	n, err := checkColumns(items)
	if err != nil {
		return Omega{}, err
	}
	complete := keepRows(items, completeRows(n, items))
	k := len(complete)
	o := Omega{Omega: math.NaN(), Standardised: math.NaN(), N: len(complete[0]), Items: k}
	if k < 3 {
		o.Reason = "one factor needs three items"
		return o, nil
	}
	if o.N <= k {
		o.Reason = "one factor needs more people than items"
		return o, nil
	}
	sds := make([]float64, k)
	r := mat.NewSymDense(k, nil)
	for j := range complete {
		s, err := stat.Describe(complete[j])
		if err != nil {
			return Omega{}, err
		}
		if s.SD == 0 {
			o.Reason = "an item does not vary"
			return o, nil
		}
		sds[j] = s.SD
		r.SetSym(j, j, 1)
		for i := range j {
			v, err := stat.Correlation(complete[i], complete[j])
			if err != nil {
				return Omega{}, err
			}
			r.SetSym(i, j, v)
		}
	}
	loadings, uniqueness, ok := oneFactor(r)
	if !ok {
		o.Reason = "the one-factor model did not converge"
		return o, nil
	}
	o.Loadings = loadings
	var raw, rawUnique, std, stdUnique float64
	top := 0.0
	for _, s := range sds {
		top = max(top, s)
	}
	for j, l := range loadings {
		unique := uniqueness[j] // 1 − l² but at the bound
		if unique <= leastUniqueness*(1+1e-9) {
			o.Warning = "an item's uniqueness is at its bound (a Heywood case): the factor rests on that item"
		}
		s := sds[j] / top
		raw, rawUnique = raw+s*l, rawUnique+s*s*unique
		std, stdUnique = std+l, stdUnique+unique
	}
	o.Omega = raw * raw / (raw*raw + rawUnique)
	o.Standardised = std * std / (std*std + stdUnique)
	return o, nil
}

// A lawley is where Lawley's equations lead from some uniquenesses.
type lawley struct {
	from, to []float64 // uniquenesses
	loadings []float64 // given from
	misfit   float64   // of from: less is likelier
}

// moved is the largest change of a uniqueness.
func (l lawley) moved() float64 {
	m := 0.0
	for j := range l.from {
		m = max(m, math.Abs(l.to[j]-l.from[j]))
	}
	return m
}

// lawleyStep takes one step on the correlations r.
func lawleyStep(r *mat.SymDense, unique []float64) (lawley, bool) {
	k := len(unique)
	scaled := mat.NewSymDense(k, nil)
	for j := range k {
		for i := range j + 1 {
			scaled.SetSym(i, j, r.At(i, j)/math.Sqrt(unique[i]*unique[j]))
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(scaled, true) { //nolint:misspell // gonum's name
		return lawley{}, false
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	values := eigen.Values(nil)
	size := math.Sqrt(max(values[k-1]-1, 0))
	l := lawley{from: unique, to: make([]float64, k), loadings: make([]float64, k)}
	for j := range k {
		l.loadings[j] = math.Sqrt(unique[j]) * vectors.At(j, k-1) * size
		l.to[j] = min(max(1-l.loadings[j]*l.loadings[j], leastUniqueness), 1)
	}
	for _, v := range values[:k-1] { // the objective of factanal
		l.misfit += v - math.Log(v) - 1
	}
	return l, true
}

// beyond extrapolates two steps that follow each other, as SQUAREM does (Varadhan &
// Roland, 2008): where a uniqueness creeps, one step does the work of many.
func beyond(first, second lawley) []float64 {
	k := len(first.from)
	var r, v float64
	for j := range k {
		dr := first.to[j] - first.from[j]
		dv := second.to[j] - second.from[j] - dr
		r, v = r+float64(dr*dr), v+float64(dv*dv)
	}
	if v == 0 {
		return second.to // the steps are equal: there is nothing to tell how far they lead
	}
	length := max(math.Sqrt(r/v), 1)
	out := make([]float64, k)
	for j := range k {
		dr := first.to[j] - first.from[j]
		dv := second.to[j] - second.from[j] - dr
		out[j] = min(max(first.from[j]+float64(2*length*dr)+float64(length*length*dv), leastUniqueness), 1)
	}
	return out
}

// oneFactor gives the maximum-likelihood loadings of one factor, with a
// positive sum, and the uniquenesses.
func oneFactor(r *mat.SymDense) (loadings, unique []float64, ok bool) {
	start := make([]float64, r.SymmetricDim())
	for j := range start {
		start[j] = .5
	}
	at, ok := lawleyStep(r, start)
	for range omegaSteps {
		if !ok {
			return nil, nil, false
		}
		if at.moved() < 1e-13 {
			sum := 0.0
			for _, l := range at.loadings {
				sum += l
			}
			for j := range at.loadings {
				at.loadings[j] = math.Copysign(1, sum) * at.loadings[j]
			}
			return at.loadings, at.to, true
		}
		var next, then lawley
		if next, ok = lawleyStep(r, at.to); !ok {
			continue
		}
		if then, ok = lawleyStep(r, next.to); !ok {
			continue
		}
		if far, fine := lawleyStep(r, beyond(at, next)); fine && far.misfit <= then.misfit {
			then = far
		}
		at = then
	}
	return nil, nil, false
}
