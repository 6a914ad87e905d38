package stat

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// PermutationOptions are the choices of a sign-flip test.
type PermutationOptions struct {
	Alternative Alternative
	Draws       int    // random sign vectors past EnumeratedPairs; 0 means DefaultDraws
	Seed        uint64 // the same seed gives the same p everywhere
}

// Resampling limits.
const (
	DefaultDraws = 10_000
	MaxDraws     = 10_000_000
	// EnumeratedPairs is the number of non-zero differences up to which all
	// signs are enumerated.
	EnumeratedPairs = 20
)

// Permutation is a sign-flip test of the mean difference.
type Permutation struct {
	N      int
	P      float64
	Exact  bool    // all sign vectors were enumerated
	Draws  int     // sign vectors looked at
	SE     float64 // Monte Carlo standard error of P; 0 when Exact
	Reason string  // why P is NaN; "" when it is defined
}

// SignFlip tests whether the differences B − A lie symmetrically about 0, by
// the mean difference under all changes of sign (Fisher, 1935), or under a
// seeded random sample of them past [EnumeratedPairs] non-zero differences,
// counted with the observed one among them: p = (1 + count)/(1 + draws). A
// mean is as extreme as the observed one when it reaches it to 12 digits, or but
// for the rounding of the values: three differences of 1/3 are as far as one of 1.
// A pair that does not differ once rounded as [RoundedDifferences] does is left
// out. It fails as [PairedT] does, and on draws below 0 or above [MaxDraws].
//
// R: base R has no such test; coin::oneway_test on the stacked pairs, blocked
// by person, with distribution = "exact", comes nearest.
func SignFlip(a, b []float64, opt PermutationOptions) (Permutation, error) {
	draws, err := drawsOf(opt.Draws)
	if err != nil {
		return Permutation{}, err
	}
	pa, pb, err := completePairs(a, b)
	if err != nil {
		return Permutation{}, err
	}
	res := Permutation{N: len(pa), P: math.NaN()}
	e := scaleExponent(pa, pb)
	var v []float64
	observed, slack := 0.0, 0.0
	for i, rounded := range roundedDifferences(pa, pb) {
		if rounded == 0 {
			continue
		}
		x, y := math.Ldexp(pa[i], -e), math.Ldexp(pb[i], -e)
		v = append(v, y-x)
		observed += y - x
		slack += float64(1e-12*math.Abs(y-x)) + float64(roundings*epsilon*max(math.Abs(x), math.Abs(y)))
	}
	switch {
	case len(pa) == 0:
		res.Reason = "there is no complete pair"
		return res, nil
	case len(v) == 0:
		res.Reason = "no pair differs"
		return res, nil
	}
	extreme := func(sum float64) bool {
		switch opt.Alternative {
		case Greater:
			return sum >= observed-slack
		case Less:
			return sum <= observed+slack
		}
		return math.Abs(sum) >= math.Abs(observed)-slack
	}
	count := 0
	if len(v) <= EnumeratedPairs {
		// Sums over two halves, so that each carries few roundings.
		res.Exact, res.Draws = true, 1<<len(v)
		half := len(v) / 2
		rest := signedSums(v[half:])
		for _, x := range signedSums(v[:half]) {
			for _, y := range rest {
				if extreme(x + y) {
					count++
				}
			}
		}
		res.P = float64(count) / float64(res.Draws)
		return res, nil
	}
	rng := rand.NewPCG(opt.Seed, signFlipStream)
	res.Draws = draws
	for range draws {
		sum := 0.0
		var random uint64
		for i, x := range v {
			if i%64 == 0 {
				random = rng.Uint64()
			}
			// The sign bit is flipped without a branch.
			sum += math.Float64frombits(math.Float64bits(x) ^ random<<63)
			random >>= 1
		}
		if extreme(sum) {
			count++
		}
	}
	res.P = float64(1+count) / float64(1+draws)
	res.SE = math.Sqrt(res.P * (1 - res.P) / float64(draws))
	return res, nil
}

// signedSums gives the sums of v under all changes of sign.
func signedSums(v []float64) []float64 {
	sums := []float64{0}
	for _, x := range v {
		for _, s := range sums {
			sums = append(sums, s-x)
		}
		for i := range len(sums) / 2 {
			sums[i] += x
		}
	}
	return sums
}

// Streams keep the random numbers of two methods with one seed apart.
const (
	signFlipStream  = 0x7369676e // "sign"
	bootstrapStream = 0x626f6f74 // "boot"
)

func drawsOf(draws int) (int, error) {
	if draws == 0 {
		return DefaultDraws, nil
	}
	if draws < 0 || draws > MaxDraws {
		return 0, fmt.Errorf("%d draws: from 1 to %d", draws, MaxDraws)
	}
	return draws, nil
}
