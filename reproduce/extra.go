package reproduce

import (
	"errors"
	"math"

	"kith/analysis/scale"
	"kith/analysis/stat"
	"kith/report"
	"kith/study"
)

// change counts who rose, fell and stayed from one condition to the other.
func change(from, to []float64) (report.Movement, error) {
	var c report.Movement
	d, err := stat.RoundedDifferences(from, to)
	for _, x := range d {
		switch {
		case x > 0:
			c.Rose++
		case x < 0:
			c.Fell++
		default:
			c.Stayed++
		}
	}
	return c, err
}

// extra computes the tests that the manifest declares beside the t test, nil
// when it declares none.
func extra(tests study.Tests, alt stat.Alternative, from, to []float64, p stat.Paired) (*report.Extra, error) {
	if len(tests.Extra) == 0 {
		return nil, nil
	}
	out := &report.Extra{}
	opt := stat.PairedOptions{Level: tests.CI, Alternative: alt}
	var failed []error
	for _, name := range tests.Extra {
		var err error
		switch name {
		case "wilcoxon":
			out.Wilcoxon, err = wilcoxon(tests, alt, from, to)
		case "sign":
			var s stat.SignTest
			s, err = stat.Signs(from, to, opt)
			out.Sign = &report.SignTest{P: report.Num(s.P), Share: report.Num(s.Share), Low: report.Num(s.Low), High: report.Num(s.High), Reason: s.Reason}
		case "shapiro":
			out.Shapiro, err = shapiro(from, to)
		case "bayes":
			out.Bayes, err = bayes(tests, alt, p)
		case "tost":
			out.Equivalence, err = equivalence(tests, from, to)
		case "permutation":
			var f stat.Permutation
			f, err = stat.SignFlip(from, to, stat.PermutationOptions{Alternative: alt, Draws: tests.Draws, Seed: uint64(tests.Seed)})
			out.Permutation = &report.Permutation{P: report.Num(f.P), Exact: f.Exact, Draws: f.Draws, Seed: tests.Seed, SE: report.Num(f.SE), Reason: f.Reason}
		case "bootstrap":
			var b stat.Bootstrap
			b, err = stat.BootstrapBCa(from, to, stat.BootstrapOptions{Level: tests.CI, Draws: tests.Draws, Seed: uint64(tests.Seed)})
			out.Bootstrap = &report.Bootstrap{
				Draws: b.Draws, Seed: tests.Seed, CILow: report.Num(b.CILow), CIHigh: report.Num(b.CIHigh),
				DZLow: report.Num(b.DZLow), DZHigh: report.Num(b.DZHigh), Reason: b.Reason,
			}
		}
		failed = append(failed, err)
	}
	return out, errors.Join(failed...)
}

func wilcoxon(tests study.Tests, alt stat.Alternative, from, to []float64) (*report.Wilcoxon, error) {
	opt := stat.WilcoxonOptions{Level: tests.CI, Alternative: alt}
	if tests.Wilcoxon.Zeros == "pratt" {
		opt.Zeros = stat.Pratt
	}
	w, err := stat.SignedRank(from, to, opt)
	return &report.Wilcoxon{
		WPlus: report.Num(w.WPlus), WMinus: report.Num(w.WMinus),
		NonZero: w.Rose + w.Fell, Zero: w.Zero, Ties: w.Ties, Zeros: tests.Wilcoxon.Zeros,
		Method: w.Method(), P: report.Num(w.P()), PExact: report.Num(w.PExact),
		PNormal: report.Num(w.PNormal), PCorrected: report.Num(w.PCorrected), Z: report.Num(w.Z),
		RankBiserial: report.Num(w.RankBiserial), RankLow: report.Num(w.RankLow), RankHigh: report.Num(w.RankHigh),
		Estimate: report.Num(w.Estimate), EstimateLow: report.Num(w.EstimateLow), EstimateHigh: report.Num(w.EstimateHigh),
		Level: report.Num(w.EstimateLevel), Reason: w.Reason, Warnings: rankWarnings(w),
	}, err
}

func shapiro(from, to []float64) (*report.Shapiro, error) {
	d, err := stat.Differences(from, to)
	if err != nil {
		return nil, err
	}
	s, err := stat.TestShapiroWilk(d)
	return &report.Shapiro{N: s.N, W: report.Num(s.W), P: report.Num(s.P), Reason: s.Reason}, err
}

// bayes has no factor where t has none.
func bayes(tests study.Tests, alt stat.Alternative, p stat.Paired) (*report.Bayes, error) {
	out := &report.Bayes{LogBF10: report.NaN(), Width: report.Num(tests.Bayes.Width)}
	if alt != stat.TwoSided {
		none := report.NaN()
		out.LogDirected, out.Alternative = &none, alt.String()
	}
	if math.IsNaN(p.T) {
		out.Reason = p.Reason
		return out, nil
	}
	log, err := stat.LogBayesFactor(p.T, p.N, tests.Bayes.Width)
	out.LogBF10 = report.Num(log)
	if alt == stat.TwoSided || err != nil {
		return out, err
	}
	log, err = stat.LogBayesFactorDirected(p.T, p.N, tests.Bayes.Width, alt)
	*out.LogDirected = report.Num(log)
	return out, err
}

func equivalence(tests study.Tests, from, to []float64) (*report.Equivalence, error) {
	bound := tests.TOST.Bound
	e, err := stat.TestEquivalence(from, to, stat.EquivalenceOptions{
		Low: -bound, High: bound, Standardised: tests.TOST.Unit == "dz", Alpha: tests.Alpha,
	})
	return &report.Equivalence{
		Bound: report.Num(bound), Unit: tests.TOST.Unit, Low: report.Num(e.Low), High: report.Num(e.High),
		PLow: report.Num(e.PLow), PHigh: report.Num(e.PHigh), P: report.Num(e.P),
		CILow: report.Num(e.CILow), CIHigh: report.Num(e.CIHigh), Level: report.Num(e.Level), Reason: e.Reason,
	}, err
}

// alpha is Cronbach's alpha with Feldt's interval.
func alpha(columns [][]float64, level float64) (*report.Alpha, error) {
	a, err := scale.CronbachAlpha(columns)
	if err != nil {
		return nil, err
	}
	out := &report.Alpha{
		Alpha: report.Num(a.Alpha), N: a.N, Items: a.Items, Reason: a.Reason,
		CILow: report.NaN(), CIHigh: report.NaN(),
	}
	if a.Reason != "" {
		return out, nil
	}
	low, high, err := scale.FeldtInterval(a, level)
	out.CILow, out.CIHigh = report.Num(low), report.Num(high)
	return out, err
}

// reliabilities says how reliable the scores of a set are under both
// conditions. The lowest and highest possible scores are low and high.
func reliabilities(s *study.Set, it items, scoresA, scoresB []float64, low, high float64) (a, b *report.Reliability, err error) {
	alphaA, alphaB, err := scale.CronbachAlphaPaired(it.a, it.b)
	if err != nil {
		return nil, nil, err
	}
	a, errA := reliability(s, it.a, scoresA, alphaA, low, high)
	b, errB := reliability(s, it.b, scoresB, alphaB, low, high)
	return a, b, errors.Join(errA, errB)
}

func reliability(s *study.Set, columns [][]float64, scores []float64, pairs scale.Alpha, low, high float64) (*report.Reliability, error) {
	out := &report.Reliability{AlphaPairs: report.Num(pairs.Alpha), NPairs: pairs.N, SpearmanBrown: report.NaN()}
	omega, err := scale.McDonaldOmega(columns)
	if err != nil {
		return nil, err
	}
	out.Omega, out.OmegaReason = report.Num(omega.Omega), omega.Reason
	if len(columns) == 2 {
		sb, n, err := scale.SpearmanBrown(columns[0], columns[1])
		if err != nil {
			return nil, err
		}
		out.SpearmanBrown, out.SpearmanN = report.Num(sb), n
	}
	floor, ceiling := scale.FloorCeiling(scores, low, high)
	out.Floor, out.Ceiling = report.Num(floor), report.Num(ceiling)
	of, err := scale.Items(columns)
	for i, item := range of {
		out.Items = append(out.Items, report.ItemReliability{
			ID: s.Pairs[i].ID, RestR: report.Num(item.RestR), AlphaIfDeleted: report.Num(item.AlphaIfDeleted.Alpha),
		})
	}
	return out, err
}
