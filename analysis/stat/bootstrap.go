package stat

import (
	"math"
	"math/rand/v2"
	"slices"
)

// BootstrapOptions are the choices of a bootstrap interval.
type BootstrapOptions struct {
	Level float64 // in (0, 1); 0 means .95
	Draws int     // resamples; 0 means DefaultDraws
	Seed  uint64  // the same seed gives the same interval everywhere
}

// Bootstrap is a BCa interval of the mean difference and of d_z.
type Bootstrap struct {
	N, Draws      int
	Level         float64
	MeanDiff      float64
	CILow, CIHigh float64
	DZ            float64
	DZLow, DZHigh float64
	Reason        string // why figures are NaN; "" when all are defined
}

// BootstrapBCa resamples the pairs with replacement and gives the
// bias-corrected and accelerated intervals (Efron, 1987) of the mean of the
// differences B − A and of d_z, as boot.ci(boot(d, …), type = "bca") does, with
// the jackknife acceleration and the interpolation on the normal scale of
// boot's norm.inter. Resamples whose differences do not vary have no d_z; where
// there is one, d_z has no interval. It fails as [PairedT] does, and on draws
// below 0 or above [MaxDraws].
//
// R: boot::boot.ci(boot::boot(d, function(d, i) mean(d[i]), draws), type =
// "bca"), on other random numbers, and with the jackknife where boot takes a
// regression to estimate the acceleration.
func BootstrapBCa(a, b []float64, opt BootstrapOptions) (Bootstrap, error) {
	level, err := levelOf(opt.Level)
	if err != nil {
		return Bootstrap{}, err
	}
	draws, err := drawsOf(opt.Draws)
	if err != nil {
		return Bootstrap{}, err
	}
	p, err := PairedT(a, b, PairedOptions{Level: level})
	if err != nil {
		return Bootstrap{}, err
	}
	nan := math.NaN()
	res := Bootstrap{N: p.N, Draws: draws, Level: level, MeanDiff: p.MeanDiff, DZ: p.DZ, CILow: nan, CIHigh: nan, DZLow: nan, DZHigh: nan}
	if math.IsNaN(p.T) {
		res.Reason = p.Reason
		return res, nil
	}
	d, err := Differences(a, b)
	if err != nil {
		return Bootstrap{}, err
	}
	e := scaleExponent(d)
	d = scaled(d, e)
	mean, effect := meanAndEffect(d)
	rng := rand.New(rand.NewPCG(opt.Seed, bootstrapStream))
	means, effects := make([]float64, draws), make([]float64, draws)
	sample := make([]float64, len(d))
	for i := range draws {
		for j := range sample {
			sample[j] = d[rng.IntN(len(d))]
		}
		means[i], effects[i] = meanAndEffect(sample)
	}
	jackMeans, jackEffects := make([]float64, len(d)), make([]float64, len(d))
	for i := range d {
		left := append(append(sample[:0], d[:i]...), d[i+1:]...)
		jackMeans[i], jackEffects[i] = meanAndEffect(left)
	}
	var why []string
	low, high := bcaInterval(mean, means, jackMeans, level)
	res.CILow, res.CIHigh = math.Ldexp(low, e), math.Ldexp(high, e)
	if math.IsNaN(low) {
		why = append(why, "the resampled means leave no interval at this level and number of draws")
	}
	res.DZLow, res.DZHigh = bcaInterval(effect, effects, jackEffects, level)
	if math.IsNaN(res.DZLow) {
		why = append(why, "the resampled d_z leave no interval: too few pairs differ, or too few draws")
	}
	res.Reason = joinReasons(why)
	return res, nil
}

// meanAndEffect gives the mean and mean/SD, the latter NaN where values do not
// vary. Products are rounded before they are added, so that every processor
// gives the same bits.
func meanAndEffect(d []float64) (mean, effect float64) {
	n := float64(len(d))
	for _, v := range d {
		mean += v
	}
	mean /= n
	squares := 0.0
	for _, v := range d {
		dev := v - mean
		squares += float64(dev * dev)
	}
	sd := math.Sqrt(squares / (n - 1))
	if !(sd > 8*epsilon*math.Abs(mean)) {
		return mean, math.NaN()
	}
	return mean, mean / sd
}

// bcaInterval gives the BCa limits of an estimate from its resamples, which it
// sorts, and its jackknife values. Limits are NaN where a value is, or where
// the draws do not reach far enough out.
func bcaInterval(estimate float64, resampled, jackknife []float64, level float64) (low, high float64) {
	isNaN := func(v float64) bool { return math.IsNaN(v) }
	if slices.ContainsFunc(resampled, isNaN) || slices.ContainsFunc(jackknife, isNaN) {
		return math.NaN(), math.NaN()
	}
	below := 0
	for _, v := range resampled {
		if v < estimate {
			below++
		}
	}
	bias := normalCritical(float64(below) / float64(len(resampled)))
	centre := 0.0
	for _, v := range jackknife {
		centre += v
	}
	centre /= float64(len(jackknife))
	var squares, cubes float64
	for _, v := range jackknife {
		l := centre - v
		squares += float64(l * l)
		cubes += float64(l * l * l)
	}
	acceleration := 0.0
	if squares > 0 {
		acceleration = cubes / (6 * math.Pow(squares, 1.5))
	}
	slices.Sort(resampled)
	limit := func(p float64) float64 {
		z := bias + normalCritical(p)
		return normalInterpolated(resampled, normalUpper(-(bias + z/(1-acceleration*z))))
	}
	return limit((1 - level) / 2), limit((1 + level) / 2)
}

// normalInterpolated gives the p quantile of sorted resamples, interpolated on
// the normal scale between order statistics (boot's norm.inter; Davison &
// Hinkley, 1997, eq. 5.8). It is NaN where p lies beyond the outermost ones.
func normalInterpolated(sorted []float64, p float64) float64 {
	draws := float64(len(sorted))
	at := (draws + 1) * p
	k := math.Floor(at)
	if !(k >= 1 && k < draws) {
		return math.NaN()
	}
	v, next := sorted[int(k)-1], sorted[int(k)]
	if at == k {
		return v
	}
	z, z1, z2 := normalCritical(p), normalCritical(k/(draws+1)), normalCritical((k+1)/(draws+1))
	return v + (z-z1)/(z2-z1)*(next-v)
}
