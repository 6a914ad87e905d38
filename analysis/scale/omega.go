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
	omegaSteps      = 200_000
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
// ψ^-½ R ψ^-½, and the new ψ is 1 − λ².
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

// oneFactor gives the maximum-likelihood loadings of one factor, with a
// positive sum, and the uniquenesses.
func oneFactor(r *mat.SymDense) (loadings, unique []float64, ok bool) {
	k := r.SymmetricDim()
	unique = make([]float64, k)
	for j := range unique {
		unique[j] = .5
	}
	loadings = make([]float64, k)
	scaled := mat.NewSymDense(k, nil)
	for range omegaSteps {
		for j := range k {
			for i := range j + 1 {
				scaled.SetSym(i, j, r.At(i, j)/math.Sqrt(unique[i]*unique[j]))
			}
		}
		var eigen mat.EigenSym
		if !eigen.Factorize(scaled, true) { //nolint:misspell // gonum's name
			return nil, nil, false
		}
		var vectors mat.Dense
		eigen.VectorsTo(&vectors)
		size := math.Sqrt(max(eigen.Values(nil)[k-1]-1, 0))
		moved := 0.0
		for j := range loadings {
			loadings[j] = math.Sqrt(unique[j]) * vectors.At(j, k-1) * size
			next := min(max(1-loadings[j]*loadings[j], leastUniqueness), 1)
			moved = max(moved, math.Abs(next-unique[j]))
			unique[j] = next
		}
		if moved < 1e-13 {
			sum := 0.0
			for _, l := range loadings {
				sum += l
			}
			if sum < 0 {
				for j := range loadings {
					loadings[j] = -loadings[j]
				}
			}
			return loadings, unique, true
		}
	}
	return nil, nil, false
}
